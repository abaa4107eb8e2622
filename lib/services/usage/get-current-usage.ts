import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { Overage, Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { formatMoney } from '@/lib/domain/money';
import { overageCost } from '@/lib/domain/overage-cost';
import { quotaStatus } from '@/lib/domain/quota-status';
import type { LimitView, MeterView, OverageView, UsageCurrent } from '@/lib/domain/views/usage-view';

export const getCurrentUsageInput = z.strictObject({});

type Row = { plan: string; name: Record<string, string> & { en: string }; meter: string; win: Window; lim: string | null; used: string; starts: Date; ends: Date; now: Date; shown: boolean; overage: Overage | null; packs: string | null };

/** Every meter of the workspace's plan with its limits, as the meter itself would see them at this instant. A limit in shadow mode is none. */
export const getCurrentUsage = async (ctx: WorkspaceCtx, _input: z.infer<typeof getCurrentUsageInput>): Promise<UsageCurrent> => {
  const { rows } = await ctx.sql.query<Row>({
    name: 'current_usage',
    text: `SELECT v.plan, v.body -> 'name' AS name, e.meter, e.window AS win, CASE WHEN NOT e.is_shadow THEN limit_in_force(w.id, e.meter, e.window, e.limit, t.now) END AS lim, COALESCE(u.used, 0) AS used, b.starts, b.ends, t.now,
                  v.body -> 'limits' -> e.meter ? e.window AS shown,
                  CASE WHEN e.is_soft THEN v.body -> 'limits' -> e.meter -> 'overage' END AS overage,
                  CASE WHEN e.uses_packs THEN COALESCE((SELECT sum(g.remaining) FROM credit_grants g WHERE g.workspace_id = w.id AND g.meter = e.meter AND g.source <> 'plan' AND (g.expires_at IS NULL OR g.expires_at > t.now)), 0) END AS packs
           FROM (SELECT app_now() AS now) t
           JOIN workspaces w ON w.id = $1
           JOIN plan_versions v ON v.id = w.plan_version_id
           JOIN entitlements e ON e.plan_version_id = v.id
           CROSS JOIN LATERAL window_at(e.window, t.now, w.period_anchor) b
           LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.scope = '' AND u.meter = e.meter AND u.window = e.window AND u.window_start = b.starts
           ORDER BY e.meter, b.ends - b.starts DESC, e.window`,
    values: [ctx.workspaceId],
  });
  const [first] = rows;
  if (!first) throw new Error(`workspace ${ctx.workspaceId} has no plan`);
  const meters = metersOf(ctx, rows.filter((row) => row.shown));
  const canCall = meters.filter((meter) => meter.isMain).every((meter) => meter.limits.every((limit) => limit.status !== 'limit_reached' || isExtended(meter, limit)));
  return { plan: { id: first.plan, name: localize(first.name, ctx.locale) }, meters, canCall, asOf: first.now.toISOString() };
};

const metersOf = (ctx: WorkspaceCtx, rows: Row[]): MeterView[] => {
  const known = Object.entries(ctx.catalog.meters).sort(([a], [b]) => Number(b === ctx.catalog.mainMeter) - Number(a === ctx.catalog.mainMeter));
  return known.flatMap(([id, meter]) => {
    const own = rows.filter((row) => row.meter === id);
    const limits = own.map((row) => limitOf(ctx, row));
    if (limits.length === 0) return [];
    const packs = own.find((row) => row.packs !== null)?.packs ?? null;
    const unit = { one: localize(meter.unit.one, ctx.locale), many: localize(meter.unit.many, ctx.locale), ...(meter.kind === 'micros' && { isMoney: true as const }) };
    return [{ meter: id, name: localize(meter.name, ctx.locale), unit, isMain: id === ctx.catalog.mainMeter, limits, packs: packs === null ? null : Number(packs) }];
  });
};

/** Whether calls pass although this limit is used up. */
const isExtended = (meter: MeterView, limit: LimitView): boolean => limit.window === 'billing_period' && (limit.overage !== null || (meter.packs ?? 0) > 0);

const limitOf = (ctx: WorkspaceCtx, row: Row): LimitView => {
  const used = Number(row.used);
  const limit = row.lim === null ? null : Number(row.lim);
  const overage = row.overage && limit !== null ? overageView(ctx, row.overage, Math.max(0, used - limit)) : null;
  return { window: row.win, limit, used, ...quotaStatus(used, limit), startedAt: row.starts.toISOString(), resetsAt: row.ends.toISOString(), overage };
};

const overageView = ({ catalog: { currency }, locale }: WorkspaceCtx, overage: Overage, units: number): OverageView | null => {
  const amountMinor = overageCost(units, overage, currency);
  const priceMinor = overage.prices[currency];
  return amountMinor === null || priceMinor === undefined ? null : { units, amountMinor, currency, formatted: formatMoney(amountMinor, currency, locale), per: overage.per, priceMinor };
};
