import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const ensurePartitionsInput = z.strictObject({});

const monthsAhead = 3;

/** Makes the ledger's months ahead of time. A row for which none was made goes to a partition of its own and is kept. */
export const ensurePartitions = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof ensurePartitionsInput>): Promise<void> => {
  await ctx.sql.query(`SELECT ensure_usage_partition((app_now() AT TIME ZONE 'UTC' + make_interval(months => n))::date) FROM generate_series(0, $1::int) n`, [monthsAhead]);
};
