import { shareCoupons } from '@/sandbox/stripe/billing/discounts';
import { amountFor, isMetered } from '@/sandbox/stripe/billing/line-amount';
import { redeemable, type Redemption, type Wanted } from '@/sandbox/stripe/billing/redeem';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, CheckoutPlan } from '@/sandbox/stripe/store/collections';
import type { CheckoutSession } from './render-checkout-session';

export interface CheckoutLine {
  id: string;
  price: ApiRecords['price'];
  /** null: charged by usage later. */
  quantity: number | null;
  amount: number;
  discount: number;
  adjustable: CheckoutPlan['lines'][number]['adjustable'];
}

export interface CheckoutFigures {
  lines: CheckoutLine[];
  currency: string;
  /** A whole period, or the one payment, in minor units. */
  subtotal: number;
  discount: number;
  total: number;
  /** The same, except that a trial starts with nothing. */
  dueNow: { subtotal: number; discount: number; total: number };
}

export const hasTrial = ({ trialDays, trialEnd }: CheckoutPlan): boolean => trialDays !== null || trialEnd !== null;

/** The coupon that a session will redeem; refused when it cannot be redeemed (any more). */
export function redemptionFor(sandbox: Sandbox, wanted: Wanted, customer: string | null, plain: { currency: string; subtotal: number }): Redemption {
  return redeemable(sandbox, wanted, { customer, currency: plain.currency, amount: plain.subtotal, param: 'discounts[0]' });
}

/** What a session costs, with the discount that it has now. */
export function checkoutFigures(sandbox: Sandbox, plan: CheckoutPlan, customer: string | null): CheckoutFigures {
  const { store } = sandbox;
  const found = plan.lines.flatMap((line): CheckoutLine[] => {
    const price = store.get('price', line.price);
    if (!price) return [];
    const amount = isMetered(price) ? 0 : amountFor(price, line.quantity);
    return [{ id: line.id, price, quantity: isMetered(price) ? null : line.quantity, amount, discount: 0, adjustable: line.adjustable }];
  });
  const currency = found[0]?.price.currency ?? 'usd';
  const subtotal = found.reduce((sum, line) => sum + line.amount, 0);
  const redemption = plan.discount ? redemptionFor(sandbox, plan.discount, customer, { currency, subtotal }) : null;
  const [share] = redemption
    ? shareCoupons(sandbox, [{ id: 'checkout', coupon: redemption.coupon }], found.map(({ amount, price }) => ({ amount, product: price.product, discountable: true })), currency)
    : [];
  const lines = found.map((line, index) => ({ ...line, discount: share?.amounts[index] ?? 0 }));
  const discount = lines.reduce((sum, line) => sum + line.discount, 0);
  const whole = { subtotal, discount, total: subtotal - discount };
  return { lines, currency, ...whole, dueNow: hasTrial(plan) ? { subtotal: 0, discount: 0, total: 0 } : whole };
}

/** Stripe asks for a card unless nothing is due and the session says that it may do without. */
export const collectsCard = ({ mode, payment_method_collection: collection, amount_total: total }: CheckoutSession): boolean =>
  mode === 'setup' || (total ?? 0) > 0 || (mode === 'subscription' && collection !== 'if_required');

/** Writes the session's amounts after its lines or its discount changed. */
export function repriceSession(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan): CheckoutSession {
  const { dueNow } = checkoutFigures(sandbox, plan, session.customer);
  sandbox.store.save('checkout_plan', plan);
  return sandbox.store.transition('checkout.session', {
    ...session, amount_subtotal: dueNow.subtotal, amount_total: dueNow.total, payment_status: dueNow.total === 0 ? 'no_payment_required' : 'unpaid',
    total_details: { amount_discount: dueNow.discount, amount_shipping: 0, amount_tax: 0 },
    discounts: plan.discount ? [{ coupon: plan.discount.coupon ?? null, promotion_code: plan.discount.promotion_code ?? null }] : [],
  });
}
