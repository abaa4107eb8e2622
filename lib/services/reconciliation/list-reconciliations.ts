import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import type { ReconciliationsView } from '@/lib/domain/views/billing-view';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { reconciliationView } from './reconciliation-view';

export const listReconciliationsInput = z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(10) });

/** The comparisons with Stripe, newest first, and the names of the workspaces in them. For operators. */
export const listReconciliations = async (ctx: Ctx, input: z.input<typeof listReconciliationsInput>): Promise<ReconciliationsView> => {
  requireOperator(ctx);
  const { limit } = listReconciliationsInput.parse(input);
  const data = (await ctx.db.reconciliation.findMany({ orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: limit })).map(reconciliationView);
  const ids = [...new Set(data.flatMap((one) => one.details.map((detail) => detail.workspaceId)))];
  const workspaces = await ctx.db.workspace.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return { data, workspaces, asOf: ctx.now.toISOString() };
};
