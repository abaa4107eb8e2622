import type Stripe from 'stripe';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import type { Wire } from '@/sandbox/stripe/wire';

export type Subscription = ApiRecords['subscription'];
export type SubscriptionItem = Subscription['items']['data'][number];
type Price = ApiRecords['price'];

const renderPlan = (price: Price): Wire<Stripe.Plan> => ({
  id: price.id, object: 'plan', active: price.active, amount: price.unit_amount, amount_decimal: price.unit_amount_decimal, billing_scheme: price.billing_scheme,
  created: price.created, currency: price.currency, interval: price.recurring?.interval ?? 'month', interval_count: price.recurring?.interval_count ?? 1,
  livemode: false, metadata: price.metadata, meter: null, nickname: price.nickname, product: price.product, tiers_mode: null, transform_usage: null,
  trial_period_days: null, usage_type: price.recurring?.usage_type ?? 'licensed',
});

interface ItemFields {
  id: string;
  created: number;
  subscription: string;
  price: Price;
  quantity: number;
  period: { start: number; end: number };
  metadata?: Record<string, string>;
}

/** The item at another price or quantity; a metered price has no quantity. */
export function withPrice(item: SubscriptionItem, price: Price, quantity: number): SubscriptionItem {
  const priced: SubscriptionItem = { ...item, price, plan: { ...renderPlan(price), product: price.product }, quantity };
  if (price.recurring?.usage_type === 'metered') delete priced.quantity;
  return priced;
}

export const renderItem = (item: ItemFields): SubscriptionItem => withPrice({
  id: item.id, object: 'subscription_item', billing_thresholds: null, created: item.created, current_period_end: item.period.end,
  current_period_start: item.period.start, current_trial: null, discounts: [], metadata: item.metadata ?? {}, plan: { ...renderPlan(item.price), product: item.price.product }, price: item.price,
  quantity: item.quantity, subscription: item.subscription, tax_rates: [],
}, item.price, item.quantity);

export interface SubscriptionFields {
  id: string;
  created: number;
  customer: string;
  items: SubscriptionItem[];
  currency: string;
  anchor: number;
  trialEnd: number | null;
  metadata: Record<string, string>;
  description: string | null;
  paymentMethod: string | null;
  testClock?: string | null;
}

export const renderSubscription = (given: SubscriptionFields): Subscription => ({
  id: given.id, object: 'subscription', application: null, application_fee_percent: null, automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: given.anchor, billing_cycle_anchor_config: null, billing_mode: { type: 'flexible', flexible: { proration_discounts: 'included' } },
  billing_schedules: [], billing_thresholds: null, cancel_at: null, cancel_at_period_end: false, canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null }, collection_method: 'charge_automatically', created: given.created,
  currency: given.currency, customer: given.customer, customer_account: null, days_until_due: null, default_payment_method: given.paymentMethod, default_source: null,
  default_tax_rates: [], description: given.description, discounts: [], ended_at: null,
  invoice_settings: { account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: { type: 'self' } },
  items: { object: 'list', data: given.items, has_more: false, url: `/v1/subscription_items?subscription=${given.id}` }, latest_invoice: null, livemode: false,
  managed_payments: null, metadata: given.metadata, next_pending_invoice_item_invoice: null, on_behalf_of: null, pause_collection: null,
  payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' }, pending_invoice_item_interval: null,
  pending_setup_intent: null, pending_update: null, schedule: null, start_date: given.created, status: given.trialEnd === null ? 'incomplete' : 'trialing',
  test_clock: given.testClock ?? null, transfer_data: null, trial_end: given.trialEnd,
  trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } }, trial_start: given.trialEnd === null ? null : given.created,
});
