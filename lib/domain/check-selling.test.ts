import { expect, test } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import type { Catalog, Plan } from './catalog';
import { checkSelling } from './check-selling';

const withPlan = (change: Partial<Plan>, id = 'pro'): Catalog => ({ ...defaultCatalog, plans: { ...defaultCatalog.plans, [id]: { ...(defaultCatalog.plans[id] as Plan), ...change } } });
const variant = { headline: { en: 'Stay' }, percentOff: 20, months: 3 };

test('every catalogue that is sold today is sound', () => {
  expect(checkSelling(defaultCatalog)).toEqual([]);
});

test.each<[string, Catalog, string]>([
  ['a free plan per seat', withPlan({ perSeat: true }, 'free'), 'plans.free.perSeat'],
  ['a free plan that pauses', withPlan({ pausable: true }, 'free'), 'plans.free.pausable'],
  ['a free plan with a trial', withPlan({ trialDays: 14 }, 'free'), 'plans.free.trialDays'],
  ['a cardless end of no trial', withPlan({ trialDays: undefined, trialWithoutCard: 'cancel' }), 'plans.pro.trialWithoutCard'],
  ['no seat to buy', withPlan({ perSeat: true, seats: 0 }), 'plans.pro.seats'],
  ['an offer for nothing', { ...defaultCatalog, retention: { for: [], variants: { a: variant } } }, 'retention.for'],
  ['an offer without a variant', { ...defaultCatalog, retention: { for: ['cancel'], variants: {} } }, 'retention.variants'],
  ['more than everything off', { ...defaultCatalog, retention: { for: ['cancel'], variants: { a: { ...variant, percentOff: 101 } } } }, 'percentOff'],
  ['half a month', { ...defaultCatalog, retention: { for: ['cancel'], variants: { a: { ...variant, months: 0.5 } } } }, 'months'],
  ['half a day', { ...defaultCatalog, featureUseBlocksDowngradeDays: 0.5 }, 'featureUseBlocksDowngradeDays'],
])('%s is refused by name', (_, catalog, place) => {
  expect(checkSelling(catalog)).toEqual([expect.stringContaining(place)]);
});
