import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { couponAmountOff, couponOf, findCoupon, isRedeemable, type Coupon } from '@/sandbox/stripe/resources/coupons';
import { activePromotionCode, findPromotionCode, type PromotionCode } from '@/sandbox/stripe/resources/promotion-codes';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { boundary } from './period';

export type Discount = ApiRecords['discount'];

/** What somebody wants to have applied. */
export interface Wanted {
  coupon?: string;
  promotion_code?: string;
}

export interface Redeeming {
  customer: string | null;
  currency: string;
  /** What it is taken from, in minor units before discounts; null when it is not known, as in the update of a subscription. */
  amount: number | null;
  /** The parameter to blame, e.g. `discounts[0]`. */
  param: string;
}

export interface Redemption {
  coupon: Coupon;
  promotionCode: PromotionCode | null;
}

const refuse = (message: string, param: string, code?: string): Error => invalidRequest(message, code, param);

/** A purchase of any kind before, as Stripe counts them: a charge that succeeded, or an invoice that left its draft and was not voided. */
function hasBought({ store }: Sandbox, customer: string): boolean {
  const isCharged = store.all('charge').some((charge) => charge.customer === customer && charge.status === 'succeeded');
  return isCharged || store.all('invoice').some((invoice) => invoice.customer === customer && invoice.status !== 'draft' && invoice.status !== 'void');
}

function checkCoupon(sandbox: Sandbox, coupon: Coupon, { currency, param }: Redeeming): void {
  if (coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions) {
    throw refuse(`Coupon ${coupon.id} is used up and cannot be applied.`, param, 'coupon_expired');
  }
  if (!isRedeemable(coupon, sandbox.clock.now())) throw refuse(`Coupon expired: ${coupon.id}`, param, 'coupon_expired');
  if (coupon.amount_off !== null && couponAmountOff(sandbox, coupon, currency) === null) {
    throw refuse(`The coupon ${coupon.id} is in ${String(coupon.currency)} and cannot be applied to an amount in ${currency}.`, param);
  }
}

function checkMinimum({ restrictions }: PromotionCode, { amount, currency }: Redeeming, param: string): void {
  const { minimum_amount, minimum_amount_currency, currency_options } = restrictions;
  if (minimum_amount === null) return;
  if (amount === null) {
    throw refuse('This promotion code cannot be redeemed on a subscription update because it uses the `minimum_amount` restriction and the amount may change.', param);
  }
  const least = minimum_amount_currency === currency ? minimum_amount : currency_options?.[currency]?.minimum_amount;
  if (least === undefined) throw refuse(`This promotion code cannot be redeemed because its minimum amount is in ${String(minimum_amount_currency)}.`, param);
  if (amount < least) throw refuse('This promotion code cannot be redeemed because the order does not meet its minimum amount.', param);
}

function checkCode(sandbox: Sandbox, code: PromotionCode, redeeming: Redeeming): void {
  const param = `${redeeming.param}[promotion_code]`;
  if (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions) {
    throw refuse('This promotion code cannot be redeemed because it has been used the maximum number of times.', param);
  }
  if (code.expires_at !== null && sandbox.clock.now() >= code.expires_at) throw refuse('This promotion code cannot be redeemed because it has expired.', param);
  if (!code.active) throw refuse('This promotion code cannot be redeemed because it is inactive.', param);
  if (code.customer !== null && code.customer !== redeeming.customer) {
    throw refuse('This promotion code cannot be redeemed because it is restricted to another customer.', param);
  }
  if (code.restrictions.first_time_transaction && redeeming.customer && hasBought(sandbox, redeeming.customer)) {
    throw refuse('This promotion code cannot be redeemed because the associated customer has prior transactions.', param);
  }
  checkMinimum(code, redeeming, param);
}

/** The coupon behind a coupon or promotion code id, when it may be applied here and now; a Stripe error when not. Counts nothing. */
export function redeemable(sandbox: Sandbox, wanted: Wanted, redeeming: Redeeming): Redemption {
  const { param } = redeeming;
  if (wanted.coupon !== undefined && wanted.promotion_code !== undefined) {
    throw refuse('You may only specify one of these parameters: coupon, promotion_code.', `${param}[coupon]`, 'parameters_exclusive');
  }
  if (wanted.promotion_code === undefined) {
    if (wanted.coupon === undefined) throw refuse(`Missing required param: ${param}[coupon].`, `${param}[coupon]`, 'parameter_missing');
    const coupon = findCoupon(sandbox, wanted.coupon, `${param}[coupon]`);
    checkCoupon(sandbox, coupon, { ...redeeming, param: `${param}[coupon]` });
    return { coupon, promotionCode: null };
  }
  const promotionCode = findPromotionCode(sandbox, wanted.promotion_code, `${param}[promotion_code]`);
  checkCode(sandbox, promotionCode, redeeming);
  const coupon = findCoupon(sandbox, promotionCode.promotion.coupon ?? '', `${param}[promotion_code]`);
  checkCoupon(sandbox, coupon, { ...redeeming, param: `${param}[promotion_code]` });
  return { coupon, promotionCode };
}

/** The coupon behind it, whether or not it may still be applied: for what shows a discount that was applied before. */
export function wantedCoupon(sandbox: Sandbox, { coupon, promotion_code: code }: Wanted): Coupon | undefined {
  return couponOf(sandbox, coupon ?? sandbox.store.get('promotion_code', code ?? '')?.promotion.coupon ?? '');
}

/** The code that a person typed on a page, when it may be used; a Stripe error that can be shown when not. */
export function redeemableByCode(sandbox: Sandbox, typed: string, redeeming: Redeeming): Redemption {
  const found = activePromotionCode(sandbox, typed.trim());
  if (!found) throw refuse('This code is invalid.', 'promotion_code', 'resource_missing');
  return redeemable(sandbox, { promotion_code: found.id }, redeeming);
}

/** Where a discount hangs. */
export interface Place {
  customer: string | null;
  subscription?: string | null;
  subscriptionItem?: string | null;
  invoice?: string | null;
  invoiceItem?: string | null;
  checkoutSession?: string | null;
}

/** A discount that is not stored: for previews, and for `redeem`. */
export function renderDiscount({ clock }: Sandbox, id: string, { coupon, promotionCode }: Redemption, place: Place): Discount {
  const start = clock.now();
  const months = coupon.duration === 'repeating' ? (coupon.duration_in_months ?? 0) : 0;
  return {
    id, object: 'discount', checkout_session: place.checkoutSession ?? null, customer: place.customer, customer_account: null,
    end: months > 0 ? boundary(start, { interval: 'month', interval_count: 1 }, months) : null, invoice: place.invoice ?? null, invoice_item: place.invoiceItem ?? null,
    promotion_code: promotionCode?.id ?? null, source: { coupon: coupon.id, type: 'coupon' }, start, subscription: place.subscription ?? null,
    subscription_item: place.subscriptionItem ?? null,
  };
}

/** Applies it: counts one use of the coupon and of the code, and makes the discount with its event. */
export function redeem(sandbox: Sandbox, redemption: Redemption, place: Place): Discount {
  const { store, clock, ids } = sandbox;
  const coupon = couponOf(sandbox, redemption.coupon.id) ?? redemption.coupon;
  const used = { ...coupon, times_redeemed: coupon.times_redeemed + 1 };
  const valid = isRedeemable(used, clock.now());
  store.transition('coupon', { ...used, valid }, [], 'only-also');
  for (const code of store.all('promotion_code').filter((row) => row.promotion.coupon === coupon.id)) {
    const times = code.times_redeemed + (code.id === redemption.promotionCode?.id ? 1 : 0);
    const isLeft = code.max_redemptions === null || times < code.max_redemptions;
    store.transition('promotion_code', { ...code, times_redeemed: times, active: code.active && isLeft && valid }, [], 'only-also');
  }
  return store.transition('discount', renderDiscount(sandbox, ids.next('di'), redemption, place), ['customer.discount.created']);
}

/** When a coupon's time is over: the second after which it cannot be used. */
export function dueCoupon(store: Sandbox['store'], coupon: Coupon): { at: number; run: () => void }[] {
  return coupon.valid && coupon.redeem_by !== null ? [{ at: coupon.redeem_by + 1, run: () => endCoupon(store, coupon) }] : [];
}

export function dueCode(store: Sandbox['store'], code: PromotionCode): { at: number; run: () => void }[] {
  const end = (): void => void store.transition('promotion_code', { ...code, active: false }, [], 'only-also');
  return code.active && code.expires_at !== null ? [{ at: code.expires_at, run: end }] : [];
}

function endCoupon(store: Sandbox['store'], coupon: Coupon): void {
  store.transition('coupon', { ...coupon, valid: false }, [], 'only-also');
  for (const code of store.all('promotion_code')) {
    if (code.promotion.coupon === coupon.id) store.transition('promotion_code', { ...code, active: false }, [], 'only-also');
  }
}
