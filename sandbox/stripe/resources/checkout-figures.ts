import { settleBalance } from '@/sandbox/stripe/billing/customer-balance';
import { shareCoupons } from '@/sandbox/stripe/billing/discounts';
import { amountFor, isMetered } from '@/sandbox/stripe/billing/line-amount';
import { redeemable, wantedCoupon, type Redemption } from '@/sandbox/stripe/billing/redeem';
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
  /** What a card pays now: `dueNow` settled with the customer's balance where there is an invoice. */
  charge: number;
}

export const hasTrial = ({ trialDays, trialEnd }: CheckoutPlan): boolean => trialDays !== null || trialEnd !== null;

/** The coupon that a session will redeem, if any; refused when it cannot be redeemed (any more). */
export function redemptionFor(sandbox: Sandbox, plan: CheckoutPlan, customer: string | null): Redemption | null {
  if (!plan.discount) return null;
  const { currency, subtotal } = checkoutFigures(sandbox, plan, customer);
  return redeemable(sandbox, plan.discount, { customer, currency, amount: subtotal, param: 'discounts[0]' });
}

/** An invoice is settled with the balance; a payment of its own is not. */
function chargeFor({ store }: Sandbox, customer: string | null, lines: CheckoutLine[], total: number, currency: string): number {
  if (!lines.some(({ price }) => price.recurring)) return total;
  return settleBalance(total, store.get('customer', customer ?? '')?.balance ?? 0, currency).due;
}

/** What a session costs, with the discount that it has now: also one that could not be applied any more. */
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
  const coupon = plan.discount && wantedCoupon(sandbox, plan.discount);
  const [share] = coupon
    ? shareCoupons(sandbox, [{ id: 'checkout', coupon }], found.map(({ amount, price }) => ({ amount, product: price.product, discountable: true })), currency)
    : [];
  const lines = found.map((line, index) => ({ ...line, discount: share?.amounts[index] ?? 0 }));
  const discount = lines.reduce((sum, line) => sum + line.discount, 0);
  const whole = { subtotal, discount, total: subtotal - discount };
  const dueNow = hasTrial(plan) ? { subtotal: 0, discount: 0, total: 0 } : whole;
  return { lines, currency, ...whole, dueNow, charge: chargeFor(sandbox, customer, lines, dueNow.total, currency) };
}

/** What a card pays now for a session. */
export function chargeNow(sandbox: Sandbox, session: CheckoutSession): number {
  const plan = sandbox.store.get('checkout_plan', session.id);
  return plan ? checkoutFigures(sandbox, plan, session.customer).charge : 0;
}

/** Stripe asks for a card unless nothing is due and the session says that it may do without. */
export function collectsCard(sandbox: Sandbox, session: CheckoutSession): boolean {
  const { mode, payment_method_collection: collection, amount_total: total } = session;
  return mode === 'setup' || (total ?? 0) > 0 || (mode === 'subscription' && collection !== 'if_required') || chargeNow(sandbox, session) > 0;
}

/** Writes the session's amounts after its lines or its discount changed. A challenge was for the amount before. */
export function repriceSession(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan): CheckoutSession {
  const { dueNow } = checkoutFigures(sandbox, plan, session.customer);
  sandbox.store.save('checkout_plan', { ...plan, challenge: null });
  return sandbox.store.transition('checkout.session', {
    ...session, amount_subtotal: dueNow.subtotal, amount_total: dueNow.total, payment_status: dueNow.total === 0 ? 'no_payment_required' : 'unpaid',
    total_details: { amount_discount: dueNow.discount, amount_shipping: 0, amount_tax: 0 },
    discounts: plan.discount ? [{ coupon: plan.discount.coupon ?? null, promotion_code: plan.discount.promotion_code ?? null }] : [],
  });
}
