import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const closePeriodsInput = z.strictObject({});

/**
 * Brings grants of periods that are over to their end where no call did: what the plan lets pass goes into the next period, the rest is
 * written off, as are gifts that have expired. Each workspace under its lock. Safe to repeat and to run twice at once.
 */
export const closePeriods = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof closePeriodsInput>): Promise<{ workspaces: number }> => {
  const { rows } = await ctx.sql.query<{ workspace_id: string }>('SELECT DISTINCT workspace_id FROM credit_grants WHERE expires_at <= app_now() AND remaining > 0 ORDER BY workspace_id LIMIT 1000');
  for (const { workspace_id: id } of rows) await ctx.sql.query('SELECT close_expired_grants($1)', [id]);
  return { workspaces: rows.length };
};
