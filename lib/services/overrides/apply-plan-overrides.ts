import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { followLimits } from './follow-limits';

/**
 * Makes a workspace's plan what its exceptions say now, where one began or ended. Joins the caller's transaction. 409 `conflict`
 * where Stripe does not know the workspace's customer, since then nobody can tell what it has bought.
 */
export const applyPlanOverrides = (ctx: Ctx, workspaceId: string): Promise<void> =>
  withStripe(ctx, async (tx) => {
    const synced = await syncSubscription(tx, { workspaceId });
    if (synced.kind === 'unknown_customer') throw new AppError('conflict', 'Stripe does not know the customer of this workspace, so its plan cannot be decided.');
    await tx.db.override.updateMany({
      where: { workspaceId, kind: 'plan', settledAt: null, OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: tx.now } }] }, data: { settledAt: tx.now },
    });
    await lockMeter({ ...tx, workspaceId });
    await followLimits({ ...tx, workspaceId });
  });
