import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { AlertView } from '@/lib/domain/views/alert-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { alertViews } from './alert-view';
import { readerId } from './reader-id';

export const readAlertInput = z.strictObject({ id: z.string().min(1).max(64) });

/** Marks an alert read, for the whole workspace. Who reads it again changes nothing. 404 for one that is not theirs. */
export const readAlert = async (ctx: WorkspaceCtx, { id }: z.output<typeof readAlertInput>): Promise<AlertView> => {
  requireRole(ctx, anyRole);
  return inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.alert.updateMany({ where: { id, workspaceId: tx.workspaceId, readAt: null }, data: { readAt: tx.now, readById: readerId(tx.actor) } });
    const alert = await tx.db.alert.findUnique({ where: { id, workspaceId: tx.workspaceId } });
    if (!alert) throw new AppError('not_found', 'There is no such alert.');
    if (count > 0) await recordAudit(tx, { action: 'alert.read', subject: id });
    const [view] = await alertViews(tx, [alert]);
    if (!view) throw new Error('an alert has a view');
    return view;
  });
};
