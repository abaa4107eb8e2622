import { changeKind, priceOf, rankOf, windows, type Catalog, type Plan, type PriceInterval } from '@/lib/domain/catalog';
import { localize, type Locale } from '@/lib/domain/locale';
import { formatMoney, prorate } from '@/lib/domain/money';
import type { PlanView, PriceView, YearlySaving } from '@/lib/domain/views/plan-view';

/** What the viewer has: the plan in force by its id, its terms as they were bought, and how often it is billed; and the plan that a change starts from, which is another one while that is paused or on hold, or an exception lasts. Null for a visitor. */
export type Current = { plan: string; terms: Plan; interval: PriceInterval | null; bought: string } | null;

const intervals = ['month', 'year'] as const;

/** A plan as it is shown to somebody, in their language. */
export const planView = (catalog: Catalog, id: string, terms: Plan, current: Current, locale: Locale): PlanView => {
  const say = (text: { en: string }) => localize(text, locale);
  const isCurrent = current?.plan === id;
  return {
    id, name: say(terms.name), tagline: say(terms.tagline),
    isFree: terms.prices === undefined && !terms.custom, isCustom: terms.custom === true, isDefault: id === catalog.defaultPlan,
    prices: pricesOf(catalog, terms, locale), yearlySaving: yearlySavingOf(catalog, terms, locale), isPerSeat: terms.perSeat === true,
    trialDays: terms.trialDays ?? null, seats: terms.seats, apiKeys: terms.apiKeys,
    features: Object.entries(catalog.features).map(([feature, about]) => ({
      id: feature, name: say(about.name), description: about.description ? say(about.description) : null, included: terms.features.includes(feature),
    })),
    limits: limitsOf(catalog, terms, locale),
    isCurrent, currentInterval: isCurrent ? current.interval : null,
    change: current === null || isCurrent ? null : changeTo(catalog, current.bought, id),
  };
};

/** A plan that is no longer in the catalogue has no rank, so leaving it is neither up nor down. */
const changeTo = (catalog: Catalog, from: string, to: string): PlanView['change'] => (rankOf(catalog, from) < 0 ? 'switch' : (changeKind(catalog, from, to) ?? 'switch'));

/** A free plan costs nothing for every interval that the catalogue sells. */
const pricesOf = ({ currency, plans }: Catalog, terms: Plan, locale: Locale): PriceView[] =>
  intervals.filter((interval) => interval === 'month' || Object.values(plans).some((plan) => plan.prices?.[currency]?.[interval] !== undefined)).flatMap((interval) => {
    const amountMinor = priceOf(terms, interval, currency);
    return amountMinor === null ? [] : [{ interval, amountMinor, currency, formatted: formatMoney(amountMinor, currency, locale) }];
  });

const yearlySavingOf = ({ currency }: Catalog, terms: Plan, locale: Locale): YearlySaving | null => {
  const [month, year] = intervals.map((interval) => priceOf(terms, interval, currency));
  const twelveMonths = (month ?? 0) * 12;
  const saving = twelveMonths - (year ?? twelveMonths);
  if (saving <= 0 || !year) return null;
  return { amountMinor: saving, formatted: formatMoney(saving, currency, locale), percent: prorate(100, saving, twelveMonths) };
};

const limitsOf = (catalog: Catalog, terms: Plan, locale: Locale): PlanView['limits'] =>
  Object.entries(catalog.meters).flatMap(([meter, { name, unit }]) =>
    windows.flatMap((window) => {
      const limit = terms.limits[meter]?.[window];
      const noun = { one: localize(unit.one, locale), many: localize(unit.many, locale) };
      return limit === undefined ? [] : [{ meter, name: localize(name, locale), unit: noun, window, limit }];
    }),
  );
