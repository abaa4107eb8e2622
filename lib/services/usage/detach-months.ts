import { z } from 'zod';
import type { Ctx } from '@/lib/context';

/** How many whole months before the running one stay in the ledger; null keeps all. Fewer than four would not cover what overage and hours look back on. */
export const detachMonthsInput = z.strictObject({ keepMonths: z.number().int().min(4).max(1_200).nullable() });

/** Takes months out of the ledger that are older than the setting says, oldest first, and answers the tables that they became. Their sums stay. Safe to repeat. */
export const detachMonths = async (ctx: Pick<Ctx, 'sql' | 'log'>, { keepMonths }: z.infer<typeof detachMonthsInput>): Promise<{ tables: string[] }> => {
  const tables: string[] = [];
  if (keepMonths === null) return { tables };
  for (;;) {
    const { rows } = await ctx.sql.query<{ month: string | null; name: string | null }>(
      `SELECT m.month::text AS month, detach_usage_month(m.month) AS name
       FROM (SELECT oldest_usage_month(((app_now() AT TIME ZONE 'UTC') - make_interval(months => $1::int))::date) AS month) m WHERE m.month IS NOT NULL`,
      [keepMonths],
    );
    const [found] = rows;
    if (!found) return { tables };
    if (found.name === null) {
      ctx.log.warn({ month: found.month }, 'a month is old enough to leave the ledger but is not rolled up, or holds calls that are still held');
      return { tables };
    }
    ctx.log.info({ month: found.month, table: found.name }, 'a month left the ledger');
    tables.push(found.name);
  }
};
