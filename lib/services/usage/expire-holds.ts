import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const expireHoldsInput = z.strictObject({});

/** Gives back what expired holds hold in workspaces that make no calls; one that does frees them with its next. Safe to repeat and to run twice at once. */
export const expireHolds = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof expireHoldsInput>): Promise<{ released: number }> => {
  const { rows } = await ctx.sql.query<{ workspace_id: string }>('SELECT workspace_id FROM hold_clocks WHERE next_expiry <= app_now() ORDER BY workspace_id LIMIT 1000');
  let released = 0;
  for (const { workspace_id: id } of rows) {
    for (let freed = 1; freed > 0; released += freed) freed = (await ctx.sql.query<{ n: number }>('SELECT meter_expire_holds($1) AS n', [id])).rows[0]?.n ?? 0;
  }
  return { released };
};
