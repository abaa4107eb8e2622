import { priceIntervals, windows, type Catalog, type Plan } from './catalog';
import { checkExtras, isAmount, isCount, isCurrency } from './check-extras';
import { checkModelPrices, checkModels, checkMultipliers } from './check-metering';
import { checkSelling } from './check-selling';
import { parseRoute } from './operations';
import { reservedPlanPrefixes } from './stripe-names';

const idPattern = /^[a-z][a-z0-9_]{0,39}$/;

/** Everything that is wrong with a catalogue and that types cannot say, as sentences that name the place. Empty when sound. */
export const checkCatalog = (catalog: Catalog): string[] => [
  ...Object.keys(catalog.meters).filter((id) => !idPattern.test(id)).map((id) => `meters.${id}: an id is lower-case letters, digits and _`),
  ...(Object.hasOwn(catalog.meters, catalog.mainMeter) ? [] : [`mainMeter: there is no meter "${catalog.mainMeter}"`]),
  ...(Object.hasOwn(catalog.plans, catalog.defaultPlan) ? [] : [`defaultPlan: there is no plan "${catalog.defaultPlan}"`]),
  ...checkOperations(catalog),
  ...Object.entries(catalog.plans).flatMap(([id, plan]) => checkPlan(catalog, id, plan)),
  ...checkDefaultPlan(catalog),
  ...(isCurrency(catalog.currency) ? [] : [`currency: "${catalog.currency}" is not three lower-case letters`]),
  ...checkExtras(catalog),
  ...checkSelling(catalog),
  ...checkModelPrices(catalog),
];

const checkOperations = (catalog: Catalog): string[] => {
  const seen = new Map<string, string>();
  return Object.entries(catalog.operations).flatMap(([id, operation]) => {
    const problems: string[] = [];
    for (const pattern of [operation.match].flat()) {
      try {
        const { method, segments, rest } = parseRoute(pattern, id, operation);
        const shape = `${method} /${segments.map((s) => (s.startsWith(':') ? ':' : s)).join('/')}${rest ? '/*' : ''}`;
        const other = seen.get(shape);
        if (other !== undefined) problems.push(`operations.${id}.match: "${pattern}" is already matched by ${other}`);
        seen.set(shape, id);
      } catch (reason) {
        problems.push(`operations.${id}.match: ${(reason as Error).message}`);
      }
    }
    for (const [meter, units] of Object.entries(operation.weights)) {
      if (!Object.hasOwn(catalog.meters, meter)) problems.push(`operations.${id}.weights: there is no meter "${meter}"`);
      if (!isCount(units)) problems.push(`operations.${id}.weights.${meter}: ${String(units)} is not a whole number of units`);
    }
    if (operation.feature !== undefined && !Object.hasOwn(catalog.features, operation.feature)) {
      problems.push(`operations.${id}.feature: there is no feature "${operation.feature}"`);
    }
    return [...problems, ...checkMultipliers(catalog, id, operation), ...checkModels(catalog, id, operation)];
  });
};

const checkPlan = (catalog: Catalog, id: string, plan: Plan): string[] => {
  const problems: string[] = [];
  if (!idPattern.test(id)) problems.push(`plans.${id}: an id is lower-case letters, digits and _`);
  for (const prefix of reservedPlanPrefixes) if (id.startsWith(prefix)) problems.push(`plans.${id}: an id that begins with ${prefix} is taken for something else at Stripe`);
  for (const feature of plan.features) {
    if (!Object.hasOwn(catalog.features, feature)) problems.push(`plans.${id}.features: there is no feature "${feature}"`);
  }
  for (const meter of Object.keys(catalog.meters)) {
    const limits = plan.limits[meter];
    if (limits === undefined) {
      problems.push(`plans.${id}.limits: says nothing about meter "${meter}"; write a number, or null for unlimited`);
      continue;
    }
    const named = windows.filter((window) => limits[window] !== undefined);
    if (named.length === 0) problems.push(`plans.${id}.limits.${meter}: names no window`);
    for (const window of named) {
      const limit = limits[window];
      if (limit !== null && !isCount(limit)) problems.push(`plans.${id}.limits.${meter}.${window}: ${String(limit)} is not a whole number or null`);
    }
  }
  return [...problems, ...checkPrices(catalog, id, plan)];
};

const checkPrices = (catalog: Catalog, id: string, plan: Plan): string[] => {
  const problems: string[] = [];
  for (const [currency, prices] of Object.entries(plan.prices ?? {})) {
    if (!isCurrency(currency)) problems.push(`plans.${id}.prices.${currency}: a currency is three lower-case letters`);
    if (Object.keys(prices).length === 0) problems.push(`plans.${id}.prices.${currency}: names no interval`);
    for (const [interval, amount] of Object.entries(prices)) {
      if (!priceIntervals.some((known) => known === interval)) problems.push(`plans.${id}.prices.${currency}.${interval}: an interval is ${priceIntervals.join(' or ')}`);
      if (!isAmount(amount)) problems.push(`plans.${id}.prices.${currency}.${interval}: ${String(amount)} is not an amount in minor units up to 2,147,483,647`);
    }
  }
  if (plan.prices !== undefined && plan.prices[catalog.currency] === undefined) {
    problems.push(`plans.${id}.prices: has no price in the catalogue's currency "${catalog.currency}"`);
  }
  if (plan.trialDays !== undefined && !(isCount(plan.trialDays) && plan.trialDays >= 1 && plan.trialDays <= 730)) {
    problems.push(`plans.${id}.trialDays: ${String(plan.trialDays)} is not a whole number of days from 1 to 730`);
  }
  return problems;
};

const checkDefaultPlan = (catalog: Catalog): string[] => {
  const plan = catalog.plans[catalog.defaultPlan];
  if (plan === undefined) return [];
  const sold = Object.values(plan.prices ?? {}).some((prices) => Object.values(prices).some((amount) => amount > 0));
  return sold || plan.custom ? [`defaultPlan: "${catalog.defaultPlan}" costs money; everyone starts on it, so it must be free`] : [];
};
