import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import type { Subscription, SubscriptionItem } from './render-subscription';

export type Schedule = ApiRecords['subscription_schedule'];
export type Phase = Schedule['phases'][number];
export type PhaseItem = Phase['items'][number];
export type PhaseDiscount = Phase['discounts'][number];

export const phaseItem = (price: string, quantity: number | undefined, metadata: Record<string, string> | null): PhaseItem => ({
  billing_thresholds: null, discounts: [], metadata, plan: price, price, ...(quantity === undefined ? {} : { quantity }), tax_rates: [],
});

export const itemsAsPhase = (items: SubscriptionItem[]): PhaseItem[] => items.map((item) => phaseItem(item.price.id, item.quantity, item.metadata));

interface PhaseFields {
  currency: string;
  items: PhaseItem[];
  start: number;
  end: number;
  proration: Phase['proration_behavior'];
  anchor?: Phase['billing_cycle_anchor'];
  discounts: PhaseDiscount[];
  metadata: Record<string, string>;
  trialEnd?: number | null;
}

export const renderPhase = (given: PhaseFields): Phase => ({
  add_invoice_items: [], application_fee_percent: null, billing_cycle_anchor: given.anchor ?? null, billing_thresholds: null, collection_method: null,
  currency: given.currency, default_payment_method: null, default_tax_rates: [], description: null, discounts: given.discounts, end_date: given.end,
  invoice_settings: null, items: given.items, metadata: given.metadata, on_behalf_of: null, proration_behavior: given.proration, start_date: given.start,
  transfer_data: null, trial_end: given.trialEnd ?? null,
});

/** A schedule whose only phase is what the subscription is now, up to the end of its period or to its cancellation. */
export function renderSchedule(id: string, created: number, subscription: Subscription): Schedule {
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = subscription.cancel_at ?? Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const phase = renderPhase({
    currency: subscription.currency, items: itemsAsPhase(subscription.items.data), start, end, proration: 'create_prorations', metadata: subscription.metadata,
    discounts: subscription.discounts.map((discount) => ({ coupon: null, discount, promotion_code: null })),
    trialEnd: subscription.status === 'trialing' ? subscription.trial_end : null,
  });
  return {
    id, object: 'subscription_schedule', application: null, billing_mode: { type: 'flexible', flexible: { proration_discounts: 'included' } }, canceled_at: null,
    completed_at: null, created, current_phase: { start_date: start, end_date: end }, customer: subscription.customer, customer_account: null,
    default_settings: {
      application_fee_percent: null, billing_cycle_anchor: 'automatic', billing_thresholds: null, collection_method: 'charge_automatically',
      default_payment_method: subscription.default_payment_method, description: null, on_behalf_of: null, transfer_data: null,
      invoice_settings: { account_tax_ids: null, custom_fields: null, days_until_due: null, description: null, footer: null, issuer: { type: 'self' } },
    },
    end_behavior: subscription.cancel_at === null ? 'release' : 'cancel', livemode: false, metadata: {}, pause_schedules: [], phases: [phase], released_at: null,
    released_subscription: null, status: 'active', subscription: subscription.id, test_clock: subscription.test_clock,
  };
}
