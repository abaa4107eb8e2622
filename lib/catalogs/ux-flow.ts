import { defineCatalog } from '@/lib/domain/catalog';

const pro = [{ header: 'x-quality', equals: 'pro', by: 2 }] as const;
const agent = (name: string, agentName: string, operation: string, credits: number) => ({ name: { en: name }, match: `POST /agents/${agentName}/${operation}`, weights: { credits }, multiply: pro });
const limits = (credits: number | null) => ({ credits: { billing_period: credits } });
const unit = (one: string, many: string, un: string, plusieurs: string) => ({ one: { en: one, fr: un }, many: { en: many, fr: plusieurs } });

/** An AI design tool: credits of the plan that end with the period, packs that do not, and the same call at two qualities. */
export const uxFlowCatalog = defineCatalog({
  id: 'ux-flow',
  name: { en: 'UX Flow' },
  description: { en: 'Agents that plan, draw and check your product’s flows. Priced by the credit.', fr: 'Des agents qui planifient, dessinent et vérifient les parcours de votre produit. Au crédit.' },
  currency: 'usd',
  meters: {
    credits: { name: { en: 'Credits', fr: 'Crédits' }, unit: unit('credit', 'credits', 'crédit', 'crédits') },
  },
  mainMeter: 'credits',
  features: {},
  operations: {
    'manager:process': agent('Manager: process', 'manager', 'process', 1),
    'planner:createPlan': agent('Planner: create plan', 'planner', 'createPlan', 3),
    'planner:refinePlan': agent('Planner: refine plan', 'planner', 'refinePlan', 2),
    'architect:generateFlow': agent('Architect: generate flow', 'architect', 'generateFlow', 3),
    'architect:updateFlow': agent('Architect: update flow', 'architect', 'updateFlow', 2),
    'validator:validate': agent('Validator: validate', 'validator', 'validate', 1),
    'uxExpert:consultation': agent('UX expert: consultation', 'uxExpert', 'consultation', 2),
    'visual:interpretImage': agent('Visual: interpret image', 'visual', 'interpretImage', 5),
    'synthesizer:generateResponse': agent('Synthesizer: generate response', 'synthesizer', 'generateResponse', 1),
    project_analyze: { name: { en: 'Analyse project' }, match: 'POST /projects/:id/analyze', weights: { credits: 5 } },
    /** What their WebSocket carries, told to the meter's own API: free, and limited by the minute. */
    socket_message: { name: { en: 'Message', fr: 'Message' }, match: 'POST /messages', kind: 'message', weights: {} },
  },
  plans: {
    free: { name: { en: 'Free', fr: 'Gratuit' }, tagline: { en: 'To try it out', fr: 'Pour essayer' }, seats: 1, apiKeys: 2, features: [], limits: limits(10), rateLimits: { requests: 10, messages: 20 } },
    pro: {
      name: { en: 'Pro' }, tagline: { en: 'For one designer', fr: 'Pour une personne' }, prices: { usd: { month: 2_000 } },
      seats: 1, apiKeys: 5, features: [], limits: limits(500), rateLimits: { requests: 60, messages: 100 },
    },
    team: {
      name: { en: 'Team', fr: 'Équipe' }, tagline: { en: 'For a design team', fr: 'Pour une équipe' }, prices: { usd: { month: 6_000 } },
      seats: 10, apiKeys: 20, features: [], limits: limits(2_000), rateLimits: { requests: 200, messages: 500 },
    },
    enterprise: {
      name: { en: 'Enterprise', fr: 'Entreprise' }, tagline: { en: 'For a company', fr: 'Pour une entreprise' }, prices: { usd: { month: 20_000 } },
      seats: null, apiKeys: null, features: [], limits: limits(null),
    },
  },
  defaultPlan: 'free',
  creditPacks: {
    small: { name: { en: '100 credits', fr: '100 crédits' }, meter: 'credits', units: 100, prices: { usd: 1_000 } },
    medium: { name: { en: '500 credits', fr: '500 crédits' }, meter: 'credits', units: 500, prices: { usd: 4_000 } },
    large: { name: { en: '1,000 credits', fr: '1 000 crédits' }, meter: 'credits', units: 1_000, prices: { usd: 7_000 } },
  },
  example: { method: 'POST', path: '/agents/manager/process', body: { brief: 'A sign-up in two steps' } },
});
