import { windows, type Catalog, type Overage, type Plan } from './catalog';

/** Amounts are stored as 32-bit integers, as Stripe's are for every amount that anybody pays. */
const mostMinor = 2_147_483_647;

export const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
export const isAmount = (value: unknown): boolean => isCount(value) && Number(value) <= mostMinor;
export const isCurrency = (value: string): boolean => /^[a-z]{3}$/.test(value);

const idPattern = /^[a-z][a-z0-9_]{0,39}$/;

/** What is wrong with a catalogue's credit packs, overage, rollover and rate limits, as sentences that name the place. */
export const checkExtras = (catalog: Catalog): string[] => [
  ...checkPacks(catalog), ...Object.entries(catalog.plans).flatMap(([id, plan]) => [...checkOverages(catalog, id, plan), ...checkRollovers(id, plan), ...checkRateLimits(id, plan)]),
];

const checkPacks = (catalog: Catalog): string[] =>
  Object.entries(catalog.creditPacks ?? {}).flatMap(([id, pack]) => {
    const at = `creditPacks.${id}`;
    const problems: string[] = [];
    if (!idPattern.test(id)) problems.push(`${at}: an id is lower-case letters, digits and _`);
    if (!Object.hasOwn(catalog.meters, pack.meter)) problems.push(`${at}.meter: there is no meter "${pack.meter}"`);
    else problems.push(...unspendable(catalog, at, pack.meter));
    if (!isCount(pack.units) || pack.units === 0) problems.push(`${at}.units: ${String(pack.units)} is not a whole number of units above 0`);
    return [...problems, ...checkAmounts(`${at}.prices`, pack.prices, catalog.currency)];
  });

/** Packs pay what no longer fits into the billing period: of a plan without that window nothing would ever be taken from them. */
const unspendable = (catalog: Catalog, at: string, meter: string): string[] =>
  Object.entries(catalog.plans).flatMap(([id, plan]) => {
    const limits = plan.limits[meter];
    const isLimitedOtherwise = limits !== undefined && limits.billing_period === undefined && windows.some((window) => typeof limits[window] === 'number' && window !== 'minute');
    return isLimitedOtherwise ? [`${at}.meter: plans.${id} limits "${meter}", and not per billing_period, so a pack could not be spent there`] : [];
  });

const checkOverages = (catalog: Catalog, id: string, plan: Plan): string[] =>
  Object.entries(plan.limits).flatMap(([meter, limits]) => {
    if (limits.overage === undefined) return [];
    const at = `plans.${id}.limits.${meter}`;
    const problems = checkOverage(catalog, `${at}.overage`, limits.overage);
    if (typeof limits.billing_period !== 'number') problems.push(`${at}.overage: needs a number for billing_period, beyond which it begins`);
    if (plan.prices === undefined || plan.custom) problems.push(`${at}.overage: the plan has no price, so there is no invoice to put it on`);
    for (const currency of Object.keys(plan.prices ?? {})) {
      if (limits.overage.prices[currency] === undefined) problems.push(`${at}.overage.prices: the plan is sold in "${currency}", its overage is not`);
    }
    return problems;
  });

const checkRollovers = (id: string, plan: Plan): string[] =>
  Object.entries(plan.limits).flatMap(([meter, { rollover, shadow, billing_period: limit }]) => {
    const at = `plans.${id}.limits.${meter}`;
    if (shadow !== undefined && shadow !== true) return [`${at}.shadow: is true or absent`];
    if (rollover === undefined) return [];
    return [
      ...(isCount(rollover) && rollover > 0 ? [] : [`${at}.rollover: ${String(rollover)} is not a whole number of units above 0`]),
      ...(typeof limit === 'number' ? [] : [`${at}.rollover: needs a number for billing_period, of which something can be left`]),
    ];
  });

const checkRateLimits = (id: string, { rateLimits }: Plan): string[] =>
  Object.entries(rateLimits ?? {}).flatMap(([kind, most]) => {
    if (kind !== 'requests' && kind !== 'messages') return [`plans.${id}.rateLimits.${kind}: what can be limited is requests and messages`];
    return isCount(most) && most > 0 ? [] : [`plans.${id}.rateLimits.${kind}: ${String(most)} is not a whole number above 0`];
  });

const checkOverage = (catalog: Catalog, at: string, overage: Overage): string[] => [
  ...(isCount(overage.per) && overage.per > 0 ? [] : [`${at}.per: ${String(overage.per)} is not a whole number of units above 0`]),
  ...checkAmounts(`${at}.prices`, overage.prices, catalog.currency),
];

const checkAmounts = (at: string, prices: Readonly<Record<string, number>>, currency: string): string[] => [
  ...Object.keys(prices).filter((one) => !isCurrency(one)).map((one) => `${at}.${one}: a currency is three lower-case letters`),
  ...Object.entries(prices).filter(([, amount]) => !isAmount(amount) || amount === 0).map(([one, amount]) => `${at}.${one}: ${String(amount)} is not an amount in minor units above 0`),
  ...(prices[currency] === undefined ? [`${at}: has no price in the catalogue's currency "${currency}"`] : []),
];
