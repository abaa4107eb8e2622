import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { finishIntent } from './finish-intent';

export const finishIntentsInput = z.strictObject({});

/** Younger ones are likely being carried out by whoever asked. */
const restMs = 20_000;

/**
 * Finishes what somebody asked and nobody carried out to its end: the answer of a call to Stripe was lost, our commit failed, or the
 * process died. Returns how many came to an end, carried out or refused; throws when one could not be finished yet.
 */
export const finishIntents = async (ctx: Ctx, _input: z.input<typeof finishIntentsInput> = {}): Promise<number> => {
  const before = new Date(ctx.now.getTime() - restMs);
  const open = await ctx.db.changeIntent.findMany({ where: { status: 'started', createdAt: { lt: before } }, orderBy: { createdAt: 'asc' }, take: 200, select: { id: true, workspaceId: true } });
  let finished = 0;
  let lastReason: unknown = null;
  for (const { id, workspaceId } of open) {
    try {
      await finishIntent({ ...ctx, workspaceId }, id);
      finished += 1;
    } catch (reason) {
      if (reason instanceof AppError && reason.code !== 'unavailable') finished += 1;
      else {
        ctx.log.error({ intentId: id, workspaceId, err: reason }, 'a change of a subscription could not be finished yet');
        lastReason = reason;
      }
    }
  }
  if (lastReason !== null) throw lastReason instanceof Error ? lastReason : new Error(String(lastReason));
  return finished;
};
