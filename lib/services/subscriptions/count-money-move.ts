import type { WorkspaceCtx } from '@/lib/context';
import { attemptLimits } from '@/lib/domain/attempt-limits';
import { countAttempt } from '@/lib/services/identity/count-attempt';

/** Counts what may charge or credit a workspace, before it is done. 429 `too_many_attempts` for more than anybody does in a day: a program gone wrong, or a stolen key. */
export const countMoneyMove = async (ctx: WorkspaceCtx): Promise<void> => {
  await countAttempt(ctx, `money:${ctx.workspaceId}`, attemptLimits.moneyMoves);
};
