/**
 * What things of a catalogue are called at Stripe. Ids of plans, packs and meters are lower-case letters, digits and
 * `_`; `checkCatalog` keeps plans from beginning like a pack or an overage, so that no two things share a name.
 */
const named = (catalog: string, ...parts: (string | number)[]): string => ['tollgate', catalog, ...parts].join('_');

/** The coupon of one variant of the offer to stay. Stripe's id of it, so that it is there or is not. */
export const retentionCouponId = (catalog: string, variant: string): string => named(catalog, 'retention', variant);

export const planProductId = (catalog: string, plan: string): string => named(catalog, plan);
export const planLookupKey = (catalog: string, plan: string, version: number, interval: string, currency: string): string => named(catalog, plan, `v${version}`, interval, currency);

export const packProductId = (catalog: string, pack: string): string => named(catalog, 'pack', pack);
export const packLookupKey = (catalog: string, pack: string, currency: string): string => named(catalog, 'pack', pack, currency);

export const overageProductId = (catalog: string, meter: string): string => named(catalog, 'overage', meter);
export const overageLookupKey = (catalog: string, plan: string, version: number, meter: string, interval: string, currency: string): string =>
  named(catalog, 'overage', plan, `v${version}`, meter, interval, currency);
/** The `event_name` of the meter that counts units beyond a limit. */
export const meterEventName = (catalog: string, meter: string): string => named(catalog, meter);

/** Ids that a plan may not begin with. */
export const reservedPlanPrefixes = ['pack_', 'overage_'] as const;
