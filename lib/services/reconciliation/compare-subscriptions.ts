import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import { isLive, type SubscriptionStatus } from '@/lib/domain/access';
import type { Subscription } from '@/lib/generated/prisma/client';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { planVersionOfPrice } from '@/lib/services/subscriptions/plan-version-of-price';
import { driftBetween, type Drift } from './drift';

type Facts = Record<string, string | number | null>;
type ItemOfPlan = { item: Stripe.SubscriptionItem; planVersionId: string };

/** Every subscription of ours and of Stripe's, field by field. Subscriptions that sell none of our plans are left out. */
export const compareSubscriptions = async (ctx: Ctx, workspaceId: string, found: Stripe.Subscription[]): Promise<Drift[]> => {
  const rows = await ctx.db.subscription.findMany({ where: { workspaceId } });
  const drifts: Drift[] = [];
  const known = new Set<string>();
  for (const subscription of found) {
    const sold = await itemOfPlan(ctx, subscription);
    if (!sold) continue;
    known.add(subscription.id);
    const row = rows.find((one) => one.stripeSubscriptionId === subscription.id);
    const about = `subscription ${subscription.id}`;
    if (row) drifts.push(...driftBetween(workspaceId, about, ourFacts(row), await stripesFacts(ctx, subscription, sold)));
    else drifts.push({ workspaceId, field: about, ours: 'nothing', stripes: subscription.status });
  }
  const lost = rows.filter((row) => !known.has(row.stripeSubscriptionId) && isLive(row.status as SubscriptionStatus));
  return [...drifts, ...lost.map((row) => ({ workspaceId, field: `subscription ${row.stripeSubscriptionId}`, ours: row.status, stripes: 'nothing' }))];
};

const itemOfPlan = async (ctx: Ctx, subscription: Stripe.Subscription): Promise<ItemOfPlan | null> => {
  for (const item of subscription.items.data) {
    const planVersionId = await planVersionOfPrice(ctx, item.price);
    if (planVersionId !== null) return { item, planVersionId };
  }
  return null;
};

const seconds = (date: Date | null): number | null => (date === null ? null : Math.floor(date.getTime() / 1_000));
const memberOf = (json: unknown, key: string): string | null => (typeof json === 'object' && json !== null ? String((json as Record<string, unknown>)[key]) : null);

const ourFacts = (row: Subscription): Facts => ({
  status: row.status, plan: row.planVersionId, amount: row.amountMinor, currency: row.currency, quantity: row.quantity, interval: row.interval,
  'period start': seconds(row.currentPeriodStart), 'period end': seconds(row.currentPeriodEnd), 'trial end': seconds(row.trialEnd), 'cancel at': seconds(row.cancelAt),
  schedule: memberOf(row.scheduled, 'scheduleId'), discount: memberOf(row.discount, 'coupon'),
});

/** Read from Stripe's words directly, not through the code that makes our copy, whose mistakes this is to find too. */
const stripesFacts = async (ctx: Ctx, subscription: Stripe.Subscription, { item, planVersionId }: ItemOfPlan): Promise<Facts> => {
  const quantity = item.quantity ?? 1;
  return {
    status: subscription.status, plan: planVersionId, amount: (item.price.unit_amount ?? 0) * quantity, currency: item.price.currency, quantity, interval: item.price.recurring?.interval ?? null,
    'period start': item.current_period_start, 'period end': item.current_period_end, 'trial end': subscription.trial_end,
    'cancel at': subscription.cancel_at ?? (subscription.cancel_at_period_end ? item.current_period_end : null),
    schedule: await comingSchedule(ctx, subscription), discount: newestCoupon(subscription),
  };
};

/** A schedule that still has a phase before it; one in its last phase changes nothing any more. */
const comingSchedule = async (ctx: Ctx, { schedule }: Stripe.Subscription): Promise<string | null> => {
  const id = idOf(schedule);
  if (id === null) return null;
  const { phases, current_phase: current } = await ctx.stripe.subscriptionSchedules.retrieve(id);
  return current && phases.some((phase) => phase.start_date >= current.end_date) ? id : null;
};

const newestCoupon = ({ discounts }: Stripe.Subscription): string | null => {
  const [newest] = discounts.flatMap((one) => (typeof one === 'string' ? [] : [one])).sort((a, b) => b.start - a.start || (a.id < b.id ? 1 : -1));
  return idOf(newest?.source.coupon);
};
