import type Stripe from 'stripe';
import { isLive, subscriptionStatuses, type SubscriptionStatus } from '@/lib/domain/access';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { CardView } from '@/lib/domain/views/billing-view';
import type { OnFile } from './card-on-file';
import { termsOfItem } from './coming-changes';
import { newestDiscount } from './discount-in-force';
import type { DiscountInForce, PendingChange, ScheduledChange } from './stored-terms';

/** Our copy of a Stripe subscription, but for when it was read. */
export type SubscriptionFacts = {
  stripeSubscriptionId: string;
  workspaceId: string;
  planVersionId: string;
  status: SubscriptionStatus;
  interval: PriceInterval;
  currency: string;
  /** For one interval: price times quantity, before discounts. */
  amountMinor: number;
  quantity: number;
  startedAt: Date;
  billingAnchor: Date;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
  trialEnd: Date | null;
  cancelAt: Date | null;
  canceledAt: Date | null;
  endedAt: Date | null;
  pastDueSince: Date | null;
  pausedAt: Date | null;
  scheduled: ScheduledChange | null;
  discount: DiscountInForce | null;
  pendingChange: PendingChange | null;
  paymentMethodId: string | null;
  card: CardView | null;
};

/** A subscription with the one of its items that sells a plan, and what is going to become of it. */
export type Sold = { subscription: Stripe.Subscription; item: Stripe.SubscriptionItem; planVersionId: string; scheduled: ScheduledChange | null; pendingChange: PendingChange | null; onFile: OnFile };

const dateOf = (seconds: number): Date => new Date(seconds * 1000);
const dateOrNull = (seconds: number | null): Date | null => (seconds === null ? null : dateOf(seconds));

export const statusOf = (subscription: Stripe.Subscription): SubscriptionStatus => {
  const status = subscriptionStatuses.find((one) => one === subscription.status);
  if (!status) throw new Error(`Stripe says "${subscription.status}" of ${subscription.id}, a status that is not known here.`);
  return status;
};

/** Stripe's words in our row. A cancellation may be said in either of Stripe's two ways; the periods are those of the item. */
export const projectSubscription = (sold: Sold, workspaceId: string, pastDueSince: Date | null, now: Date): SubscriptionFacts => {
  const { subscription, item, planVersionId } = sold;
  const cancelAt = subscription.cancel_at ?? (subscription.cancel_at_period_end ? item.current_period_end : null);
  const status = statusOf(subscription);
  return {
    stripeSubscriptionId: subscription.id, workspaceId, planVersionId, status,
    currency: item.price.currency, ...termsOfItem(item),
    startedAt: dateOf(subscription.start_date), billingAnchor: dateOf(subscription.billing_cycle_anchor),
    currentPeriodStart: dateOf(item.current_period_start), currentPeriodEnd: dateOf(item.current_period_end),
    trialEnd: dateOrNull(subscription.trial_end), cancelAt: dateOrNull(cancelAt), canceledAt: dateOrNull(subscription.canceled_at),
    endedAt: dateOrNull(subscription.ended_at), pastDueSince: status === 'past_due' ? (pastDueSince ?? now) : null,
    pausedAt: dateOrNull(subscription.status_details?.paused?.transitioned_at ?? null),
    scheduled: sold.scheduled, pendingChange: sold.pendingChange, discount: newestDiscount(subscription), ...sold.onFile,
  };
};

/** The live subscriptions, best first: one that is paid for before one that is not, then the oldest. All but the first are too many. */
export const liveInOrder = (sold: Sold[]): Sold[] =>
  sold
    .filter(({ subscription }) => isLive(statusOf(subscription)))
    .sort((a, b) => standing(a) - standing(b) || a.subscription.created - b.subscription.created || (a.subscription.id < b.subscription.id ? -1 : 1));

const standing = ({ subscription }: Sold): number => {
  const status = statusOf(subscription);
  if (status === 'active' || status === 'trialing') return 0;
  if (status === 'past_due') return 1;
  return status === 'incomplete' ? 3 : 2;
};
