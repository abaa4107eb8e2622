import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { keptMs } from './run-once';

export const pruneIdempotentRequestsInput = z.strictObject({});

/** Forgets answers that are no longer kept. For a daily job. Returns how many. */
export const pruneIdempotentRequests = async (ctx: Ctx, _input: z.input<typeof pruneIdempotentRequestsInput> = {}): Promise<number> => {
  const { count } = await ctx.db.idempotentRequest.deleteMany({ where: { createdAt: { lte: new Date(ctx.now.getTime() - keptMs) } } });
  return count;
};
