import { defineCatalog } from '@/lib/domain/catalog';

/** A neutral AI API: a place to start from. Edit the numbers, the names and the paths, and restart. */
export const defaultCatalog = defineCatalog({
  id: 'default',
  name: { en: 'Acme AI', fr: 'Acme AI' },
  description: {
    en: 'Text, images and search through one API. Start free, pay when it carries your product.',
    fr: 'Texte, images et recherche par une seule API. Commencez gratuitement, payez quand elle porte votre produit.',
  },
  currency: 'usd',
  meters: {
    calls: { name: { en: 'API calls', fr: 'Appels API' }, unit: { one: { en: 'call', fr: 'appel' }, many: { en: 'calls', fr: 'appels' } } },
    credits: { name: { en: 'Credits', fr: 'Crédits' }, unit: { one: { en: 'credit', fr: 'crédit' }, many: { en: 'credits', fr: 'crédits' } } },
  },
  mainMeter: 'calls',
  features: {
    images: { name: { en: 'Image generation', fr: 'Génération d’images' } },
    priority: { name: { en: 'Priority queue', fr: 'File prioritaire' } },
    audit_log: { name: { en: 'Audit log', fr: 'Journal d’audit' } },
  },
  operations: {
    generate_text: {
      name: { en: 'Generate text', fr: 'Générer du texte' }, match: ['POST /v1/generate', 'POST /v1/chat/completions'],
      weights: { calls: 1, credits: 2 }, multiply: [{ header: 'x-quality', equals: 'pro', by: 2 }],
    },
    generate_image: { name: { en: 'Generate image', fr: 'Générer une image' }, match: 'POST /v1/images', weights: { calls: 1, credits: 10 }, feature: 'images' },
    search: { name: { en: 'Search', fr: 'Recherche' }, match: 'GET /v1/search', weights: { calls: 1, credits: 1 } },
    other: { name: { en: 'Other calls', fr: 'Autres appels' }, match: 'ANY /*', weights: { calls: 1 } },
  },
  plans: {
    free: {
      name: { en: 'Free', fr: 'Gratuit' }, tagline: { en: 'To try it out', fr: 'Pour essayer' },
      seats: 1, apiKeys: 2, features: [],
      limits: { calls: { minute: 60, month: 1_000 }, credits: { billing_period: 2_000 } },
    },
    starter: {
      name: { en: 'Starter', fr: 'Starter' }, tagline: { en: 'For a first product', fr: 'Pour un premier produit' },
      prices: { usd: { month: 1_900, year: 19_000 } },
      seats: 3, apiKeys: 5, features: ['images'],
      limits: { calls: { minute: 300, month: 10_000 }, credits: { billing_period: 20_000 } },
    },
    pro: {
      name: { en: 'Pro', fr: 'Pro' }, tagline: { en: 'For a product people rely on', fr: 'Pour un produit dont on dépend' },
      prices: { usd: { month: 4_900, year: 49_000 } }, trialDays: 14, pausable: true,
      seats: 10, apiKeys: 20, features: ['images', 'priority'],
      limits: { calls: { minute: 1_000, month: 100_000 }, credits: { billing_period: 250_000 } },
    },
    business: {
      name: { en: 'Business', fr: 'Affaires' }, tagline: { en: 'For a team, priced per person', fr: 'Pour une équipe, au prix par personne' },
      prices: { usd: { month: 5_900, year: 59_000 } }, perSeat: true, pausable: true,
      seats: 50, apiKeys: 100, features: ['images', 'priority', 'audit_log'],
      limits: { calls: { minute: 2_000, month: 1_000_000 }, credits: { billing_period: 500_000, overage: { per: 1_000, prices: { usd: 200 } } } },
    },
    enterprise: {
      name: { en: 'Enterprise', fr: 'Entreprise' }, tagline: { en: 'For a company', fr: 'Pour une entreprise' }, custom: true,
      seats: null, apiKeys: null, features: ['images', 'priority', 'audit_log'],
      limits: { calls: { month: null, whenUnavailable: 'admit' }, credits: { billing_period: null } },
    },
  },
  defaultPlan: 'free',
  creditPacks: {
    small: { name: { en: '10,000 credits', fr: '10 000 crédits' }, meter: 'credits', units: 10_000, prices: { usd: 1_500 } },
    large: { name: { en: '100,000 credits', fr: '100 000 crédits' }, meter: 'credits', units: 100_000, prices: { usd: 9_900 } },
  },
  retention: {
    for: ['cancel', 'downgrade'],
    variants: {
      three_months: { headline: { en: 'Stay, and pay 20% less for three months', fr: 'Restez, et payez 20 % de moins pendant trois mois' }, percentOff: 20, months: 3 },
      one_month: { headline: { en: 'Stay, and pay half for a month', fr: 'Restez, et payez la moitié pendant un mois' }, percentOff: 50, months: 1 },
    },
  },
  featureUseBlocksDowngradeDays: 30,
  example: { method: 'POST', path: '/v1/generate', body: { prompt: 'Say hello' } },
});
