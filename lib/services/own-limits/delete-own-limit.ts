import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recoverWorkspaceAlerts } from '@/lib/services/alerts/recover-alerts';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockMeter } from '@/lib/services/usage/lock-meter';

export const deleteOwnLimitInput = z.strictObject({ id: z.string().min(1).max(64) });

/** Lifts a limit that the workspace set itself, from the next call on. 404 for one that is not theirs. */
export const deleteOwnLimit = async (ctx: WorkspaceCtx, { id }: z.output<typeof deleteOwnLimitInput>): Promise<void> => {
  requireRole(ctx, adminRoles);
  return inTransaction(ctx, async (tx) => {
    await lockMeter(tx);
    const found = await tx.db.ownLimit.findUnique({ where: { id, workspaceId: tx.workspaceId } });
    if (!found) throw new AppError('not_found', 'There is no such limit.');
    await tx.db.ownLimit.delete({ where: { id, workspaceId: tx.workspaceId } });
    const { scope, meter, window, limit, mode } = found;
    // From now on nobody counts for it. A limit that is set again counts from the ledger.
    await tx.db.usageCounter.deleteMany({ where: { workspaceId: tx.workspaceId, scope, meter, window, windowEnd: { gt: tx.now } } });
    await recordAudit(tx, { action: 'own_limit.removed', subject: id, before: { scope, meter, window, limit: Number(limit), mode } });
    await recoverWorkspaceAlerts(tx);
  });
};
