import { couponAmountOff, couponAppliesTo, couponOf, type Coupon } from '@/sandbox/stripe/resources/coupons';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { prorated } from './money';
import { redeem, redeemable, type Wanted } from './redeem';

type Discount = ApiRecords['discount'];

export interface Discountable {
  /** What is left to pay, in minor units. */
  amount: number;
  product: string;
  discountable: boolean;
}
/** What one discount takes off each line, in the lines' order. */
export interface Share {
  discount: string;
  amounts: number[];
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function percentOff(percent: number, amounts: number[]): number[] {
  return amounts.map((amount) => Math.min(amount, prorated(amount, Math.round(percent * 10_000), 1_000_000)));
}

/** In proportion to the lines, rounded down; the last line takes what is left over. Never more than there is to pay. */
function amountOff(off: number, amounts: number[]): number[] {
  const total = sum(amounts);
  const taken = Math.min(off, total);
  if (taken === 0) return amounts.map(() => 0);
  const shares = amounts.map((amount) => Number((BigInt(taken) * BigInt(amount)) / BigInt(total)));
  let rest = taken - sum(shares);
  for (let index = shares.length - 1; index >= 0 && rest > 0; index -= 1) {
    const more = Math.min(rest, (amounts[index] ?? 0) - (shares[index] ?? 0));
    shares[index] = (shares[index] ?? 0) + more;
    rest -= more;
  }
  return shares;
}

function takeOff(sandbox: Sandbox, coupon: Coupon, amounts: number[], currency: string): number[] {
  return coupon.percent_off === null ? amountOff(couponAmountOff(sandbox, coupon, currency) ?? 0, amounts) : percentOff(coupon.percent_off, amounts);
}

/** How these coupons, one after the other, reduce the lines. */
export function shareCoupons(sandbox: Sandbox, coupons: { id: string; coupon: Coupon }[], lines: readonly Discountable[], currency: string): Share[] {
  const left = lines.map((line) => line.amount);
  return coupons.map(({ id, coupon }) => {
    const products = couponAppliesTo(sandbox, coupon.id)?.products;
    const open = lines.map((line, index) => (line.discountable && (!products || products.includes(line.product)) ? Math.max(0, left[index] ?? 0) : 0));
    const amounts = takeOff(sandbox, coupon, open, currency);
    amounts.forEach((amount, index) => (left[index] = (left[index] ?? 0) - amount));
    return { discount: id, amounts };
  });
}

/** The same for discounts by their ids; one that is over at `at` takes nothing off. */
export function shareDiscounts(sandbox: Sandbox, discounts: readonly string[], lines: readonly Discountable[], currency: string, at: number): Share[] {
  const coupons = discounts.flatMap((id) => {
    const discount = sandbox.store.get('discount', id);
    const coupon = discount && (discount.end === null || at < discount.end) ? couponOf(sandbox, discount.source.coupon ?? '') : undefined;
    return coupon ? [{ id, coupon }] : [];
  });
  return shareCoupons(sandbox, coupons, lines, currency);
}

export interface WantedDiscount extends Wanted {
  /** One that is there already and stays. */
  discount?: string;
}

/** The ids for `subscription.discounts`: what is kept, and what is redeemed now. */
export function setDiscounts(sandbox: Sandbox, subscription: Subscription, wanted: readonly WantedDiscount[]): string[] {
  const before = subscription.discounts;
  return wanted.map((one, index) => {
    if (one.discount !== undefined && before.includes(one.discount)) return one.discount;
    const redemption = redeemable(sandbox, one, { customer: subscription.customer, currency: subscription.currency, amount: null, param: `discounts[${index}]` });
    return redeem(sandbox, redemption, { customer: subscription.customer, subscription: subscription.id }).id;
  });
}

export function endDiscount({ store }: Sandbox, id: string): void {
  const discount: Discount | undefined = store.get('discount', id);
  if (discount) store.emit('customer.discount.deleted', discount);
}

const isOnce = (sandbox: Sandbox, id: string): boolean => {
  const coupon = couponOf(sandbox, sandbox.store.get('discount', id)?.source.coupon ?? '');
  return coupon?.duration === 'once';
};

/** Without the `once` discounts that an invoice used: they are gone from the subscription when it is finalised. */
export function withoutUsed(sandbox: Sandbox, discounts: readonly string[], used: ReadonlySet<string>): string[] {
  const gone = discounts.filter((id) => used.has(id) && isOnce(sandbox, id));
  for (const id of gone) endDiscount(sandbox, id);
  return discounts.filter((id) => !gone.includes(id));
}

/** Takes one discount off a subscription. */
export function removeDiscount(sandbox: Sandbox, subscription: Subscription, id: string): Subscription {
  endDiscount(sandbox, id);
  return sandbox.store.transition('subscription', { ...subscription, discounts: subscription.discounts.filter((one) => one !== id) });
}
