import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { readerId } from './reader-id';

export const readAllAlertsInput = z.strictObject({
  /** Only those that were there then: what arrived after the list was read stays unread. */
  until: z.iso.datetime().optional(),
});

/** Marks every alert of the workspace read. Answers how many that were. */
export const readAllAlerts = async (ctx: WorkspaceCtx, { until }: z.output<typeof readAllAlertsInput>): Promise<{ read: number }> => {
  requireRole(ctx, anyRole);
  return inTransaction(ctx, async (tx) => {
    const where = { workspaceId: tx.workspaceId, readAt: null, ...(until !== undefined && { at: { lte: new Date(until) } }) };
    const { count } = await tx.db.alert.updateMany({ where, data: { readAt: tx.now, readById: readerId(tx.actor) } });
    if (count > 0) await recordAudit(tx, { action: 'alert.all_read', subject: tx.workspaceId, after: { read: count } });
    return { read: count };
  });
};
