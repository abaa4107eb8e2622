import type { Catalog, Plan, Window } from './catalog';
import { localize, type Locale } from './locale';
import { formatMoney } from './money';

/** What would have let a refused call pass. */
export type Remedy =
  | { kind: 'wait'; until: string }
  /** A plan under which it would have passed: its limit, null for unlimited or billed beyond. */
  | { kind: 'plan'; plan: { id: string; name: string }; limit: number | null }
  | { kind: 'pack'; id: string; name: string; units: number; formatted: string }
  | { kind: 'raise_limit' };

export type RefusedFor = { code: string; operation: string; meter: string; window: Window | null; limit: number | null; used: number | null; required: number | null; resetsAt: string | null };

/** Everything that would have helped, what costs nothing first: waiting, one's own limit, the smallest pack, the plans from the cheapest. */
export const remediesOf = ({ catalog, locale }: { catalog: Catalog; locale: Locale }, refused: RefusedFor): Remedy[] => {
  if (refused.code === 'own_limit_reached') return [...wait(refused), { kind: 'raise_limit' }];
  if (refused.code === 'feature_not_included') return plansWith(catalog, locale, (plan) => (includesFeature(catalog, refused.operation, plan) ? { limit: null } : null));
  if (refused.code === 'rate_limited') return [...wait(refused), ...plansWith(catalog, locale, (plan) => burstRoom(plan, refused))];
  if (refused.code !== 'quota_exceeded' && refused.code !== 'insufficient_credits') return [];
  return [...wait(refused), ...pack(catalog, locale, refused), ...plansWith(catalog, locale, (plan) => quotaRoom(plan, refused))];
};

/** A fresh window helps only where the whole of the call fits into it. */
const wait = ({ resetsAt, required, limit }: RefusedFor): Remedy[] => (resetsAt !== null && (required ?? 0) <= (limit ?? 0) ? [{ kind: 'wait', until: resetsAt }] : []);

const plansWith = (catalog: Catalog, locale: Locale, room: (plan: Plan) => { limit: number | null } | null): Remedy[] =>
  Object.entries(catalog.plans).flatMap(([id, plan]) => {
    const found = plan.hidden ? null : room(plan);
    return found ? [{ kind: 'plan', plan: { id, name: localize(plan.name, locale) }, limit: found.limit }] : [];
  });

const includesFeature = (catalog: Catalog, operation: string, plan: Plan): boolean => {
  const feature = Object.hasOwn(catalog.operations, operation) ? catalog.operations[operation]?.feature : undefined;
  return feature !== undefined && plan.features.includes(feature);
};

const burstRoom = ({ rateLimits }: Plan, { meter, limit }: RefusedFor): { limit: number | null } | null => {
  const most = meter === 'requests' || meter === 'messages' ? (rateLimits?.[meter] ?? null) : null;
  return most === null || most > (limit ?? 0) ? { limit: most } : null;
};

const quotaRoom = (plan: Plan, { meter, window, used, required }: RefusedFor): { limit: number | null } | null => {
  const entitlement = Object.hasOwn(plan.limits, meter) ? plan.limits[meter] : undefined;
  if (!entitlement || window === null) return null;
  const limit = entitlement[window] ?? null;
  if (limit === null || (window === 'billing_period' && entitlement.overage) || entitlement.shadow) return { limit: null };
  return (used ?? 0) + (required ?? 0) <= limit ? { limit } : null;
};

/** The smallest pack with what was missing. */
const pack = ({ creditPacks, currency }: Catalog, locale: Locale, { code, meter, limit, used, required }: RefusedFor): Remedy[] => {
  if (code !== 'insufficient_credits') return [];
  const missing = (required ?? 0) - Math.max(0, (limit ?? 0) - (used ?? 0));
  const fitting = Object.entries(creditPacks ?? {}).filter(([, one]) => one.meter === meter && one.units >= missing && one.prices[currency] !== undefined).sort(([, a], [, b]) => a.units - b.units);
  return fitting.slice(0, 1).map(([id, one]) => ({ kind: 'pack', id, name: localize(one.name, locale), units: one.units, formatted: formatMoney(one.prices[currency] ?? 0, currency, locale) }));
};
