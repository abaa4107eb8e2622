import { cardError } from '@/sandbox/stripe/http/card-error';
import { toJson } from '@/sandbox/stripe/store/diff';
import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { bankDecision, chargeCard, createIntent } from './charge-card';
import type { Purchase, Steps } from './complete-checkout';
import { finalizeInvoice, markPaid } from './invoice';
import { startSubscription } from './start-subscription';
import type { Decline } from './test-cards';

/** The order in which Stripe creates the events of one Checkout subscription, whatever order the objects were written in. */
const checkoutSubscriptionOrder = [
  'customer.created', 'charge.succeeded', 'payment_method.attached', 'customer.updated', 'invoice.created', 'customer.subscription.created',
  'customer.subscription.trial_will_end', 'invoice.finalized', 'customer.subscription.updated', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded',
  'payment_intent.created', 'payment_intent.succeeded', 'invoice_payment.paid', 'checkout.session.completed',
];

type Customer = ApiRecords['customer'];

/** Writes the failed payment down and refuses; the session stays open for another card. */
export function refuse(sandbox: Sandbox, { session, plan }: Purchase, method: ApiRecords['payment_method'], decline: Decline): never {
  const amount = session.amount_total ?? 0;
  if (amount === 0) throw cardError(decline);
  const intent = createIntent(sandbox, { amount, currency: session.currency ?? 'usd', customer: session.customer, description: plan.description });
  const failed = chargeCard(sandbox, { intent, paymentMethod: method, session: 'on', decided: decline });
  throw cardError(decline, { charge: failed.charge.id, payment_intent: toJson(failed.intent), payment_method: toJson(method) });
}

const trialEndOf = ({ clock }: Sandbox, { plan }: Purchase): number | null => plan.trialEnd ?? (plan.trialDays === null ? null : clock.now() + plan.trialDays * 86_400);

export function subscribeByCheckout(sandbox: Sandbox, purchase: Purchase, steps: Steps<Customer>): CheckoutSession {
  const { session, card, authenticated } = purchase;
  const decline = (session.amount_total ?? 0) > 0 ? bankDecision(sandbox, card, { customer: session.customer, session: 'on', authenticated }) : card.decline;
  if (decline) return refuse(sandbox, purchase, steps.newCard(), decline);
  return sandbox.store.inOrder(() => checkoutSubscriptionOrder, () => subscribe(sandbox, purchase, steps));
}

function subscribe(sandbox: Sandbox, purchase: Purchase, steps: Steps<Customer>): CheckoutSession {
  const { store } = sandbox;
  const { session, plan } = purchase;
  const before = steps.payer();
  const currency = session.currency ?? 'usd';
  const customer = store.transition('customer', { ...before, currency });
  const method = attachPaymentMethod(sandbox, steps.newCard().id, customer.id);
  const lines = plan.lines.flatMap(({ price: id, quantity }) => {
    const price = store.get('price', id);
    return price ? [{ price, quantity }] : [];
  });
  const { subscription, draft } = startSubscription(sandbox, {
    customer, lines, trialEnd: trialEndOf(sandbox, purchase), metadata: plan.subscriptionMetadata, description: plan.description, paymentMethod: method.id,
  });
  const intent = draft.amount_due > 0
    ? createIntent(sandbox, { amount: draft.amount_due, currency, customer: customer.id, description: 'Subscription creation', setupFutureUsage: 'off_session' })
    : undefined;
  const open = finalizeInvoice(sandbox, draft, { intent });
  if (intent) {
    chargeCard(sandbox, { intent, paymentMethod: method, session: 'on', decided: null });
    markPaid(sandbox, open, 1);
  }
  if (subscription.status === 'incomplete') store.transition('subscription', { ...subscription, status: 'active' });
  return steps.finish(customer, { subscription: subscription.id, invoice: draft.id });
}
