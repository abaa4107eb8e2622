import { cardError } from '@/sandbox/stripe/http/card-error';
import { toJson } from '@/sandbox/stripe/store/diff';
import { chargeNow } from '@/sandbox/stripe/resources/checkout-figures';
import { createCustomer } from '@/sandbox/stripe/resources/customers';
import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { bankDecision, chargeCard, createIntent } from './charge-card';
import type { Purchase, Steps } from './complete-checkout';
import { finalizeInvoice, markPaid } from './invoice';
import { beginSubscription } from './start-subscription';
import { saveDecision, type Decline } from './test-cards';

/** The order in which Stripe creates the events of one Checkout subscription, whatever order the objects were written in. */
const checkoutSubscriptionOrder = [
  'customer.created', 'charge.succeeded', 'payment_method.attached', 'customer.updated', 'invoice.created', 'customer.subscription.created',
  'customer.discount.created', 'customer.subscription.trial_will_end', 'invoice.finalized', 'customer.subscription.updated', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded',
  'payment_intent.created', 'payment_intent.succeeded', 'invoice_payment.paid', 'checkout.session.completed',
];

/** Writes the failed payment down and refuses; the session stays open for another card. */
export function refuse(sandbox: Sandbox, { session, plan }: Purchase, method: ApiRecords['payment_method'], decline: Decline): never {
  const amount = chargeNow(sandbox, session);
  if (amount === 0) throw cardError(decline);
  const intent = createIntent(sandbox, { amount, currency: session.currency ?? 'usd', customer: session.customer, description: plan.description });
  const failed = chargeCard(sandbox, { intent, paymentMethod: method, session: 'on', decided: decline });
  throw cardError(decline, { charge: failed.charge.id, payment_intent: toJson(failed.intent), payment_method: toJson(method) });
}

const trialEndOf = ({ clock }: Sandbox, { plan }: Purchase): number | null => plan.trialEnd ?? (plan.trialDays === null ? null : clock.now() + plan.trialDays * 86_400);

export function subscribeByCheckout(sandbox: Sandbox, purchase: Purchase, steps: Steps): CheckoutSession {
  const { session, card, authenticated } = purchase;
  const isCharged = chargeNow(sandbox, session) > 0;
  const decline = card && (isCharged ? bankDecision(sandbox, card, { customer: session.customer, session: 'on', authenticated }) : saveDecision(card, authenticated));
  if (decline) return refuse(sandbox, purchase, steps.newCard(), decline);
  return sandbox.store.inOrder(() => checkoutSubscriptionOrder, () => subscribe(sandbox, purchase, steps));
}

function begin(sandbox: Sandbox, purchase: Purchase, customer: ApiRecords['customer'], paymentMethod: string | null): ReturnType<typeof beginSubscription> {
  const { plan } = purchase;
  const lines = plan.lines.flatMap(({ price: id, quantity }) => {
    const price = sandbox.store.get('price', id);
    return price ? [{ price, quantity }] : [];
  });
  const settings = plan.missingPaymentMethod && { trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: plan.missingPaymentMethod } } };
  return beginSubscription(sandbox, {
    customer, lines, trialEnd: trialEndOf(sandbox, purchase), metadata: plan.subscriptionMetadata, description: plan.description, paymentMethod,
    redemptions: purchase.redemption ? [purchase.redemption] : [], ...(settings ? { fields: () => settings } : {}),
  });
}

function subscribe(sandbox: Sandbox, purchase: Purchase, steps: Steps): CheckoutSession {
  const { store } = sandbox;
  const currency = purchase.session.currency ?? 'usd';
  const customer = store.transition('customer', { ...(steps.payer() ?? createCustomer(sandbox)), currency });
  const method = purchase.card ? attachPaymentMethod(sandbox, steps.newCard().id, customer.id) : null;
  const { subscription, draft } = begin(sandbox, purchase, customer, method?.id ?? null);
  if (draft) payFirst(sandbox, draft, method);
  const begun = store.get('subscription', subscription.id) ?? subscription;
  if (begun.status === 'incomplete') store.transition('subscription', { ...begun, status: 'active' });
  return steps.finish(customer, { subscription: subscription.id, invoice: draft?.id ?? null });
}

/** The first invoice, finalised and paid in one go. */
function payFirst(sandbox: Sandbox, draft: ApiRecords['invoice'], method: ApiRecords['payment_method'] | null): void {
  const intent = draft.amount_due > 0 && method
    ? createIntent(sandbox, { amount: draft.amount_due, currency: draft.currency, customer: draft.customer, description: 'Subscription creation', setupFutureUsage: 'off_session' })
    : undefined;
  const open = finalizeInvoice(sandbox, draft, { intent });
  if (!intent || !method) return;
  chargeCard(sandbox, { intent, paymentMethod: method, session: 'on', decided: null });
  markPaid(sandbox, open, 1);
}
