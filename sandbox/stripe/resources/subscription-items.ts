import { changeSubscription } from '@/sandbox/stripe/billing/change-subscription';
import { followSubscription } from '@/sandbox/stripe/billing/schedule';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, integer, metadata, required, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Subscription, SubscriptionItem } from './render-subscription';
import { findLive, findSubscription, paymentBehaviorField, prorationField } from './subscription-params';

function find({ store }: Sandbox, id: string): { item: SubscriptionItem; subscription: Subscription } {
  for (const subscription of store.all('subscription')) {
    const item = subscription.items.data.find((one) => one.id === id);
    if (item) return { item, subscription };
  }
  throw noSuch('subscription_item', id);
}

const retrieve = endpoint('GET', '/v1/subscription_items/{id}', {}, ({ sandbox, id }) => find(sandbox, id).item);

const list = endpoint('GET', '/v1/subscription_items', { ...pagination, subscription: required(text()) }, ({ sandbox, params }) =>
  page(newestFirst(findSubscription(sandbox, params.subscription, 'subscription').items.data), '/v1/subscription_items', params),
);

const update = endpoint('POST', '/v1/subscription_items/{id}', {
  price: text(), quantity: integer(0), metadata: metadata(), proration_behavior: prorationField, proration_date: integer(1), payment_behavior: paymentBehaviorField,
  off_session: boolean(),
}, ({ sandbox, id, params }) => {
  const subscription = findLive(sandbox, find(sandbox, id).subscription.id);
  const changed = changeSubscription(sandbox, subscription, {
    items: [{ id, price: params.price, quantity: params.quantity, metadata: params.metadata }], proration: params.proration_behavior ?? 'create_prorations',
    prorationDate: params.proration_date,
  }, { behavior: params.payment_behavior ?? 'allow_incomplete', offSession: params.off_session ?? false });
  followSubscription(sandbox, changed);
  return find(sandbox, id).item;
}, ['billing_thresholds', 'current_trial', 'discounts', 'plan', 'price_data', 'tax_rates']);

export const subscriptionItemEndpoints = [retrieve, list, update];
