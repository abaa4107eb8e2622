import { nextAction } from '@/sandbox/stripe/intents/next-action';
import { cardOf } from '@/sandbox/stripe/resources/payment-methods';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import type { Outcome } from './charge-card';
import { endSubscription, expireIncomplete, isEnded } from './end-subscription';
import { collectInvoice, finalizeInvoice, intentOf, voidInvoice } from './invoice';
import { applyPending, dropPending } from './pending-change';

type PaymentMethod = ApiRecords['payment_method'];

const day = 86_400;

const succeeded = [
  'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid',
  'customer.subscription.updated', 'customer.subscription.pending_update_applied', 'customer.subscription.resumed', 'customer.updated',
];
const failed = [
  'payment_intent.created', 'charge.failed', 'payment_intent.payment_failed', 'payment_intent.requires_action', 'invoice.updated', 'invoice.payment_failed',
  'invoice.payment_action_required', 'customer.subscription.updated', 'customer.updated', 'customer.subscription.deleted',
];

export const subscriptionOf = ({ store }: Sandbox, invoice: Invoice): Subscription | undefined => store.get('subscription', invoice.parent?.subscription_details?.subscription ?? '');

/** The subscription's own card first, then the customer's default. */
export function cardFor(sandbox: Sandbox, invoice: Invoice): PaymentMethod | undefined {
  const { store } = sandbox;
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  const id = subscriptionOf(sandbox, invoice)?.default_payment_method ?? customer?.invoice_settings.default_payment_method;
  return id ? store.get('payment_method', id) : undefined;
}

/** A late subscription follows its most recent invoice that counts: void ones, drafts on their way and those of a pending update do not. */
export function followInvoices({ store }: Sandbox, id: string): void {
  const subscription = store.get('subscription', id);
  if (!subscription || (subscription.status !== 'past_due' && subscription.status !== 'unpaid')) return;
  const pending = store.get('pending_change', id)?.invoice;
  const counting = store.owned('invoice', id).filter((one) => one.status !== 'void' && one.id !== pending && !(one.status === 'draft' && one.auto_advance));
  const latest = counting.at(-1)?.status;
  if (latest === 'paid' || latest === 'uncollectible') store.transition('subscription', { ...subscription, status: 'active' });
}

/** Paid: what waited for it happens, the customer is no longer delinquent, and the subscription follows its invoices. */
export function afterPayment(sandbox: Sandbox, invoice: Invoice): void {
  const { store } = sandbox;
  applyPending(sandbox, invoice);
  const subscription = subscriptionOf(sandbox, invoice);
  const card = subscription?.payment_settings?.save_default_payment_method === 'on_subscription' ? intentOf(sandbox, invoice.id)?.payment_method : null;
  if (subscription) {
    const status = subscription.status === 'incomplete' ? 'active' : subscription.status;
    store.transition('subscription', { ...subscription, status, default_payment_method: card ?? subscription.default_payment_method });
  }
  if (subscription) followInvoices(sandbox, subscription.id);
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  if (customer) store.transition('customer', { ...customer, delinquent: false });
}

/** Voids an open invoice: what waited for it does not happen, a first invoice ends its subscription, and a late one follows the invoices that are left. */
export function voidOpen(sandbox: Sandbox, invoice: Invoice): Invoice {
  const { store } = sandbox;
  const subscription = subscriptionOf(sandbox, invoice);
  if (subscription && store.get('pending_change', subscription.id)?.invoice === invoice.id) dropPending(sandbox, subscription.id);
  else voidInvoice(sandbox, invoice);
  if (subscription?.status === 'incomplete') expireIncomplete(sandbox, subscription.id);
  else if (subscription) followInvoices(sandbox, subscription.id);
  return store.get('invoice', invoice.id) ?? invoice;
}

/** The last attempt has failed. */
function giveUp(sandbox: Sandbox, subscription: Subscription): void {
  if (sandbox.billing.finalAction === 'cancel') endSubscription(sandbox, subscription, { reason: 'payment_failed' });
  if (sandbox.billing.finalAction === 'unpaid') sandbox.store.transition('subscription', { ...subscription, status: 'unpaid' });
}

interface Failure {
  isScheduled: boolean;
  /** A change that waits for this payment, or a first invoice: no retries, and the subscription stays as it is. */
  isWaiting?: boolean;
  isAction?: boolean;
}

function afterFailure(sandbox: Sandbox, invoice: Invoice, { isScheduled, isWaiting, isAction }: Failure): Invoice {
  const { store, billing } = sandbox;
  const subscription = subscriptionOf(sandbox, invoice);
  const waits = isWaiting || subscription?.status === 'incomplete' || store.get('pending_change', subscription?.id ?? '')?.invoice === invoice.id;
  const days = billing.retryDays[invoice.attempt_count - 1];
  const finalizedAt = invoice.status_transitions.finalized_at ?? invoice.created;
  const scheduled = waits || days === undefined ? null : finalizedAt + days * day;
  const next = isScheduled ? scheduled : invoice.next_payment_attempt;
  const later = store.transition('invoice', { ...invoice, next_payment_attempt: next }, [], 'only-also');
  store.emit('invoice.payment_failed', later);
  if (isAction) store.emit('invoice.payment_action_required', later);
  if (waits) return later;
  if (subscription && !isEnded(subscription)) {
    const overdue = store.transition('subscription', { ...subscription, status: subscription.status === 'active' ? 'past_due' : subscription.status });
    if (isScheduled && next === null) giveUp(sandbox, overdue);
  }
  const customer = invoice.customer ? store.get('customer', invoice.customer) : undefined;
  if (customer) store.transition('customer', { ...customer, delinquent: true });
  return store.get('invoice', invoice.id) ?? later;
}

export interface Collection {
  paymentMethod: PaymentMethod;
  session: 'on' | 'off';
  /** By the schedule, not by hand: only these move the next attempt. */
  isScheduled: boolean;
  /** The customer has just passed a challenge. */
  authenticated?: boolean;
  isWaiting?: boolean;
}

/** One attempt to collect, with everything that follows from its result and its events in Stripe's order. `prepare` may finalise the invoice first. */
export function settleInvoice(
  sandbox: Sandbox, prepare: () => Invoice, { paymentMethod, session, isScheduled, authenticated, isWaiting }: Collection,
): { invoice: Invoice; outcome: Outcome } {
  let isPaid = false;
  return sandbox.store.inOrder(() => ['invoice.finalized', ...(isPaid ? succeeded : failed)], () => {
    const collected = collectInvoice(sandbox, prepare(), paymentMethod, { session, authenticated });
    isPaid = collected.outcome.ok;
    if (!isPaid) return { ...collected, invoice: afterFailure(sandbox, collected.invoice, { isScheduled, isWaiting }) };
    afterPayment(sandbox, collected.invoice);
    return collected;
  });
}

/** The card asks its owner first: nothing is charged, and the attempt counts as failed until the challenge is passed. */
function askFirst(sandbox: Sandbox, open: Invoice, { paymentMethod, ...how }: Collection): { invoice: Invoice; intent: ApiRecords['payment_intent'] } {
  return sandbox.store.inOrder(() => failed, () => {
    const before = intentOf(sandbox, open.id);
    if (!before) throw new Error(`Invoice ${open.id} has no payment intent`);
    const intent = sandbox.store.transition('payment_intent', {
      ...before, status: 'requires_action', payment_method: paymentMethod.id, last_payment_error: null, next_action: nextAction(sandbox, before, null),
    }, ['payment_intent.requires_action']);
    const attempted = sandbox.store.transition('invoice', { ...open, attempted: true, attempt_count: open.attempt_count + 1 });
    return { invoice: afterFailure(sandbox, attempted, { ...how, isAction: true }), intent };
  });
}

export type Attempt =
  | { kind: 'paid'; invoice: Invoice }
  | { kind: 'declined'; invoice: Invoice; outcome: Outcome & { ok: false } }
  | { kind: 'action'; invoice: Invoice; intent: ApiRecords['payment_intent'] }
  | { kind: 'no_card'; invoice: Invoice };

export interface How {
  paymentMethod: PaymentMethod | undefined;
  isScheduled: boolean;
  isWaiting?: boolean;
  /** The customer cannot be asked, so a card that always asks is declined. */
  isRefused?: boolean;
}

/** Finalises a draft and collects what is due with a card that is on file. */
export function attemptPayment(sandbox: Sandbox, before: Invoice, { paymentMethod, isRefused, ...how }: How): Attempt {
  const invoice = before.status === 'draft' ? finalizeInvoice(sandbox, before) : before;
  if (invoice.status === 'paid') {
    afterPayment(sandbox, invoice);
    return { kind: 'paid', invoice };
  }
  if (!paymentMethod) return { kind: 'no_card', invoice: failWithoutCard(sandbox, invoice, how) };
  const { challenge } = cardOf(sandbox, paymentMethod.id);
  if (challenge === 'always' && !isRefused) return { kind: 'action', ...askFirst(sandbox, invoice, { ...how, paymentMethod, session: 'on' }) };
  const settled = settleInvoice(sandbox, () => invoice, { ...how, paymentMethod, session: 'off' });
  return settled.outcome.ok ? { kind: 'paid', invoice: settled.invoice } : { kind: 'declined', invoice: settled.invoice, outcome: settled.outcome };
}

/** Nothing to charge: the attempt still counts and moves the schedule. */
function failWithoutCard(sandbox: Sandbox, open: Invoice, how: Failure): Invoice {
  return sandbox.store.inOrder(() => failed, () =>
    afterFailure(sandbox, sandbox.store.transition('invoice', { ...open, attempted: true, attempt_count: open.attempt_count + 1 }), how),
  );
}

/** A hard decline is not sent to the bank again with the same card: the schedule moves on without a charge. */
export function skipAttempt(sandbox: Sandbox, invoice: Invoice): void {
  const { store, billing } = sandbox;
  const count = invoice.attempt_count + 1;
  const days = billing.retryDays[count - 1];
  const next = days === undefined ? null : (invoice.status_transitions.finalized_at ?? invoice.created) + days * day;
  store.transition('invoice', { ...invoice, attempt_count: count, next_payment_attempt: next });
  const subscription = subscriptionOf(sandbox, invoice);
  if (subscription && !isEnded(subscription) && next === null) giveUp(sandbox, subscription);
}
