import { describe, expect, it } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import { catalogIds, loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Catalog } from './catalog';
import { checkCatalog } from './check-catalog';

const free = defaultCatalog.plans.free as NonNullable<Catalog['plans'][string]>;
const pro = defaultCatalog.plans.pro as NonNullable<Catalog['plans'][string]>;
const search = defaultCatalog.operations.search as NonNullable<Catalog['operations'][string]>;
const withPlan = (change: object): Catalog => ({ ...defaultCatalog, plans: { ...defaultCatalog.plans, pro: { ...pro, ...change } } });
const business = defaultCatalog.plans.business as NonNullable<Catalog['plans'][string]>;
const withCredits = (credits: object): Catalog => ({ ...defaultCatalog, plans: { ...defaultCatalog.plans, business: { ...business, limits: { ...business.limits, credits } } } });
const withPack = (change: object): Catalog => ({ ...defaultCatalog, creditPacks: { small: { ...(defaultCatalog.creditPacks?.small as NonNullable<Catalog['creditPacks']>[string]), ...change } } });
const withOperation = (change: object): Catalog => ({ ...defaultCatalog, operations: { ...defaultCatalog.operations, search: { ...search, ...change } } });
const acme = { ...defaultCatalog, providers: { acme: { name: { en: 'Acme' } } }, meters: { ...defaultCatalog.meters, spend: { name: { en: 'Spend' }, unit: { one: { en: 'dollar' }, many: { en: 'dollars' } }, kind: 'micros' as const } } };
const withModel = (change: object): Catalog => ({ ...acme, operations: { search: { ...search, model: { provider: 'acme', shape: 'openai', ...change } } } });
const withPrice = (model: string, price: object): Catalog => ({ ...acme, modelPrices: { acme: { [model]: price as never } } });

describe('a catalogue', () => {
  it.each(catalogIds)('that ships is sound: %s', (id) => {
    expect(checkCatalog(loadCatalog(id))).toEqual([]);
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
    ['a price beyond what can be stored', withPlan({ prices: { usd: { month: 2_147_483_648 } } }), 'plans.pro.prices.usd.month: 2147483648 is not an amount'],
    ['a price per week', withPlan({ prices: { usd: { week: 100 } } }), 'plans.pro.prices.usd.week: an interval is month or year'],
    ['a currency without a price', withPlan({ prices: { usd: {} } }), 'plans.pro.prices.usd: names no interval'],
    ['a trial of no days', withPlan({ trialDays: 0 }), 'plans.pro.trialDays: 0'],
    ['a trial of half a day', withPlan({ trialDays: 0.5 }), 'plans.pro.trialDays: 0.5'],
    ['a currency that is none', { ...defaultCatalog, currency: 'dollar' }, 'currency: "dollar"'],
    ['a plan named like a pack', { ...defaultCatalog, plans: { ...defaultCatalog.plans, pack_free: free } }, 'plans.pack_free: an id that begins with pack_'],
    ['a multiplier of a meter that is not there', withOperation({ multiply: [{ header: 'x-a', equals: 'b', by: 2, meters: ['tokens'] }] }), 'operations.search.multiply.meters: there is no meter "tokens"'],
    ['a pack of a meter that is not there', withPack({ meter: 'tokens' }), 'creditPacks.small.meter: there is no meter "tokens"'],
    ['a pack of a meter that a plan limits per month', withPack({ meter: 'calls' }), 'creditPacks.small.meter: plans.free limits "calls", and not per billing_period'],
    ['a pack of nothing', withPack({ units: 0 }), 'creditPacks.small.units: 0'],
    ['a pack for nothing', withPack({ prices: { usd: 0 } }), 'creditPacks.small.prices.usd: 0'],
    ['a pack in other currencies only', withPack({ prices: { eur: 100 } }), 'creditPacks.small.prices: has no price in the catalogue\'s currency'],
    ['overage beyond an unlimited period', withCredits({ billing_period: null, overage: { per: 1, prices: { usd: 1 } } }), 'plans.business.limits.credits.overage: needs a number for billing_period'],
    ['overage beyond a month', withCredits({ month: 10, overage: { per: 1, prices: { usd: 1 } } }), 'plans.business.limits.credits.overage: needs a number for billing_period'],
    ['overage per nothing', withCredits({ billing_period: 10, overage: { per: 0, prices: { usd: 1 } } }), 'plans.business.limits.credits.overage.per: 0'],
    ['overage of half a cent', withCredits({ billing_period: 10, overage: { per: 1, prices: { usd: 0.5 } } }), 'plans.business.limits.credits.overage.prices.usd: 0.5'],
    ['overage on a free plan', { ...defaultCatalog, plans: { ...defaultCatalog.plans, free: { ...free, limits: business.limits } } }, 'plans.free.limits.credits.overage: the plan has no price'],
    ['a multiplier by two things', withOperation({ multiply: [{ header: 'x-a', body: 'a', equals: 'b', by: 2 }] }), 'operations.search.multiply: names either a header or a field'],
    ['a multiplier by nothing', withOperation({ multiply: [{ equals: 'b', by: 2 }] }), 'operations.search.multiply: names either a header or a field'],
    ['a multiplier by a header in capitals', withOperation({ multiply: [{ header: 'x-A', equals: 'b', by: 2 }] }), 'operations.search.multiply.header: "x-A"'],
    ['a multiplier by a header of ours', withOperation({ multiply: [{ header: 'x-request-id', equals: 'b', by: 2 }] }), 'operations.search.multiply.header: "x-request-id"'],
    ['a multiplier by an odd field', withOperation({ multiply: [{ body: 'a..b', equals: 'b', by: 2 }] }), 'operations.search.multiply.body: "a..b"'],
    ['a multiplier by an empty value', withOperation({ multiply: [{ body: 'a', equals: '', by: 2 }] }), 'operations.search.multiply.equals'],
    ['a hold of a meter that is not there', withOperation({ hold: { tokens: 1 } }), 'operations.search.hold: there is no meter "tokens"'],
    ['a hold of nothing', withOperation({ weights: { calls: 1 }, hold: { credits: 0 } }), 'operations.search.hold.credits: 0'],
    ['a hold of what is weighed', withOperation({ hold: { credits: 5 } }), 'operations.search.hold.credits: the operation already weighs this meter'],
    ['a model of nobody’s', withModel({ provider: 'nobody' }), 'operations.search.model.provider: providers does not name "nobody"'],
    ['a model with an odd provider', withModel({ provider: 'No Body' }), 'operations.search.model.provider: an id is'],
    ['a model of another shape', withModel({ shape: 'round' }), 'operations.search.model.shape: "round"'],
    ['tokens on a meter that is not there', withModel({ tokens: 'tokens' }), 'operations.search.model.tokens: there is no meter "tokens"'],
    ['tokens on a meter of money', withModel({ tokens: 'spend' }), 'operations.search.model.tokens: "spend" counts micro-dollars'],
    ['cost on a meter of units', withModel({ cost: 'credits' }), 'operations.search.model.cost: "credits" does not count micro-dollars'],
    ['a meter of another kind', { ...defaultCatalog, meters: { ...defaultCatalog.meters, calls: { ...defaultCatalog.meters.calls, kind: 'grams' } as never } }, 'meters.calls.kind'],
    ['prices of nobody’s models', { ...defaultCatalog, modelPrices: { acme: { a: { input: 1, output: 1 } } } }, 'modelPrices.acme: providers does not name "acme"'],
    ['a price of half a micro-dollar', withPrice('a', { input: 0.5, output: 1 }), 'modelPrices.acme.a.input: 0.5'],
    ['a price on one side', withPrice('a', { input: 1 }), 'modelPrices.acme.a.output: undefined'],
    ['a price beyond all', withPrice('a', { input: 1, output: 1e13 }), 'modelPrices.acme.a.output: 10000000000000'],
    ['a price of a model without a name', withPrice('', { input: 1, output: 1 }), 'modelPrices.acme.: a model has 1 to 128 characters'],
    ['a limit that is half shadow', withCredits({ billing_period: 1, shadow: false }), 'plans.business.limits.credits.shadow'],
    ['rollover of nothing', withCredits({ billing_period: 1, rollover: 0 }), 'plans.business.limits.credits.rollover: 0'],
    ['rollover of a month', withCredits({ month: 1, rollover: 5 }), 'plans.business.limits.credits.rollover: needs a number for billing_period'],
    ['a rate limit of nothing', withPlan({ rateLimits: { requests: 0 } }), 'plans.pro.rateLimits.requests: 0'],
    ['a rate limit of something else', withPlan({ rateLimits: { bytes: 1 } }), 'plans.pro.rateLimits.bytes'],
    ['a plan with a bad id', { ...defaultCatalog, plans: { ...defaultCatalog.plans, 'Pro Plus': free } }, 'plans.Pro Plus'],
  ])('with %s is refused by a sentence that names the place', (_what, catalog, sentence) => {
    expect(checkCatalog(catalog).join('\n')).toContain(sentence);
  });
});
