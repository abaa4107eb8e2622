import type Stripe from 'stripe';
import { idOf } from './id-of';
import type { DiscountInForce } from './stored-terms';

/** A discount with its coupon, as Stripe tells it when `discounts.source.coupon` is expanded. */
export const discountInForce = (discount: Stripe.Discount): DiscountInForce => {
  const { coupon } = discount.source;
  const terms = typeof coupon === 'string' ? null : coupon;
  const id = idOf(coupon) ?? '';
  return {
    id: discount.id, coupon: id, promotionCode: idOf(discount.promotion_code), name: terms?.name ?? id,
    percentOff: terms?.percent_off ?? null, amountOffMinor: terms?.amount_off ?? null, endsAt: discount.end === null ? null : new Date(discount.end * 1000).toISOString(),
  };
};

/** The newest of a subscription's discounts; null when there is none, or only ids were asked for. */
export const newestDiscount = (subscription: Stripe.Subscription): DiscountInForce | null => {
  const expanded = subscription.discounts.filter((one): one is Stripe.Discount => typeof one !== 'string');
  const newest = expanded.toSorted((a, b) => b.start - a.start || (a.id < b.id ? 1 : -1))[0];
  return newest ? discountInForce(newest) : null;
};
