import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { draftInvoice, pendingItems } from './draft-invoice';
import { voidInvoice } from './invoice';
import { dropPending } from './pending-change';
import { usageUntil } from './usage-change';

type Details = NonNullable<Subscription['cancellation_details']>;

export const noDetails: Details = { comment: null, feedback: null, feedback_option: null, reason: null };
export const isEnded = ({ status }: Subscription): boolean => status === 'canceled' || status === 'incomplete_expired';

/** Terminal: open invoices are no longer collected, what waited does not happen, a schedule ends with it. */
export function endSubscription(sandbox: Sandbox, before: Subscription, details: Partial<Details> = {}): Subscription {
  const { store, clock } = sandbox;
  const now = clock.now();
  dropPending(sandbox, before.id);
  const subscription = store.get('subscription', before.id) ?? before;
  for (const invoice of store.owned('invoice', subscription.id)) {
    if (invoice.status === 'open' || invoice.status === 'draft') {
      store.transition('invoice', { ...invoice, auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null });
    }
  }
  endSchedule(sandbox, subscription.schedule);
  return store.transition('subscription', {
    ...subscription, status: 'canceled', canceled_at: subscription.canceled_at ?? now, ended_at: now,
    cancellation_details: { ...noDetails, ...subscription.cancellation_details, ...details },
  }, ['customer.subscription.deleted'], 'only-also');
}

function endSchedule({ store, clock }: Sandbox, id: string | null): void {
  const schedule = id ? store.get('subscription_schedule', id) : undefined;
  if (schedule?.status !== 'active') return;
  const now = clock.now();
  const isOver = schedule.end_behavior === 'cancel' && (schedule.phases.at(-1)?.end_date ?? Infinity) <= now;
  const end = isOver ? { status: 'completed' as const, completed_at: now } : { status: 'canceled' as const, canceled_at: now };
  store.transition('subscription_schedule', { ...schedule, ...end, current_phase: null }, [`subscription_schedule.${end.status}`], 'only-also');
}

/** What is still to be settled with an ended subscription: what is pending for it, and usage up to now. Null when there is nothing. */
export function draftFinal(sandbox: Sandbox, subscription: Subscription, waits: boolean): ApiRecords['invoice'] | null {
  const { store, clock } = sandbox;
  const customer = store.get('customer', subscription.customer);
  const now = clock.now();
  const usage = usageUntil(sandbox, subscription.items.data, () => now);
  const pending = customer ? pendingItems(sandbox, customer.id, subscription.id) : [];
  if (!customer || (pending.length === 0 && usage.length === 0)) return null;
  const start = subscription.items.data[0]?.current_period_start ?? now;
  const draft = draftInvoice(sandbox, { subscription, customer, reason: 'subscription_cycle', closed: { start, end: now }, items: [], usage, waits });
  store.transition('subscription', { ...(store.get('subscription', subscription.id) ?? subscription), latest_invoice: draft.id });
  return draft;
}

/** `cancel_at` has come: it ends, and what is pending is invoiced. */
export function endAtPeriodEnd(sandbox: Sandbox, id: string): ApiRecords['invoice'] | null {
  const subscription = sandbox.store.get('subscription', id);
  if (!subscription) return null;
  const ended = endSubscription(sandbox, subscription);
  return draftFinal(sandbox, ended, true);
}

/** 23 hours without a first payment. */
export function expireIncomplete(sandbox: Sandbox, id: string): void {
  const { store, clock } = sandbox;
  const subscription = store.get('subscription', id);
  if (subscription?.status !== 'incomplete') return;
  for (const invoice of store.owned('invoice', id)) if (invoice.status === 'open') voidInvoice(sandbox, invoice);
  store.transition('subscription', { ...subscription, status: 'incomplete_expired', ended_at: clock.now() });
}

export function endCustomer(sandbox: Sandbox, customer: string): void {
  for (const subscription of sandbox.store.owned('subscription', customer)) {
    if (!isEnded(subscription)) endSubscription(sandbox, subscription, { reason: 'cancellation_requested' });
  }
  for (const method of sandbox.store.owned('payment_method', customer)) {
    sandbox.store.transition('payment_method', { ...method, customer: null }, ['payment_method.detached'], 'only-also');
  }
}
