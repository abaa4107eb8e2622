import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type Subscription = ApiRecords['subscription'];
type Details = NonNullable<Subscription['cancellation_details']>;

export const noDetails: Details = { comment: null, feedback: null, feedback_option: null, reason: null };
export const isEnded = ({ status }: Subscription): boolean => status === 'canceled' || status === 'incomplete_expired';

/** Terminal: open invoices are no longer collected. */
export function endSubscription({ store, clock }: Sandbox, subscription: Subscription, details: Partial<Details> = {}): Subscription {
  const now = clock.now();
  for (const invoice of store.all('invoice')) {
    const isOpen = invoice.status === 'open' || invoice.status === 'draft';
    if (isOpen && invoice.parent?.subscription_details?.subscription === subscription.id) {
      store.transition('invoice', { ...invoice, auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null });
    }
  }
  return store.transition('subscription', {
    ...subscription, status: 'canceled', canceled_at: subscription.canceled_at ?? now, ended_at: now,
    cancellation_details: { ...noDetails, ...subscription.cancellation_details, ...details },
  }, ['customer.subscription.deleted'], 'only-also');
}

export function endCustomer(sandbox: Sandbox, customer: string): void {
  for (const subscription of sandbox.store.all('subscription')) {
    if (subscription.customer === customer && !isEnded(subscription)) endSubscription(sandbox, subscription, { reason: 'cancellation_requested' });
  }
  for (const method of sandbox.store.all('payment_method')) {
    if (method.customer === customer) sandbox.store.transition('payment_method', { ...method, customer: null }, ['payment_method.detached'], 'only-also');
  }
}
