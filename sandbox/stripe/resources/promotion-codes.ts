import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, inRange, integer, map, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findCoupon, isRedeemable, type Coupon } from './coupons';
import { findCustomer } from './customers';

export type PromotionCode = ApiRecords['promotion_code'];

export function findPromotionCode({ store }: Sandbox, id: string, param = 'id'): PromotionCode {
  const found = store.get('promotion_code', id);
  if (!found) throw noSuch('promotion code', id, param);
  return found;
}

const sameCode = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What a person typed, whatever its case: the active code of that name. */
export const activePromotionCode = ({ store }: Sandbox, code: string): PromotionCode | undefined =>
  store.all('promotion_code').find((row) => row.active && sameCode(row.code, code));

function checkCodeIsFree(sandbox: Sandbox, code: string, owner: string): void {
  const holder = activePromotionCode(sandbox, code);
  if (holder && holder.id !== owner) throw invalidRequest(`An active promotion code with \`code: ${code}\` already exists.`, 'resource_already_exists', 'code');
}

function checkLimits({ clock }: Sandbox, coupon: Coupon, { expires_at, max_redemptions }: { expires_at?: number; max_redemptions?: number }): void {
  if (expires_at !== undefined && expires_at <= clock.now()) throw invalidRequest('`expires_at` must be in the future.', undefined, 'expires_at');
  if (expires_at !== undefined && coupon.redeem_by !== null && expires_at > coupon.redeem_by) {
    throw invalidRequest("`expires_at` cannot be after the coupon's `redeem_by`.", undefined, 'expires_at');
  }
  if (max_redemptions !== undefined && coupon.max_redemptions !== null && max_redemptions > coupon.max_redemptions) {
    throw invalidRequest("`max_redemptions` cannot be greater than the coupon's `max_redemptions`.", undefined, 'max_redemptions');
  }
}

const minimum = object({ minimum_amount: required(integer(1)) });
const create = endpoint('POST', '/v1/promotion_codes', {
  promotion: required(object({ type: required(choice('coupon')), coupon: required(text()) })), code: text(500), active: boolean(), customer: text(), expires_at: integer(1),
  max_redemptions: integer(1), metadata: metadata(),
  restrictions: object({
    first_time_transaction: boolean(), minimum_amount: integer(1), minimum_amount_currency: text(3), currency_options: map(required(minimum), (key) => isCurrency(key)),
  }),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const coupon = findCoupon(sandbox, params.promotion.coupon, 'promotion[coupon]');
  if (params.customer) findCustomer(sandbox, params.customer, 'customer');
  checkLimits(sandbox, coupon, params);
  const { first_time_transaction, minimum_amount, minimum_amount_currency, currency_options } = params.restrictions ?? {};
  if (minimum_amount !== undefined && !minimum_amount_currency) {
    throw invalidRequest('Missing required param: restrictions[minimum_amount_currency].', 'parameter_missing', 'restrictions[minimum_amount_currency]');
  }
  const code = params.code ?? ids.random(8).toUpperCase();
  if (!/^[A-Za-z0-9-]+$/.test(code)) throw invalidRequest('Promotion codes may hold letters, digits and dashes only.', 'parameter_invalid_string', 'code');
  const id = ids.next('promo');
  const active = params.active ?? true;
  if (active) checkCodeIsFree(sandbox, code, id);
  return store.transition('promotion_code', {
    id, object: 'promotion_code', active: active && isRedeemable(coupon, clock.now()), code, created: clock.now(), customer: params.customer ?? null, customer_account: null,
    expires_at: params.expires_at ?? null, livemode: false, max_redemptions: params.max_redemptions ?? null, metadata: mergeMetadata({}, params.metadata),
    promotion: { coupon: coupon.id, type: 'coupon' }, times_redeemed: 0,
    restrictions: {
      first_time_transaction: first_time_transaction ?? false, minimum_amount: minimum_amount ?? null, minimum_amount_currency: minimum_amount_currency?.toLowerCase() ?? null,
      ...(currency_options ? { currency_options } : {}),
    },
  });
}, ['customer_account']);

const retrieve = endpoint('GET', '/v1/promotion_codes/{id}', {}, ({ sandbox, id }) => findPromotionCode(sandbox, id));

/** A code can be taken back only while it could still be redeemed. */
function checkActivation(sandbox: Sandbox, row: PromotionCode): void {
  const now = sandbox.clock.now();
  const coupon = sandbox.store.get('coupon', row.promotion.coupon ?? '');
  const isUsable = coupon && isRedeemable(coupon, now) && (row.expires_at === null || now < row.expires_at) && (row.max_redemptions === null || row.times_redeemed < row.max_redemptions);
  if (!isUsable) throw invalidRequest('This promotion code cannot be activated: it, or its coupon, is no longer valid.', undefined, 'active');
  checkCodeIsFree(sandbox, row.code, row.id);
}

const update = endpoint('POST', '/v1/promotion_codes/{id}', {
  active: boolean(), metadata: metadata(), restrictions: object({ currency_options: map(required(minimum), (key) => isCurrency(key)) }),
}, ({ sandbox, id, params }) => {
  const before = findPromotionCode(sandbox, id);
  if (params.active && !before.active) checkActivation(sandbox, before);
  const options = params.restrictions?.currency_options;
  return sandbox.store.transition('promotion_code', {
    ...before, active: params.active ?? before.active, metadata: mergeMetadata(before.metadata, params.metadata),
    restrictions: options ? { ...before.restrictions, currency_options: { ...before.restrictions.currency_options, ...options } } : before.restrictions,
  });
});

const list = endpoint('GET', '/v1/promotion_codes', {
  ...pagination, active: boolean(), code: text(), coupon: text(), created: range(), customer: text(),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('promotion_code')).filter(
    (row) =>
      (params.active === undefined || row.active === params.active) && (params.code === undefined || sameCode(row.code, params.code)) &&
      (!params.coupon || row.promotion.coupon === params.coupon) && inRange(row.created, params.created) && (!params.customer || row.customer === params.customer),
  );
  return page(rows, '/v1/promotion_codes', params);
}, ['customer_account']);

export const promotionCodeEndpoints = [create, retrieve, update, list];
