import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { breakdownKinds, type BreakdownKind, type BreakdownRow, type BreakdownTotal, type UsageBreakdown } from '@/lib/domain/views/usage-view';
import { namesOf } from './breakdown-names';
import { usageRange, usageRangeInput } from './usage-range';

export const getUsageBreakdownInput = z.strictObject({ ...usageRangeInput, by: z.enum(breakdownKinds) });

const sources: Record<BreakdownKind, { column: string; facts: string }> = {
  operation: { column: 'operation', facts: 'usage_facts' }, key: { column: 'api_key_id', facts: 'usage_facts' }, member: { column: 'member_id', facts: 'usage_facts' },
  provider: { column: 'provider', facts: 'usage_model_facts' }, model: { column: 'model', facts: 'usage_model_facts' }, status: { column: 'outcome', facts: 'usage_model_facts' },
};

type Row = { key: string; units: string | null; calls: string; tokens: string | null; cost: string | null; unpriced: string };

/** Units of one meter, calls and cost by operation, provider, model, key, member or outcome, largest first. Released calls count as calls with 0 units, and only by status. */
export const getUsageBreakdown = async (ctx: WorkspaceCtx, input: z.infer<typeof getUsageBreakdownInput>): Promise<UsageBreakdown> => {
  const { by, ...rest } = input;
  const { from, to, meter } = usageRange(ctx, rest);
  const { column, facts } = sources[by];
  const { rows } = await ctx.sql.query<Row>({
    name: `usage_breakdown_${by}`,
    text: `SELECT ${column} AS key, sum((units ->> $4)::bigint) FILTER (WHERE outcome <> 'released') AS units, sum(calls) AS calls,
                  sum(input_tokens + output_tokens) FILTER (WHERE outcome <> 'released') AS tokens, sum(cost_micros) FILTER (WHERE outcome <> 'released') AS cost, sum(unpriced) AS unpriced
           FROM ${facts}($1, $2, $3) WHERE ($5 OR outcome <> 'released') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 5 DESC NULLS LAST, 3 DESC, 1`,
    values: [ctx.workspaceId, from, to, meter, by === 'status'],
  });
  const names = await namesOf(ctx, by, rows.map((row) => row.key));
  const found = rows.map((row) => ({
    key: row.key, name: names.get(row.key) ?? row.key, units: Number(row.units ?? 0), calls: Number(row.calls), tokens: Number(row.tokens ?? 0), costMicros: Number(row.cost ?? 0), unpriced: Number(row.unpriced),
  }));
  const sum = (of: keyof BreakdownTotal) => found.reduce((total, row) => total + row[of], 0);
  const total = { units: sum('units'), calls: sum('calls'), tokens: sum('tokens'), costMicros: sum('costMicros'), unpriced: sum('unpriced') };
  const shown = found.map((row): BreakdownRow => ({ ...row, share: total.units === 0 ? 0 : row.units / total.units }));
  return { by, meter, from: from.toISOString(), to: to.toISOString(), rows: shown, total, asOf: ctx.now.toISOString() };
};
