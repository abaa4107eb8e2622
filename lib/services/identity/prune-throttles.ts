import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const pruneThrottlesInput = z.strictObject({});

/** Forgets attempts whose window ended more than a day ago. For a daily job. */
export const pruneThrottles = async (ctx: Ctx, _input: z.infer<typeof pruneThrottlesInput>): Promise<{ removed: number }> => {
  const dayAgo = new Date(ctx.now.getTime() - 86_400_000);
  const { count } = await ctx.db.throttle.deleteMany({ where: { windowStart: { lt: dayAgo } } });
  return { removed: count };
};
