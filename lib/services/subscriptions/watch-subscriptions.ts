import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { graceDays, liveStatuses } from '@/lib/domain/access';
import { blockScheduled } from './block-scheduled';
import { trialNoticeMs } from './mail-payments';
import { syncSubscription } from './sync-subscription';
import type { ScheduledChange } from './stored-terms';

export const watchSubscriptionsInput = z.strictObject({});

const dayMs = 86_400_000;
const most = 500;

/**
 * Looks at what time alone brings: a downgrade that takes effect within a day is judged once more and taken back when something
 * stands in its way now; a trial that ends within three days is spoken of, and so is a plan that is on hold since a grace is over.
 * Returns how many downgrades were taken back. One workspace that cannot be looked at keeps no other waiting; the run still fails, so
 * that it is seen and repeated.
 */
export const watchSubscriptions = async (ctx: Ctx, _input: z.input<typeof watchSubscriptionsInput> = {}): Promise<number> => {
  const ending = await ctx.db.subscription.findMany({
    where: { status: 'trialing', cancelAt: null, trialEnd: { gt: ctx.now, lte: new Date(ctx.now.getTime() + trialNoticeMs) } }, select: { workspaceId: true }, take: most,
  });
  const asked = [...ending, ...(await untoldHolds(ctx))];
  let failed = 0;
  for (const { workspaceId } of asked) {
    await syncSubscription(ctx, { workspaceId }).catch((reason: unknown) => {
      failed += 1;
      ctx.log.error({ workspaceId, err: reason }, 'a trial or a grace that ends could not be looked at');
    });
  }
  const until = new Date(ctx.now.getTime() + dayMs);
  const rows = await ctx.db.subscription.findMany({
    where: { status: { in: [...liveStatuses] }, scheduled: { not: { equals: null } }, currentPeriodEnd: { lte: until } }, select: { workspaceId: true, scheduled: true }, take: most,
  });
  const due = rows.filter((row) => Date.parse((row.scheduled as ScheduledChange | null)?.at ?? '') <= until.getTime());
  let blocked = 0;
  for (const { workspaceId } of due) {
    await blockScheduled({ ...ctx, workspaceId }).then(
      (isBlocked) => (blocked += Number(isBlocked)),
      (reason: unknown) => {
        failed += 1;
        ctx.log.error({ workspaceId, err: reason }, 'a scheduled downgrade could not be judged again');
      },
    );
  }
  if (failed > 0) throw new Error(`${failed} of ${asked.length + due.length} subscriptions could not be looked at.`);
  return blocked;
};

/** Subscriptions whose grace is over and whose payers were not told: nothing happens at Stripe at that instant. */
const untoldHolds = (ctx: Ctx): Promise<{ workspaceId: string }[]> => {
  const firstFailedBy = new Date(ctx.now.getTime() - graceDays * dayMs);
  return ctx.db.$queryRaw`
    SELECT s.workspace_id AS "workspaceId" FROM subscriptions s
    WHERE s.status = 'past_due' AND s.past_due_since <= ${firstFailedBy}
      AND NOT EXISTS (SELECT FROM emails e WHERE e.workspace_id = s.workspace_id AND e.kind = 'access_limited' AND e.created_at >= s.past_due_since)
    LIMIT ${most}::int`;
};
