import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { quotaStatus } from '@/lib/domain/quota-status';
import type { LimitView, MeterView, UsageCurrent } from '@/lib/domain/views/usage-view';

export const getCurrentUsageInput = z.strictObject({});

type Row = { plan: string; name: Record<string, string> & { en: string }; meter: string; win: Window; lim: string | null; used: string; starts: Date; ends: Date; now: Date; shown: boolean };

/** Every meter of the workspace's plan with its limits, as the meter itself would see them at this instant. */
export const getCurrentUsage = async (ctx: WorkspaceCtx, _input: z.infer<typeof getCurrentUsageInput>): Promise<UsageCurrent> => {
  const { rows } = await ctx.sql.query<Row>({
    name: 'current_usage',
    text: `SELECT v.plan, v.body -> 'name' AS name, e.meter, e.window AS win, e.limit AS lim, COALESCE(u.used, 0) AS used, b.starts, b.ends, t.now,
                  v.body -> 'limits' -> e.meter ? e.window AS shown
           FROM (SELECT app_now() AS now) t
           JOIN workspaces w ON w.id = $1
           JOIN plan_versions v ON v.id = w.plan_version_id
           JOIN entitlements e ON e.plan_version_id = v.id
           CROSS JOIN LATERAL window_at(e.window, t.now, w.period_anchor) b
           LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.meter = e.meter AND u.window = e.window AND u.window_start = b.starts
           ORDER BY e.meter, b.ends - b.starts DESC, e.window`,
    values: [ctx.workspaceId],
  });
  const [first] = rows;
  if (!first) throw new Error(`workspace ${ctx.workspaceId} has no plan`);
  const meters = metersOf(ctx, rows.filter((row) => row.shown));
  const canCall = meters.filter((meter) => meter.isMain).every((meter) => meter.limits.every((limit) => limit.status !== 'limit_reached'));
  return { plan: { id: first.plan, name: localize(first.name, ctx.locale) }, meters, canCall, asOf: first.now.toISOString() };
};

const metersOf = (ctx: WorkspaceCtx, rows: Row[]): MeterView[] => {
  const known = Object.entries(ctx.catalog.meters).sort(([a], [b]) => Number(b === ctx.catalog.mainMeter) - Number(a === ctx.catalog.mainMeter));
  return known.flatMap(([id, meter]) => {
    const limits = rows.filter((row) => row.meter === id).map(limitOf);
    if (limits.length === 0) return [];
    const unit = { one: localize(meter.unit.one, ctx.locale), many: localize(meter.unit.many, ctx.locale) };
    return [{ meter: id, name: localize(meter.name, ctx.locale), unit, isMain: id === ctx.catalog.mainMeter, limits }];
  });
};

const limitOf = (row: Row): LimitView => {
  const used = Number(row.used);
  const limit = row.lim === null ? null : Number(row.lim);
  return { window: row.win, limit, used, ...quotaStatus(used, limit), startedAt: row.starts.toISOString(), resetsAt: row.ends.toISOString() };
};
