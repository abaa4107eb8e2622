import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const pruneCountersInput = z.strictObject({});

/** Deletes counters of short windows that ended: minutes after two hours, days after forty. The ledger keeps what they counted. */
export const pruneCounters = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof pruneCountersInput>): Promise<{ deleted: number }> => {
  const { rowCount } = await ctx.sql.query(
    `DELETE FROM usage_counters WHERE ("window" = 'minute' AND window_end < app_now() - interval '2 hours') OR ("window" = 'day' AND window_end < app_now() - interval '40 days')`,
  );
  return { deleted: rowCount ?? 0 };
};
