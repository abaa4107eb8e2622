import { describe, expect, it } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import { forensicsCatalog } from '@/lib/catalogs/forensics';
import type { Catalog } from './catalog';
import { checkCatalog } from './check-catalog';

const free = defaultCatalog.plans.free as NonNullable<Catalog['plans'][string]>;
const pro = defaultCatalog.plans.pro as NonNullable<Catalog['plans'][string]>;
const search = defaultCatalog.operations.search as NonNullable<Catalog['operations'][string]>;
const withPlan = (change: object): Catalog => ({ ...defaultCatalog, plans: { ...defaultCatalog.plans, pro: { ...pro, ...change } } });
const withOperation = (change: object): Catalog => ({ ...defaultCatalog, operations: { ...defaultCatalog.operations, search: { ...search, ...change } } });

describe('a catalogue', () => {
  it.each([defaultCatalog, forensicsCatalog])('that ships is sound', (catalog) => {
    expect(checkCatalog(catalog)).toEqual([]);
  });

  it.each<[string, Catalog, string]>([
    ['a main meter that is not there', { ...defaultCatalog, mainMeter: 'tokens' }, 'mainMeter: there is no meter "tokens"'],
    ['a default plan that is not there', { ...defaultCatalog, defaultPlan: 'gratis' }, 'defaultPlan: there is no plan "gratis"'],
    ['a default plan that costs money', { ...defaultCatalog, defaultPlan: 'pro' }, 'defaultPlan: "pro" costs money'],
    ['a meter with a bad id', { ...defaultCatalog, meters: { ...defaultCatalog.meters, 'API Calls': defaultCatalog.meters.calls as never } }, 'meters.API Calls'],
    ['an operation with a bad pattern', withOperation({ match: 'search' }), 'operations.search.match: "search" is not of the form'],
    ['two operations with one pattern', withOperation({ match: 'POST /v1/images' }), 'is already matched by'],
    ['patterns that differ in a parameter’s name only', withOperation({ match: ['GET /a/:x', 'GET /a/:y'] }), 'is already matched by search'],
    ['a weight on a meter that is not there', withOperation({ weights: { token: 1 } }), 'operations.search.weights: there is no meter "token"'],
    ['a weight of half a unit', withOperation({ weights: { calls: 0.5 } }), 'operations.search.weights.calls: 0.5 is not a whole number'],
    ['a negative weight', withOperation({ weights: { calls: -1 } }), 'operations.search.weights.calls: -1'],
    ['an operation behind a feature that is not there', withOperation({ feature: 'video' }), 'operations.search.feature: there is no feature "video"'],
    ['a multiplier of nothing', withOperation({ multiply: [{ header: 'x-a', equals: 'b', by: 0 }] }), 'operations.search.multiply: 0'],
    ['a plan with a feature that is not there', withPlan({ features: ['video'] }), 'plans.pro.features: there is no feature "video"'],
    ['a plan that is silent about a meter', withPlan({ limits: { calls: { month: 1 } } }), 'plans.pro.limits: says nothing about meter "credits"'],
    ['a limit without a window', withPlan({ limits: { calls: {}, credits: { month: 1 } } }), 'plans.pro.limits.calls: names no window'],
    ['a negative limit', withPlan({ limits: { calls: { month: -1 }, credits: { month: 1 } } }), 'plans.pro.limits.calls.month: -1'],
    ['a limit beyond what can be counted', withPlan({ limits: { calls: { month: 2 ** 53 }, credits: { month: 1 } } }), 'plans.pro.limits.calls.month'],
    ['a price of half a cent', withPlan({ prices: { usd: { month: 0.5 } } }), 'plans.pro.prices.usd.month: 0.5'],
    ['a currency in capitals', withPlan({ prices: { USD: { month: 1 }, usd: { month: 1 } } }), 'plans.pro.prices.USD'],
    ['a price in other currencies only', withPlan({ prices: { eur: { month: 1 } } }), 'in the catalogue\'s currency "usd"'],
    ['a plan with a bad id', { ...defaultCatalog, plans: { ...defaultCatalog.plans, 'Pro Plus': free } }, 'plans.Pro Plus'],
  ])('with %s is refused by a sentence that names the place', (_what, catalog, sentence) => {
    expect(checkCatalog(catalog).join('\n')).toContain(sentence);
  });
});
