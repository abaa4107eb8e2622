import { renderItem, renderSubscription, type Subscription } from '@/sandbox/stripe/resources/render-subscription';
import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { draftSubscriptionInvoice } from './invoice';
import { boundary } from './period';

const threeDays = 3 * 86_400;

export interface NewSubscription {
  customer: ApiRecords['customer'];
  lines: { price: ApiRecords['price']; quantity: number }[];
  trialEnd: number | null;
  metadata: Record<string, string>;
  description: string | null;
  paymentMethod: string | null;
}

/** Writes the subscription (incomplete, or trialing) and the draft of its first invoice. */
export function startSubscription(sandbox: Sandbox, given: NewSubscription): { subscription: Subscription; draft: ApiRecords['invoice'] } {
  const { store, clock, ids } = sandbox;
  const now = clock.now();
  const id = ids.next('sub');
  const anchor = given.trialEnd ?? now;
  const items = given.lines.map(({ price, quantity }) => {
    if (!price.recurring) throw invalidRequest(`The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`, undefined, 'items[0][price]');
    const period = { start: now, end: given.trialEnd ?? boundary(anchor, price.recurring, 1) };
    return renderItem({ id: ids.next('si'), created: now, subscription: id, price, quantity, period });
  });
  const currency = given.lines[0]?.price.currency ?? 'usd';
  const latestInvoice = ids.next('in');
  const rendered = renderSubscription({
    id, created: now, customer: given.customer.id, items, currency, anchor, trialEnd: given.trialEnd, metadata: given.metadata, description: given.description,
    paymentMethod: given.paymentMethod,
  });
  const subscription = store.transition('subscription', { ...rendered, latest_invoice: latestInvoice });
  const draft = draftSubscriptionInvoice(sandbox, latestInvoice, subscription, given.customer, 'subscription_create', { start: now, end: now });
  if (given.trialEnd !== null && given.trialEnd - now < threeDays) {
    store.save('trial_notice', { id });
    store.emit('customer.subscription.trial_will_end', subscription);
  }
  return { subscription, draft };
}
