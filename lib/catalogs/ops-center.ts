import { defineCatalog } from '@/lib/domain/catalog';

const operation = (en: string, fr: string, match: string | string[]) => ({ name: { en, fr }, match, weights: { calls: 1 } });
const calls = (billingPeriod: number | null) => ({ calls: { billing_period: billingPeriod } });

/** An AI operations centre: one meter, counted by the subscription's own billing period. */
export const opsCenterCatalog = defineCatalog({
  id: 'ops-center',
  name: { en: 'Opsroom', fr: 'Opsroom' },
  description: {
    en: 'Watch your systems, find what is wrong and let agents put it right. Priced by the call.',
    fr: 'Surveillez vos systèmes, trouvez ce qui ne va pas et laissez des agents le réparer. Facturé à l’appel.',
  },
  currency: 'usd',
  meters: { calls: { name: { en: 'API calls', fr: 'Appels API' }, unit: { one: { en: 'call', fr: 'appel' }, many: { en: 'calls', fr: 'appels' } } } },
  mainMeter: 'calls',
  features: {
    alerting: { name: { en: 'Alerting', fr: 'Alertes' }, description: { en: 'Rules that wake somebody up', fr: 'Des règles qui réveillent quelqu’un' } },
    runbooks: { name: { en: 'Runbooks', fr: 'Procédures' }, description: { en: 'Repairs that run by themselves', fr: 'Des réparations qui s’exécutent seules' } },
    forecasting: { name: { en: 'Forecasting', fr: 'Prévisions' }, description: { en: 'Capacity and incidents ahead of time', fr: 'Capacité et incidents à l’avance' } },
    audit_log: { name: { en: 'Audit log', fr: 'Journal d’audit' } },
  },
  operations: {
    ingest: operation('Ingest events', 'Recevoir des événements', 'POST /v1/events'),
    query: operation('Query', 'Interroger', ['GET /v1/metrics', 'POST /v1/query']),
    diagnose: operation('Diagnose', 'Diagnostiquer', 'POST /v1/diagnose'),
    alert: { ...operation('Alert rules', 'Règles d’alerte', 'ANY /v1/alerts/*'), feature: 'alerting' },
    runbook: { ...operation('Run a runbook', 'Exécuter une procédure', 'POST /v1/runbooks/:id/run'), feature: 'runbooks' },
    forecast: { ...operation('Forecast', 'Prévoir', 'POST /v1/forecast'), feature: 'forecasting' },
    other: operation('Other calls', 'Autres appels', 'ANY /*'),
  },
  plans: {
    trial: {
      name: { en: 'Trial', fr: 'Essai' }, tagline: { en: '700 calls, free for 14 days', fr: '700 appels, gratuit pendant 14 jours' },
      seats: 2, apiKeys: 2, features: ['alerting'], limits: calls(700),
    },
    starter: {
      name: { en: 'Starter', fr: 'Starter' }, tagline: { en: 'For one system', fr: 'Pour un système' }, prices: { usd: { month: 1_900, year: 19_000 } },
      seats: 3, apiKeys: 5, features: ['alerting'], limits: calls(1_000),
    },
    pro: {
      name: { en: 'Pro', fr: 'Pro' }, tagline: { en: 'For a team on call', fr: 'Pour une équipe d’astreinte' }, prices: { usd: { month: 4_900, year: 49_000 } },
      perSeat: true, pausable: true, seats: 25, apiKeys: 25, features: ['alerting', 'runbooks'],
      limits: { calls: { billing_period: 10_000, overage: { per: 1_000, prices: { usd: 500 } } } },
    },
    enterprise: {
      name: { en: 'Enterprise', fr: 'Entreprise' }, tagline: { en: 'For a company', fr: 'Pour une entreprise' }, prices: { usd: { month: 9_900, year: 99_000 } },
      perSeat: true, seats: null, apiKeys: null, features: ['alerting', 'runbooks', 'forecasting', 'audit_log'], limits: calls(null),
    },
  },
  defaultPlan: 'trial',
  retention: {
    for: ['cancel', 'downgrade'],
    variants: {
      discount: { headline: { en: 'Stay, and pay 20% less for three months', fr: 'Restez, et payez 20 % de moins pendant trois mois' }, percentOff: 20, months: 3 },
      time: { headline: { en: 'Give it three more months, at 20% off', fr: 'Donnez-lui encore trois mois, à −20 %' }, percentOff: 20, months: 3 },
    },
  },
  featureUseBlocksDowngradeDays: 30,
  example: { method: 'POST', path: '/v1/diagnose', body: { system: 'checkout', symptom: 'latency' } },
});
