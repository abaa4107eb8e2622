import { z } from 'zod';
import type { Ctx } from '@/lib/context';

export const rollUsageInput = z.strictObject({});

const maxSteps = 400;

/** Brings the hourly rollups up to the last full minute, a day of the ledger at a time. Safe to repeat and to run twice at once. */
export const rollUsage = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof rollUsageInput>): Promise<{ steps: number }> => {
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const { rows } = await ctx.sql.query<{ more: boolean }>(`SELECT usage_roll(interval '1 day') AS more`);
    if (!rows[0]?.more) return { steps };
  }
  return { steps: maxSteps };
};
