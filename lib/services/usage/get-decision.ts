import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import { admittedDecision } from './admitted-decision';
import { refusedDecision } from './refused-decision';

export const getDecisionInput = z.strictObject({ id: z.string().max(64) });

/** Why a call of this workspace was admitted or refused, by its decision id: what it rested on then, and what would have let it pass. Another workspace's is not found. */
export const getDecision = async (ctx: WorkspaceCtx, { id }: z.infer<typeof getDecisionInput>): Promise<DecisionDetail> => {
  const event = await ctx.db.usageEvent.findFirst({ where: { id, workspaceId: ctx.workspaceId } });
  if (event) return admittedDecision(ctx, event);
  const refusal = await ctx.db.refusal.findFirst({ where: { id, workspaceId: ctx.workspaceId } });
  if (!refusal) throw new AppError('not_found', 'There is no such decision.');
  return refusedDecision(ctx, refusal);
};
