import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { accessOf, isLive, type SubscriptionStatus } from '@/lib/domain/access';
import type { PriceInterval } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { periodAt, type Period } from '@/lib/domain/periods';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { windowAt } from '@/lib/domain/windows';
import type { Subscription } from '@/lib/generated/prisma/client';
import { termsOf } from '@/lib/services/catalog/current-plan-version';

export const getCurrentSubscriptionInput = z.strictObject({});

/** The plan in force and the subscription behind it. After a subscription ended only its status is left; what is billed is null. */
export const getCurrentSubscription = async (ctx: WorkspaceCtx, _input: z.input<typeof getCurrentSubscriptionInput> = {}): Promise<SubscriptionView> => {
  const workspace = await ctx.db.workspace.findUniqueOrThrow({
    where: { id: ctx.workspaceId }, include: { planVersion: true, subscriptions: { orderBy: [{ startedAt: 'desc' }] } },
  });
  const statusOf = (row: Subscription) => row.status as SubscriptionStatus;
  const live = workspace.subscriptions.find((row) => isLive(statusOf(row)));
  const last = live ?? workspace.subscriptions[0];
  const period = live ? periodOf(live, ctx.now) : windowAt('billing_period', ctx.now, workspace.periodAnchor);
  return {
    plan: { id: workspace.planVersion.plan, name: localize(termsOf(workspace.planVersion).name, ctx.locale) },
    status: last?.status ?? null,
    access: last ? accessOf(statusOf(last), last.pastDueSince, ctx.now) : 'full',
    interval: live ? (live.interval as PriceInterval) : null,
    amountMinor: live?.amountMinor ?? null,
    currency: live?.currency ?? null,
    quantity: live?.quantity ?? null,
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    cancelAt: live?.cancelAt?.toISOString() ?? null,
    trialEnd: live?.trialEnd?.toISOString() ?? null,
    isPerSeat: false, mostSeats: null, members: 1, pausedAt: null, canPause: false, scheduled: null, discount: null, pendingPayment: null, overdue: null, card: null,
  };
};

/** Stripe's period; once it is over, the next one, although Stripe has not told us yet. */
const periodOf = (row: Subscription, now: Date): Period =>
  now < row.currentPeriodEnd ? { start: row.currentPeriodStart, end: row.currentPeriodEnd } : periodAt(row.billingAnchor, row.interval === 'year' ? 'year' : 'month', now);
