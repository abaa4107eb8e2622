import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { draftSubscriptionInvoice } from './invoice';
import { periodAt } from './period';

/** The period boundary: every item moves to its next period and a draft invoice is made for it. A trial that ends becomes active before it is charged. */
export function renew(sandbox: Sandbox, subscription: Subscription): void {
  const { store, clock, ids } = sandbox;
  const now = clock.now();
  const customer = store.get('customer', subscription.customer);
  const first = subscription.items.data[0];
  if (!customer || !first) return;
  const items = subscription.items.data.map((item) => {
    if (!item.price.recurring || item.current_period_end > now) return item;
    const period = periodAt(subscription.billing_cycle_anchor, item.price.recurring, now);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  const id = ids.next('in');
  const renewed = store.transition('subscription', {
    ...subscription, items: { ...subscription.items, data: items }, latest_invoice: id, status: subscription.status === 'trialing' ? 'active' : subscription.status,
  });
  draftSubscriptionInvoice(sandbox, id, renewed, customer, 'subscription_cycle', { start: first.current_period_start, end: first.current_period_end });
}
