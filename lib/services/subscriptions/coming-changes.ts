import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { StripePrice } from '@/lib/generated/prisma/client';
import { idOf } from './id-of';
import type { DiscountParam, ItemParam, Scheduled } from './intent-kinds';
import { planVersionOfPrice } from './plan-version-of-price';
import type { PendingChange, ScheduledChange } from './stored-terms';

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The change that an attached schedule still has before it: its next phase. Null without one, or when it has begun its last. */
export const scheduledChange = async (ctx: Ctx, subscription: Stripe.Subscription): Promise<ScheduledChange | null> => {
  const schedule = scheduleOf(subscription);
  const next = schedule && nextPhase(schedule);
  if (!schedule || !next) return null;
  for (const { price, quantity } of next.items) {
    const sold = await soldPrice(ctx, idOf(price) ?? '');
    if (!sold) continue;
    const seats = Math.max(1, quantity ?? 1);
    return { scheduleId: schedule.id, planVersionId: sold.planVersionId, interval: sold.interval as PriceInterval, quantity: seats, amountMinor: sold.amountMinor * seats, at: isoOf(next.start_date) };
  }
  return null;
};

const nextPhase = ({ current_phase: current, phases }: Stripe.SubscriptionSchedule): Stripe.SubscriptionSchedule.Phase | null =>
  (current && phases.filter((phase) => phase.start_date >= current.end_date).toSorted((a, b) => a.start_date - b.start_date)[0]) ?? null;

/** The same as it was asked of Stripe, so that it can be asked again. */
export const scheduledIn = (schedule: Stripe.SubscriptionSchedule, subscription: Stripe.Subscription): Scheduled | null => {
  const next = nextPhase(schedule);
  return next && {
    current: currentItems(subscription), kept: subscription.discounts.map((one) => ({ discount: idOf(one) ?? '' })),
    items: next.items.map(({ price, quantity }) => ({ price: idOf(price) ?? '', ...(quantity === undefined ? {} : { quantity }) })), discounts: next.discounts.map(discountParam),
    resetsAnchor: next.billing_cycle_anchor === 'phase_start', lasts: { end_date: next.end_date },
  };
};

const discountParam = ({ discount, promotion_code: code, coupon }: Stripe.SubscriptionSchedule.Phase.Discount): DiscountParam =>
  discount ? { discount: idOf(discount) ?? '' } : code ? { promotion_code: idOf(code) ?? '' } : { coupon: idOf(coupon) ?? '' };

/** The items as they are, for the phase that runs now. */
export const currentItems = ({ items }: Stripe.Subscription): ItemParam[] =>
  items.data.map(({ price, quantity }) => ({ price: price.id, ...(price.recurring?.usage_type === 'metered' ? {} : { quantity: quantity ?? 1 }) }));

/** The schedule that manages a subscription which was read with its details. */
export const scheduleOf = ({ id, schedule }: Stripe.Subscription): Stripe.SubscriptionSchedule | null => {
  if (typeof schedule === 'string') throw new Error(`${id} was read without its schedule`);
  return schedule;
};

const soldPrice = (ctx: Ctx, stripePriceId: string): Promise<StripePrice | null> => ctx.db.stripePrice.findUnique({ where: { stripePriceId } });

/** The change that a failed payment holds back. It comes when the latest invoice is paid, and lapses when it is void or late. */
export const pendingChange = async (ctx: Ctx, subscription: Stripe.Subscription, now: { planVersionId: string; item: Stripe.SubscriptionItem }): Promise<PendingChange | null> => {
  const pending = subscription.pending_update;
  const invoiceId = idOf(subscription.latest_invoice);
  if (pending === null || invoiceId === null) return null;
  const until = { invoiceId, expiresAt: isoOf(pending.expires_at) };
  for (const item of pending.subscription_items ?? []) {
    const planVersionId = await planVersionOfPrice(ctx, item.price);
    if (planVersionId !== null) return { ...until, planVersionId, ...termsOfItem(item) };
  }
  return { ...until, planVersionId: now.planVersionId, ...termsOfItem(now.item) };
};

/** What an item costs for one interval, before discounts. */
export const termsOfItem = (item: Stripe.SubscriptionItem): { interval: PriceInterval; quantity: number; amountMinor: number } => {
  const quantity = Math.max(1, item.quantity ?? 1);
  return { interval: (item.price.recurring?.interval ?? 'month') as PriceInterval, quantity, amountMinor: (item.price.unit_amount ?? 0) * quantity };
};
