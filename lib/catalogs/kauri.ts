import { defineCatalog } from '@/lib/domain/catalog';

/** Messages a day and a month, and tokens a month. A message also counts the tokens that its answer reports. */
const limits = (day: number | null, month: number | null, tokens: number | null) => ({ messages: { day, month }, tokens: { month: tokens } });
const unit = (one: string, many: string, un: string, plusieurs: string) => ({ one: { en: one, fr: un }, many: { en: many, fr: plusieurs } });
const model = { provider: 'mistral', shape: 'openai', tokens: 'tokens' } as const;

/**
 * A West African assistant: one limit a day and one a month on the same meter, in a currency without decimals. What the free
 * plan and Pro's day may send is theirs, and the prices; the other limits, and the weights of documents and workflows, are ours.
 */
export const kauriCatalog = defineCatalog({
  id: 'kauri',
  name: { en: 'Kauri' },
  description: {
    en: 'An assistant that knows West African law, taxes and trade, and shows its sources. Priced by the message.',
    fr: 'Une assistante qui connaît le droit, les impôts et le commerce d’Afrique de l’Ouest, et qui cite ses sources. Au message.',
  },
  currency: 'xof',
  meters: {
    messages: { name: { en: 'Messages', fr: 'Messages' }, unit: unit('message', 'messages', 'message', 'messages') },
    tokens: { name: { en: 'Tokens', fr: 'Jetons' }, unit: unit('token', 'tokens', 'jeton', 'jetons') },
  },
  mainMeter: 'messages',
  features: {
    document_sourcing: { name: { en: 'Sources', fr: 'Sources des documents' }, description: { en: 'Every answer names the documents it rests on', fr: 'Chaque réponse cite les documents sur lesquels elle s’appuie' } },
    pdf_generation: { name: { en: 'PDF documents', fr: 'Documents PDF' }, description: { en: 'Letters, contracts and invoices, ready to print', fr: 'Lettres, contrats et factures, prêts à imprimer' } },
    advanced_workflows: { name: { en: 'Advanced workflows', fr: 'Parcours avancés' }, description: { en: 'Filings and formalities, step by step', fr: 'Déclarations et formalités, étape par étape' } },
    api_access: { name: { en: 'API access', fr: 'Accès à l’API' }, description: { en: 'Kauri inside your own product', fr: 'Kauri dans votre propre produit' } },
    dedicated_support: { name: { en: 'Dedicated support', fr: 'Assistance dédiée' }, description: { en: 'A person who knows your case', fr: 'Une personne qui connaît votre dossier' } },
  },
  operations: {
    chat_message: { name: { en: 'Send message', fr: 'Envoyer un message' }, match: ['POST /chat/messages', 'POST /messages'], kind: 'message', weights: { messages: 1 }, model },
    chat_history: { name: { en: 'Read messages', fr: 'Lire les messages' }, match: ['GET /chat/messages', 'GET /messages'], weights: {} },
    document_search: { name: { en: 'Search documents', fr: 'Chercher des documents' }, match: ['POST /documents/search', 'GET /documents/:id'], weights: { tokens: 500 }, feature: 'document_sourcing' },
    pdf_generate: { name: { en: 'Make a PDF', fr: 'Créer un PDF' }, match: 'POST /documents/pdf', weights: { tokens: 2_000 }, feature: 'pdf_generation' },
    workflow_run: {
      name: { en: 'Run a workflow', fr: 'Lancer un parcours' }, match: 'POST /workflows/:id/run', weights: { messages: 1, tokens: 5_000 }, feature: 'advanced_workflows',
      multiply: [{ body: 'options.depth', equals: 'deep', by: 3, meters: ['tokens'] }],
    },
    api_chat: { name: { en: 'Chat by API', fr: 'Discuter par API' }, match: 'POST /v1/chat/completions', weights: { messages: 1 }, feature: 'api_access', model },
    support_ticket: { name: { en: 'Ask support', fr: 'Demander de l’aide' }, match: 'POST /support/tickets', weights: {}, feature: 'dedicated_support' },
  },
  providers: { mistral: { name: { en: 'Mistral' } } },
  // List prices of October 2025.
  modelPrices: { mistral: { 'mistral-large': { input: 2_000_000, output: 6_000_000 }, 'mistral-medium': { input: 400_000, output: 2_000_000 }, 'mistral-small': { input: 100_000, output: 300_000 } } },
  plans: {
    free: {
      name: { en: 'Free', fr: 'Gratuit' }, tagline: { en: 'Five questions a day', fr: 'Cinq questions par jour' },
      seats: 1, apiKeys: 1, features: ['document_sourcing'], limits: limits(5, 150, 100_000),
    },
    /** What the first subscribers keep; nobody else is shown it. */
    pro_launch: {
      name: { en: 'Pro, first hour', fr: 'Pro, première heure' }, tagline: { en: 'Pro at the price of its first month', fr: 'Pro au prix de son premier mois' }, hidden: true, prices: { xof: { month: 5_000 } },
      seats: 1, apiKeys: 3, features: ['document_sourcing', 'pdf_generation'], limits: limits(100, 3_000, 2_000_000),
    },
    pro: {
      name: { en: 'Pro', fr: 'Pro' }, tagline: { en: 'For whom it is daily work', fr: 'Pour le travail de tous les jours' }, prices: { xof: { month: 7_000 } },
      seats: 1, apiKeys: 3, features: ['document_sourcing', 'pdf_generation'], limits: limits(100, 3_000, 2_000_000),
    },
    max: {
      name: { en: 'Max', fr: 'Max' }, tagline: { en: 'For a practice', fr: 'Pour un cabinet' }, prices: { xof: { month: 22_000 } },
      seats: 5, apiKeys: 10, features: ['document_sourcing', 'pdf_generation', 'advanced_workflows', 'api_access'], limits: limits(500, 15_000, 10_000_000),
    },
    enterprise: {
      name: { en: 'Enterprise', fr: 'Entreprise' }, tagline: { en: 'For an organisation', fr: 'Pour une organisation' }, prices: { xof: { month: 85_000 } },
      seats: null, apiKeys: null, features: ['document_sourcing', 'pdf_generation', 'advanced_workflows', 'api_access', 'dedicated_support'], limits: limits(null, null, null),
    },
  },
  defaultPlan: 'free',
  example: { method: 'POST', path: '/chat/messages', body: { text: 'Comment déclarer la TVA au Sénégal ?' } },
});
