import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { measureOf } from '@/lib/domain/measure';
import type { DebtView } from '@/lib/domain/views/admin-view';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { daysBack, daysBackInput } from '@/lib/services/shadow/days-back';

export const getDebtReportInput = z.strictObject(daysBackInput);

type Row = { workspaceId: string; name: string; meter: string; degradedCalls: string; degradedUnits: string; overage: string; debt: string; lastAt: Date };

const most = 500;

/** What passed while the meter was away, and what was used beyond limits, in the last days: by workspace and meter, and by day. For operators. */
export const getDebtReport = async (ctx: Ctx, input: z.input<typeof getDebtReportInput> = {}): Promise<DebtView> => {
  requireOperator(ctx);
  const { from, names } = daysBack(ctx.now, getDebtReportInput.parse(input).days);
  const { rows } = await ctx.sql.query<Row>({
    text: `WITH owed AS (
             SELECT * FROM usage_events e WHERE e.occurred_at >= $1 AND (e.degraded OR e.beyond IS NOT NULL) AND e.outcome <> 'released'
           ), parts AS (
             SELECT o.workspace_id, m.key AS meter, o.occurred_at, o.degraded::int AS calls, CASE WHEN o.degraded THEN m.value::bigint ELSE 0 END AS units, 0::bigint AS overage, 0::bigint AS debt
             FROM owed o CROSS JOIN LATERAL jsonb_each_text(o.units) m WHERE o.degraded
             UNION ALL
             SELECT o.workspace_id, b ->> 'm', o.occurred_at, 0, 0, CASE WHEN b ->> 'as' = 'overage' THEN (b ->> 'n')::bigint ELSE 0 END, CASE WHEN b ->> 'as' = 'debt' THEN (b ->> 'n')::bigint ELSE 0 END
             FROM owed o CROSS JOIN LATERAL jsonb_array_elements(COALESCE(o.beyond, '[]')) b
           )
           SELECT p.workspace_id AS "workspaceId", w.name, p.meter, sum(p.calls) AS "degradedCalls", sum(p.units) AS "degradedUnits", sum(p.overage) AS overage, sum(p.debt) AS debt, max(p.occurred_at) AS "lastAt"
           FROM parts p JOIN workspaces w ON w.id = p.workspace_id GROUP BY 1, 2, 3 ORDER BY sum(p.debt) DESC, sum(p.units) DESC, 1, 3 LIMIT $2`,
    values: [from, most],
  });
  const { rows: days } = await ctx.sql.query<{ day: string; count: string }>(
    `SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) AS count FROM usage_events WHERE occurred_at >= $1 AND degraded AND outcome <> 'released' GROUP BY 1`,
    [from],
  );
  const countOf = new Map(days.map((one) => [one.day, Number(one.count)]));
  return {
    from: from.toISOString(), to: ctx.now.toISOString(), days: names.map((day) => ({ day, count: countOf.get(day) ?? 0 })),
    rows: rows.map(({ workspaceId, name, meter, lastAt, ...sums }) => ({
      workspace: { id: workspaceId, name }, measure: measureOf(ctx, meter), degradedCalls: Number(sums.degradedCalls), degradedUnits: Number(sums.degradedUnits), overage: Number(sums.overage),
      debt: Number(sums.debt), lastAt: lastAt.toISOString(),
    })),
    total: { degradedCalls: days.reduce((sum, one) => sum + Number(one.count), 0), workspaces: new Set(rows.map((row) => row.workspaceId)).size }, asOf: ctx.now.toISOString(),
  };
};
