import { defineCatalog } from '@/lib/domain/catalog';
import { modelPrices } from './list-prices';

const unit = (one: string, many: string, un: string, plusieurs: string) => ({ one: { en: one, fr: un }, many: { en: many, fr: plusieurs } });
const calls = (name: string) => ({ name: { en: `${name} calls`, fr: `Appels ${name}` }, unit: unit('call', 'calls', 'appel', 'appels') });
const tokens = (name: string) => ({ name: { en: `${name} tokens`, fr: `Jetons ${name}` }, unit: unit('token', 'tokens', 'jeton', 'jetons') });

type Provider = 'gemini' | 'openai' | 'anthropic' | 'mistral' | 'deepseek';
/** Per provider and month: calls and tokens; and dollars a month over all of them. */
type Most = Record<Provider, [calls: number | null, tokens: number | null]> & { costDollars: number | null };

const limits = ({ gemini, openai, anthropic, mistral, deepseek, costDollars }: Most) => ({
  cost: { month: costDollars === null ? null : costDollars * 1_000_000 },
  gemini_calls: { month: gemini[0] }, gemini_tokens: { month: gemini[1] }, openai_calls: { month: openai[0] }, openai_tokens: { month: openai[1] },
  anthropic_calls: { month: anthropic[0] }, anthropic_tokens: { month: anthropic[1] }, mistral_calls: { month: mistral[0] }, mistral_tokens: { month: mistral[1] },
  deepseek_calls: { month: deepseek[0] }, deepseek_tokens: { month: deepseek[1] },
});
const unlimited: Most = { gemini: [null, null], openai: [null, null], anthropic: [null, null], mistral: [null, null], deepseek: [null, null], costDollars: null };

const openai = { provider: 'openai', shape: 'openai', tokens: 'openai_tokens', cost: 'cost' } as const;
const anthropic = { provider: 'anthropic', shape: 'anthropic', tokens: 'anthropic_tokens', cost: 'cost' } as const;
const gemini = { provider: 'gemini', shape: 'gemini', tokens: 'gemini_tokens', cost: 'cost' } as const;
const mistral = { provider: 'mistral', shape: 'openai', tokens: 'mistral_tokens', cost: 'cost' } as const;
const deepseek = { provider: 'deepseek', shape: 'openai', tokens: 'deepseek_tokens', cost: 'cost' } as const;

/**
 * An AI writing suite: each call to a model counts as a call, its tokens and its cost. Addresses are those at which the
 * official clients call, below one prefix per provider. Their text fixes the plans and two prices; every limit, and the trial that needs no card, is ours.
 */
export const alwrityCatalog = defineCatalog({
  id: 'alwrity',
  name: { en: 'Alwrity' },
  description: {
    en: 'Write, research and publish with every large model, on one bill. Limits per provider, and one on what it costs.',
    fr: 'Écrire, chercher et publier avec tous les grands modèles, sur une seule facture. Des limites par fournisseur, et une sur le coût.',
  },
  currency: 'usd',
  meters: {
    cost: { name: { en: 'Model cost', fr: 'Coût des modèles' }, unit: unit('micro-dollar', 'micro-dollars', 'microdollar', 'microdollars'), kind: 'micros' },
    gemini_calls: calls('Gemini'), gemini_tokens: tokens('Gemini'), openai_calls: calls('OpenAI'), openai_tokens: tokens('OpenAI'),
    anthropic_calls: calls('Anthropic'), anthropic_tokens: tokens('Anthropic'), mistral_calls: calls('Mistral'), mistral_tokens: tokens('Mistral'),
    deepseek_calls: calls('DeepSeek'), deepseek_tokens: tokens('DeepSeek'),
  },
  mainMeter: 'cost',
  features: {
    brand_voice: { name: { en: 'Brand voice', fr: 'Ton de la marque' }, description: { en: 'Texts that sound like you', fr: 'Des textes qui vous ressemblent' } },
    priority_support: { name: { en: 'Priority support', fr: 'Assistance prioritaire' } },
  },
  operations: {
    openai_chat: { name: { en: 'OpenAI chat', fr: 'Chat OpenAI' }, match: 'POST /openai/v1/chat/completions', weights: { openai_calls: 1 }, model: openai },
    openai_responses: { name: { en: 'OpenAI response', fr: 'Réponse OpenAI' }, match: 'POST /openai/v1/responses', weights: { openai_calls: 1 }, model: openai },
    openai_embeddings: { name: { en: 'OpenAI embeddings', fr: 'Vecteurs OpenAI' }, match: 'POST /openai/v1/embeddings', weights: { openai_calls: 1 }, model: openai },
    anthropic_messages: { name: { en: 'Anthropic message', fr: 'Message Anthropic' }, match: 'POST /anthropic/v1/messages', weights: { anthropic_calls: 1 }, model: anthropic },
    gemini_models: { name: { en: 'Gemini content', fr: 'Contenu Gemini' }, match: ['POST /gemini/v1beta/models/:call', 'POST /gemini/v1/models/:call'], weights: { gemini_calls: 1 }, model: gemini },
    mistral_chat: { name: { en: 'Mistral chat', fr: 'Chat Mistral' }, match: 'POST /mistral/v1/chat/completions', weights: { mistral_calls: 1 }, model: mistral },
    mistral_embeddings: { name: { en: 'Mistral embeddings', fr: 'Vecteurs Mistral' }, match: 'POST /mistral/v1/embeddings', weights: { mistral_calls: 1 }, model: mistral },
    deepseek_chat: { name: { en: 'DeepSeek chat', fr: 'Chat DeepSeek' }, match: ['POST /deepseek/v1/chat/completions', 'POST /deepseek/chat/completions'], weights: { deepseek_calls: 1 }, model: deepseek },
    list_models: { name: { en: 'List models', fr: 'Lister les modèles' }, match: ['GET /openai/v1/models', 'GET /anthropic/v1/models', 'GET /gemini/v1beta/models', 'GET /mistral/v1/models', 'GET /deepseek/v1/models'], weights: {} },
  },
  providers: {
    openai: { name: { en: 'OpenAI' } }, anthropic: { name: { en: 'Anthropic' } }, gemini: { name: { en: 'Gemini' } }, mistral: { name: { en: 'Mistral' } }, deepseek: { name: { en: 'DeepSeek' } },
  },
  modelPrices,
  plans: {
    free: {
      name: { en: 'Free', fr: 'Gratuit' }, tagline: { en: 'To try every model', fr: 'Pour essayer chaque modèle' }, seats: 1, apiKeys: 1, features: [],
      limits: limits({ gemini: [100, 100_000], openai: [50, 50_000], anthropic: [25, 25_000], mistral: [50, 50_000], deepseek: [100, 100_000], costDollars: 1 }),
    },
    basic: {
      name: { en: 'Basic', fr: 'Essentiel' }, tagline: { en: 'For one writer', fr: 'Pour une plume' }, prices: { usd: { month: 2_900 } },
      trialDays: 7, trialWithoutCard: 'cancel', seats: 1, apiKeys: 5, features: ['brand_voice'],
      limits: limits({ gemini: [1_000, 2_000_000], openai: [500, 1_000_000], anthropic: [250, 500_000], mistral: [500, 1_000_000], deepseek: [1_000, 2_000_000], costDollars: 25 }),
    },
    pro: {
      name: { en: 'Pro', fr: 'Pro' }, tagline: { en: 'For a newsroom', fr: 'Pour une rédaction' }, prices: { usd: { month: 7_900 } }, seats: 10, apiKeys: 20, features: ['brand_voice', 'priority_support'],
      limits: limits({ gemini: [10_000, 20_000_000], openai: [5_000, 10_000_000], anthropic: [5_000, 10_000_000], mistral: [5_000, 10_000_000], deepseek: [10_000, 20_000_000], costDollars: 75 }),
    },
    enterprise: {
      name: { en: 'Enterprise', fr: 'Entreprise' }, tagline: { en: 'For a publisher', fr: 'Pour une maison d’édition' }, custom: true, seats: null, apiKeys: null, features: ['brand_voice', 'priority_support'],
      limits: limits(unlimited),
    },
  },
  defaultPlan: 'free',
  example: { method: 'POST', path: '/openai/v1/chat/completions', body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello' }] } },
});
