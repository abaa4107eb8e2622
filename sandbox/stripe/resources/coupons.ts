import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, choice, decimal, inRange, integer, map, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findProduct } from './products';

export type Coupon = ApiRecords['coupon'];

/** A coupon that can still be given out. */
export function findCoupon({ store }: Sandbox, id: string, param = 'id'): Coupon {
  const found = store.get('coupon', id);
  if (!found) throw noSuch('coupon', id, param);
  return found;
}

/** Also one that was deleted since: discounts that exist keep it. */
export const couponOf = ({ store }: Sandbox, id: string): Coupon | undefined => store.get('coupon', id) ?? store.get('deleted_coupon', id);

/** The products it discounts; undefined when it discounts everything. */
export function couponAppliesTo({ store }: Sandbox, id: string): { products: string[] } | undefined {
  const products = store.get('coupon_details', id)?.appliesTo;
  return products ? { products } : undefined;
}

/** What an `amount_off` coupon takes off in this currency, in minor units; null when it has no amount in it. */
export function couponAmountOff({ store }: Sandbox, coupon: Coupon, currency: string): number | null {
  if (coupon.currency === currency) return coupon.amount_off;
  return store.get('coupon_details', coupon.id)?.currencyOptions[currency]?.amount_off ?? null;
}

/** Whether it may be redeemed at this instant (seconds). */
export const isRedeemable = (coupon: Coupon, at: number): boolean =>
  (coupon.redeem_by === null || at <= coupon.redeem_by) && (coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions);

const currencyOptions = map(required(object({ amount_off: required(integer(1)) })), (key) => isCurrency(key));

interface Terms {
  amount_off?: number;
  percent_off?: number;
  currency?: string;
  currency_options?: object;
  duration?: string;
  duration_in_months?: number;
  redeem_by?: number;
}

function checkTerms({ clock }: Sandbox, terms: Terms): void {
  const { amount_off, percent_off, currency, duration, duration_in_months, redeem_by } = terms;
  if (amount_off !== undefined && percent_off !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: amount_off, percent_off.', 'parameters_exclusive', 'percent_off');
  }
  if (amount_off === undefined && percent_off === undefined) throw invalidRequest('You must pass either `percent_off` or `amount_off`.', 'parameter_missing', 'percent_off');
  if (amount_off !== undefined && !currency) throw invalidRequest('You must pass currency when passing amount_off.', 'parameter_missing', 'currency');
  if (amount_off === undefined && terms.currency_options) throw invalidRequest('`currency_options` needs `amount_off`.', undefined, 'currency_options');
  if (currency && !isCurrency(currency.toLowerCase())) throw invalidRequest(`Invalid currency: ${currency}.`, 'parameter_invalid', 'currency');
  if (duration === 'repeating' && !duration_in_months) {
    throw invalidRequest('You must pass `duration_in_months` when `duration` is `repeating`.', 'parameter_missing', 'duration_in_months');
  }
  if (duration !== 'repeating' && duration_in_months) {
    throw invalidRequest('`duration_in_months` can only be passed when `duration` is `repeating`.', undefined, 'duration_in_months');
  }
  if (redeem_by !== undefined && redeem_by <= clock.now()) throw invalidRequest('`redeem_by` must be in the future.', undefined, 'redeem_by');
}

const create = endpoint('POST', '/v1/coupons', {
  id: text(200), name: text(40), amount_off: integer(1), percent_off: decimal(0.01, 100), currency: text(3), currency_options: currencyOptions,
  duration: choice('forever', 'once', 'repeating'), duration_in_months: integer(1, 1200), max_redemptions: integer(1), redeem_by: integer(1), metadata: metadata(),
  applies_to: object({ products: array(required(text())) }),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  checkTerms(sandbox, params);
  const id = params.id ?? ids.random(8);
  if (store.get('coupon', id)) throw invalidRequest('Coupon already exists.', 'resource_already_exists', 'id');
  const products = params.applies_to?.products;
  for (const product of products ?? []) findProduct(sandbox, product, 'applies_to[products]');
  store.remove('deleted_coupon', id);
  store.save('coupon_details', { id, appliesTo: products ?? null, currencyOptions: params.currency_options ?? {} });
  return store.transition('coupon', {
    id, object: 'coupon', amount_off: params.amount_off ?? null, created: clock.now(), currency: params.amount_off === undefined ? null : (params.currency?.toLowerCase() ?? null),
    duration: params.duration ?? 'once', duration_in_months: params.duration_in_months ?? null, livemode: false, max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata), name: params.name ?? null, percent_off: params.percent_off ?? null, redeem_by: params.redeem_by ?? null,
    times_redeemed: 0, valid: true,
  });
});

const retrieve = endpoint('GET', '/v1/coupons/{id}', {}, ({ sandbox, id }) => findCoupon(sandbox, id));

const update = endpoint('POST', '/v1/coupons/{id}', { name: text(40), metadata: metadata(), currency_options: currencyOptions }, ({ sandbox, id, params }) => {
  const { store } = sandbox;
  const before = findCoupon(sandbox, id);
  const details = store.get('coupon_details', id);
  if (params.currency_options) {
    if (before.amount_off === null) throw invalidRequest('`currency_options` needs `amount_off`.', undefined, 'currency_options');
    store.save('coupon_details', { id, appliesTo: details?.appliesTo ?? null, currencyOptions: { ...details?.currencyOptions, ...params.currency_options } });
  }
  return store.transition('coupon', { ...before, name: params.name ?? before.name, metadata: mergeMetadata(before.metadata, params.metadata) });
});

/** Nobody can use it any more; who has it keeps it. */
const remove = endpoint('DELETE', '/v1/coupons/{id}', {}, ({ sandbox, id }) => {
  const { store } = sandbox;
  const coupon = findCoupon(sandbox, id);
  const deleted = { ...coupon, valid: false };
  store.remove('coupon', id);
  store.save('deleted_coupon', deleted);
  store.emit('coupon.deleted', deleted);
  for (const code of store.all('promotion_code')) {
    if (code.promotion.coupon === id) store.transition('promotion_code', { ...code, active: false });
  }
  return { id, object: 'coupon', deleted: true };
});

const list = endpoint('GET', '/v1/coupons', { ...pagination, created: range() }, ({ sandbox, params }) =>
  page(newestFirst(sandbox.store.all('coupon')).filter((row) => inRange(row.created, params.created)), '/v1/coupons', params),
);

export const couponEndpoints = [create, retrieve, update, remove, list];
