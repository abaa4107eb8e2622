import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { reportWorkspaceOverage } from './report-workspace-overage';

export const reportOverageInput = z.strictObject({});

/** Reports every workspace's use beyond its soft limits. One that fails keeps no other waiting; the run then fails, so that it is seen and repeated. */
export const reportOverage = async (ctx: Ctx, _input: z.input<typeof reportOverageInput> = {}): Promise<{ workspaces: number; units: number }> => {
  const { rows } = await ctx.sql.query<{ workspace_id: string }>(`
    SELECT DISTINCT u.workspace_id FROM usage_counters u JOIN workspaces w ON w.id = u.workspace_id AND w.stripe_customer_id IS NOT NULL
    WHERE u.window = 'billing_period' AND u.window_end > app_now() - interval '34 days'
      AND EXISTS (SELECT FROM entitlements e WHERE e.is_soft AND e.meter = u.meter AND e.window = 'billing_period' AND e.limit < u.used)
    UNION SELECT workspace_id FROM overage_reports WHERE sent_at IS NULL ORDER BY 1`);
  let units = 0;
  let failed = 0;
  for (const { workspace_id: workspaceId } of rows) {
    try {
      units += (await reportWorkspaceOverage(ctx, { workspaceId })).units;
    } catch (reason) {
      failed += 1;
      ctx.log.error({ workspaceId, err: reason }, 'use beyond a limit could not be reported to Stripe');
    }
  }
  if (failed > 0) throw new Error(`The use of ${failed} of ${rows.length} workspaces could not be reported to Stripe.`);
  return { workspaces: rows.length, units };
};
