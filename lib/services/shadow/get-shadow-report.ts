import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { windows, type Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { measureOf } from '@/lib/domain/measure';
import type { ShadowView } from '@/lib/domain/views/admin-view';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { daysBack, daysBackInput } from './days-back';

export const getShadowReportInput = z.strictObject(daysBackInput);

type Row = { workspaceId: string; name: string; meter: string; win: Window; lim: string | null; count: string; firstAt: Date; lastAt: Date; sample: string };

const most = 500;

/** Whom the plans' limits in shadow mode would have refused in the last days: by workspace and limit, and by day. For operators. */
export const getShadowReport = async (ctx: Ctx, input: z.input<typeof getShadowReportInput> = {}): Promise<ShadowView> => {
  requireOperator(ctx);
  const { from, names } = daysBack(ctx.now, getShadowReportInput.parse(input).days);
  const { rows } = await ctx.sql.query<Row>(
    `SELECT r.workspace_id AS "workspaceId", w.name, r.meter, r.window AS win, max(r."limit") AS lim, sum(r.count) AS count, min(r.first_at) AS "firstAt", max(r.last_at) AS "lastAt",
            (array_agg(r.id ORDER BY r.last_at DESC, r.id))[1] AS sample
     FROM refusals r JOIN workspaces w ON w.id = r.workspace_id WHERE r.is_shadow AND r.scope = '' AND r.minute >= $1
     GROUP BY 1, 2, 3, 4 ORDER BY sum(r.count) DESC, 1 LIMIT $2`,
    [from, most],
  );
  const { rows: days } = await ctx.sql.query<{ day: string; count: string }>(
    `SELECT to_char(minute AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, sum(count) AS count FROM refusals WHERE is_shadow AND scope = '' AND minute >= $1 GROUP BY 1`,
    [from],
  );
  const countOf = new Map(days.map((one) => [one.day, Number(one.count)]));
  return {
    from: from.toISOString(), to: ctx.now.toISOString(), limits: limitsInShadow(ctx), days: names.map((day) => ({ day, count: countOf.get(day) ?? 0 })),
    rows: rows.map((row) => ({
      workspace: { id: row.workspaceId, name: row.name }, measure: measureOf(ctx, row.meter), window: row.win, limit: row.lim === null ? null : Number(row.lim),
      count: Number(row.count), firstAt: row.firstAt.toISOString(), lastAt: row.lastAt.toISOString(), sample: row.sample,
    })),
    total: days.reduce((sum, one) => sum + Number(one.count), 0), asOf: ctx.now.toISOString(),
  };
};

const limitsInShadow = (ctx: Ctx): ShadowView['limits'] =>
  Object.values(ctx.catalog.plans).flatMap((plan) =>
    Object.entries(plan.limits).flatMap(([meter, entitlement]) =>
      entitlement.shadow ? windows.flatMap((window) => (typeof entitlement[window] === 'number' ? [{ plan: localize(plan.name, ctx.locale), measure: measureOf(ctx, meter), window, limit: entitlement[window] }] : [])) : [],
    ),
  );
