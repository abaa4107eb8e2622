import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import type { Outcome } from './charge-card';
import { endSubscription, isEnded } from './end-subscription';
import { collectInvoice } from './invoice';

const day = 86_400;
/** Days after finalization on which a failed renewal is tried again. */
const retryDays = [1, 3, 5, 7];

const succeeded = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid', 'customer.subscription.updated', 'customer.updated'];
const failed = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed', 'invoice.payment_action_required', 'customer.subscription.updated', 'customer.updated', 'customer.subscription.deleted'];

function subscriptionOf({ store }: Sandbox, invoice: Invoice): Subscription | undefined {
  const id = invoice.parent?.subscription_details?.subscription;
  return id ? store.get('subscription', id) : undefined;
}

/** The subscription's own card first, then the customer's default. */
export function cardFor({ store }: Sandbox, invoice: Invoice): ApiRecords['payment_method'] | undefined {
  const subscription = store.get('subscription', invoice.parent?.subscription_details?.subscription ?? '');
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  const id = subscription?.default_payment_method ?? customer?.invoice_settings.default_payment_method;
  return id ? store.get('payment_method', id) : undefined;
}

/** Paid: the debt is gone, so the customer is no longer delinquent and the subscription follows its latest invoice. */
function afterPayment(sandbox: Sandbox, invoice: Invoice): void {
  const { store } = sandbox;
  const subscription = subscriptionOf(sandbox, invoice);
  const isCurrent = subscription?.latest_invoice === invoice.id;
  if (subscription && isCurrent && (subscription.status === 'past_due' || subscription.status === 'unpaid' || subscription.status === 'incomplete')) {
    store.transition('subscription', { ...subscription, status: 'active' });
  }
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  if (customer) store.transition('customer', { ...customer, delinquent: false });
}

function afterFailure(sandbox: Sandbox, invoice: Invoice, isScheduled: boolean): Invoice {
  const { store } = sandbox;
  const days = retryDays[invoice.attempt_count - 1];
  const finalizedAt = invoice.status_transitions.finalized_at ?? invoice.created;
  const next = isScheduled ? (days === undefined ? null : finalizedAt + days * day) : invoice.next_payment_attempt;
  const later = store.transition('invoice', { ...invoice, next_payment_attempt: next }, [], 'only-also');
  store.emit('invoice.payment_failed', later);
  const subscription = subscriptionOf(sandbox, invoice);
  if (subscription && !isEnded(subscription)) {
    const overdue = store.transition('subscription', { ...subscription, status: subscription.status === 'active' ? 'past_due' : subscription.status });
    if (isScheduled && next === null) endSubscription(sandbox, overdue, { reason: 'payment_failed' });
  }
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  if (customer) store.transition('customer', { ...customer, delinquent: true });
  return store.get('invoice', invoice.id) ?? later;
}

export interface Collection {
  paymentMethod: ApiRecords['payment_method'];
  session: 'on' | 'off';
  /** By the schedule, not by hand: only these move the next attempt. */
  isScheduled: boolean;
  /** The customer has just passed a challenge. */
  authenticated?: boolean;
}

/** One attempt to collect, with everything that follows from its result and its events in Stripe's order. `prepare` may finalise the invoice first. */
export function settleInvoice(sandbox: Sandbox, prepare: () => Invoice, { paymentMethod, session, isScheduled, authenticated }: Collection): { invoice: Invoice; outcome: Outcome } {
  let isPaid = false;
  return sandbox.store.inOrder(() => ['invoice.finalized', ...(isPaid ? succeeded : failed)], () => {
    const collected = collectInvoice(sandbox, prepare(), paymentMethod, { session, authenticated });
    isPaid = collected.outcome.ok;
    if (!isPaid) return { ...collected, invoice: afterFailure(sandbox, collected.invoice, isScheduled) };
    afterPayment(sandbox, collected.invoice);
    return collected;
  });
}

/** Nothing to charge: the attempt still counts and moves the schedule. */
export function failWithoutCard(sandbox: Sandbox, prepare: () => Invoice): Invoice {
  return sandbox.store.inOrder(() => ['invoice.finalized', ...failed], () => {
    const open = prepare();
    return afterFailure(sandbox, sandbox.store.transition('invoice', { ...open, attempted: true, attempt_count: open.attempt_count + 1 }), true);
  });
}
