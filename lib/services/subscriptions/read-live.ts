import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { isLive, liveStatuses } from '@/lib/domain/access';
import type { Plan } from '@/lib/domain/catalog';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { cardOnFile, type OnFile } from './card-on-file';
import { scheduledIn, scheduleOf, termsOfItem } from './coming-changes';
import { idOf } from './id-of';
import type { InTheWay } from './intent-kinds';
import { missingAsNull } from './missing-as-null';
import { planVersionOfPrice } from './plan-version-of-price';
import { statusOf } from './project-subscription';
import { subscriptionDetails } from './read-subscriptions';
import type { StoredTerms } from './stored-terms';
import { whileLocked } from './stripe-call';

/** The live subscription as Stripe says now, with the item that sells the plan and the terms that were bought. */
export type Live = {
  subscription: Stripe.Subscription;
  item: Stripe.SubscriptionItem;
  terms: StoredTerms;
  plan: Plan;
  customer: string;
  onFile: OnFile;
  schedule: Stripe.SubscriptionSchedule | null;
};

/** Null when the workspace has none, by our copy or by Stripe's word. */
export const readLive = async (ctx: WorkspaceCtx): Promise<Live | null> => {
  const row = await ctx.db.subscription.findFirst({ where: { workspaceId: ctx.workspaceId, status: { in: [...liveStatuses] } }, select: { stripeSubscriptionId: true } });
  const subscription = row && (await missingAsNull(ctx.stripe.subscriptions.retrieve(row.stripeSubscriptionId, { expand: subscriptionDetails }, whileLocked)));
  if (!subscription || !isLive(statusOf(subscription))) return null;
  for (const item of subscription.items.data) {
    const planVersionId = await planVersionOfPrice(ctx, item.price);
    if (planVersionId === null) continue;
    const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: planVersionId } });
    return {
      subscription, item, onFile: await cardOnFile(ctx, subscription), schedule: scheduleOf(subscription), plan: termsOf(version), customer: idOf(subscription.customer) ?? '',
      terms: { planVersionId, plan: version.plan, ...termsOfItem(item), currency: item.price.currency },
    };
  }
  return null;
};

const isActive = (schedule: Stripe.SubscriptionSchedule | null): schedule is Stripe.SubscriptionSchedule => schedule?.status === 'active' || schedule?.status === 'not_started';

/** What Stripe would refuse a change beside. */
export const inTheWayOf = ({ subscription, schedule }: Live): InTheWay => ({
  scheduleId: isActive(schedule) ? schedule.id : null,
  scheduled: isActive(schedule) ? scheduledIn(schedule, subscription) : null,
  cancel: subscription.cancel_at_period_end ? 'period_end' : subscription.cancel_at,
  pendingInvoiceId: subscription.pending_update === null ? null : idOf(subscription.latest_invoice),
});

/** What a change is decided on. What is undone before a change is not part of it. */
export const fingerprintOf = ({ subscription, item }: Live): string =>
  [
    subscription.id, subscription.status, item.id, item.price.id, item.quantity ?? 1, item.current_period_start, item.current_period_end, subscription.trial_end ?? '',
    ...subscription.discounts.map((one) => idOf(one) ?? '').sort(),
  ].join('|');
