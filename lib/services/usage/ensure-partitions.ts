import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const ensurePartitionsInput = z.strictObject({});

const monthsAhead = 3;

/** Makes the ledger's months ahead of time. Rows for which none was made went to a partition of their own; their month is made too, and they are moved into it. */
export const ensurePartitions = async (ctx: Pick<Ctx, 'sql' | 'log'>, _input: z.infer<typeof ensurePartitionsInput>): Promise<void> => {
  const { rows } = await ctx.sql.query<{ month: string }>(
    `SELECT DISTINCT to_char(m, 'YYYY-MM-01') AS month FROM (
       SELECT (app_now() AT TIME ZONE 'UTC') + make_interval(months => n) AS m FROM generate_series(0, $1::int) n
       UNION ALL SELECT occurred_at AT TIME ZONE 'UTC' FROM usage_events_unplanned
     ) x ORDER BY 1`,
    [monthsAhead],
  );
  for (const { month } of rows) await ctx.sql.query('SELECT ensure_usage_partition($1)', [month]);
  const { rows: left } = await ctx.sql.query<{ waiting: boolean }>('SELECT EXISTS (SELECT FROM usage_events_unplanned) AS waiting');
  if (left[0]?.waiting) ctx.log.warn({}, 'more calls than can be moved at once are in the partition for months that nobody made (docs/scaling.md)');
};
