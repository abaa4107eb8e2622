import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockMeter } from '@/lib/services/usage/lock-meter';

export const recoverAlertsInput = z.strictObject({});

/** Marks those alerts of one workspace recovered whose threshold no longer holds. Part of a verb that raises a limit; call with the meter locked. */
export const recoverWorkspaceAlerts = async (tx: WorkspaceCtx): Promise<void> => {
  await tx.db.$executeRaw`SELECT recover_alerts(${tx.workspaceId}), recover_spend_alerts(${tx.workspaceId})`;
};

/** The same for every workspace with an alert of a window that is still open: a plan changes, and an exception ends, without a verb. Returns how many were looked at. */
export const recoverAlerts = async (ctx: Ctx, _input: z.input<typeof recoverAlertsInput> = {}): Promise<number> => {
  const open = await ctx.db.alert.findMany({ where: { recoveredAt: null, windowEnd: { gt: ctx.now } }, distinct: ['workspaceId'], select: { workspaceId: true } });
  for (const { workspaceId } of open) {
    await inTransaction({ ...ctx, workspaceId }, async (tx) => {
      await lockMeter(tx);
      await recoverWorkspaceAlerts(tx);
    });
  }
  return open.length;
};
