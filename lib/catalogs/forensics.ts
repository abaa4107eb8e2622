import { defineCatalog } from '@/lib/domain/catalog';

const operation = (name: string, match: string | string[], tokens: number) => ({ name: { en: name }, match, weights: { tokens } });
const tokens = (month: number | null) => ({ tokens: { month } });

/** A blockchain forensics platform: one meter, a calendar-month quota, features that open whole areas. */
export const forensicsCatalog = defineCatalog({
  id: 'forensics',
  name: { en: 'Ledgerline' },
  description: { en: 'Trace funds across chains, score risk and write the report. Priced by the token.' },
  currency: 'usd',
  meters: { tokens: { name: { en: 'Tokens', fr: 'Jetons' }, unit: { one: { en: 'token', fr: 'jeton' }, many: { en: 'tokens', fr: 'jetons' } } } },
  mainMeter: 'tokens',
  features: {
    investigator: { name: { en: 'Investigator' }, description: { en: 'Follow one address through every hop' } },
    correlation: { name: { en: 'Correlation' }, description: { en: 'Find addresses that act together' } },
    ai_agent: { name: { en: 'AI agent' }, description: { en: 'Investigations that run by themselves' } },
  },
  operations: {
    trace_start: operation('Start trace', 'POST /trace/start', 10),
    trace_expand: operation('Expand trace', 'POST /trace/expand', 5),
    graph_query: operation('Graph query', 'GET /graph/nodes', 3),
    pattern_detection: operation('Pattern detection', 'POST /patterns/detect', 8),
    ai_agent_query: operation('Agent query', 'POST /agent/query', 5),
    risk_score: operation('Risk score', 'GET /risk/score', 2),
    wallet_scan: operation('Wallet scan', 'POST /wallet-scanner/scan', 7),
    report_generate: operation('Generate report', 'POST /reports/generate', 4),
    investigator: { ...operation('Investigator', 'ANY /investigator/*', 10), feature: 'investigator' },
    correlation: { ...operation('Correlation', 'ANY /correlation/*', 10), feature: 'correlation' },
    agent_investigate: { ...operation('Agent investigation', 'POST /agent/investigate', 5), feature: 'ai_agent' },
  },
  plans: {
    community: { name: { en: 'Community' }, tagline: { en: 'For learning' }, seats: 1, apiKeys: 2, features: [], limits: tokens(100) },
    starter: {
      name: { en: 'Starter' }, tagline: { en: 'For one analyst' }, prices: { usd: { month: 2_900, year: 29_000 } },
      seats: 1, apiKeys: 5, features: [], limits: tokens(500),
    },
    pro: {
      name: { en: 'Pro' }, tagline: { en: 'For daily casework' }, prices: { usd: { month: 4_900, year: 49_000 } },
      seats: 3, apiKeys: 10, features: ['investigator', 'correlation'], limits: tokens(null),
    },
    business: {
      name: { en: 'Business' }, tagline: { en: 'For a team' }, prices: { usd: { month: 14_900, year: 149_000 } },
      seats: 10, apiKeys: 25, features: ['investigator', 'correlation', 'ai_agent'], limits: tokens(null),
    },
    plus: {
      name: { en: 'Plus' }, tagline: { en: 'For a department' }, prices: { usd: { month: 29_900, year: 299_000 } },
      seats: 25, apiKeys: 50, features: ['investigator', 'correlation', 'ai_agent'], limits: tokens(null),
    },
    enterprise: {
      name: { en: 'Enterprise' }, tagline: { en: 'For an institution' }, prices: { usd: { month: 99_900, year: 999_000 } },
      seats: null, apiKeys: null, features: ['investigator', 'correlation', 'ai_agent'], limits: tokens(null),
    },
  },
  defaultPlan: 'community',
  featureUseBlocksDowngradeDays: 30,
  example: { method: 'POST', path: '/trace/start', body: { address: '0x0000000000000000000000000000000000000000', chain: 'ethereum' } },
});
