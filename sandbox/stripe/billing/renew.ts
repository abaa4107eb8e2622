import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { draftInvoice } from './draft-invoice';
import { periodAt } from './period';
import { usageUntil } from './usage-change';

/** The anchor, unless an interval was changed so that no period begins at this boundary: then it moves here, so that no time is charged twice or not at all. */
function anchorAt({ billing_cycle_anchor: anchor }: Subscription, ending: SubscriptionItem[], now: number): number {
  return ending.some(({ price }) => price.recurring && periodAt(anchor, price.recurring, now).start !== now) ? now : anchor;
}

/** The period boundary: the items whose period ends move to their next one and a draft invoice is made for it. A trial that ends becomes active before it is charged. */
export function renew(sandbox: Sandbox, subscription: Subscription): ApiRecords['invoice'] | null {
  const { store, clock, ids } = sandbox;
  const now = clock.now();
  const customer = store.get('customer', subscription.customer);
  const ending = subscription.items.data.filter((item) => item.current_period_end <= now);
  const [first] = ending;
  if (!customer || !first) return null;
  const anchor = anchorAt(subscription, ending, now);
  const items = subscription.items.data.map((item) => {
    if (!item.price.recurring || item.current_period_end > now) return item;
    const period = periodAt(anchor, item.price.recurring, now);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  const id = ids.next('in');
  const renewed = store.transition('subscription', {
    ...subscription, billing_cycle_anchor: anchor, items: { ...subscription.items, data: items }, latest_invoice: id, status: subscription.status === 'trialing' ? 'active' : subscription.status,
  });
  const isTrial = subscription.status === 'trialing';
  return draftInvoice(sandbox, {
    id, subscription: renewed, customer, reason: 'subscription_cycle', closed: { start: first.current_period_start, end: first.current_period_end },
    items: items.filter((item) => ending.some((one) => one.id === item.id)), autoAdvance: renewed.status !== 'unpaid', waits: true,
    usage: isTrial ? [] : usageUntil(sandbox, ending, (item) => item.current_period_end),
  });
}
