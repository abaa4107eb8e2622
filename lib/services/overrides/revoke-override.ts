import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { OverridesView } from '@/lib/domain/views/override-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { applyPlanOverrides } from './apply-plan-overrides';
import { followLimits } from './follow-limits';
import { takeBackGift } from './grant-gift';
import { listOverrides } from './list-overrides';
import { staffId } from './staff-id';

export const revokeOverrideInput = z.strictObject({ id: z.string().min(1).max(64) });

/**
 * Ends an exception from the next call on: the one below it, or the plan's own terms, hold again; what is left of a gift is taken
 * back. Revoking it again changes nothing. 404 for no such exception, 409 for one that ended by itself.
 */
export const revokeOverride = async (ctx: Ctx, { id }: z.output<typeof revokeOverrideInput>): Promise<OverridesView> => {
  requireOperator(ctx);
  const known = await ctx.db.override.findUnique({ where: { id }, select: { workspaceId: true } });
  if (!known) throw new AppError('not_found', 'There is no such exception.');
  const { workspaceId } = known;
  await withStripe(ctx, async (outer) => {
    await lockWorkspace(outer, { workspaceId });
    const tx = { ...outer, workspaceId };
    const row = await tx.db.override.findUniqueOrThrow({ where: { id } });
    if (row.revokedAt !== null) return;
    if (row.expiresAt !== null && row.expiresAt <= tx.now) throw new AppError('conflict', 'This exception has ended by itself; there is nothing to revoke.');
    // A plan's end asks Stripe; calls must not wait for that.
    if (row.kind === 'limit') await lockMeter(tx);
    await tx.db.override.update({ where: { id }, data: { revokedAt: tx.now, revokedById: staffId(tx) } });
    if (row.kind === 'limit') await followLimits(tx);
    const taken = row.grantId === null ? null : await takeBackGift(tx, { grantId: row.grantId, reason: id });
    await recordAudit(tx, { action: 'override.revoked', subject: id, after: { kind: row.kind, taken } });
    if (row.kind === 'plan') await applyPlanOverrides(tx, workspaceId);
  });
  return listOverrides(ctx, { id: workspaceId });
};
