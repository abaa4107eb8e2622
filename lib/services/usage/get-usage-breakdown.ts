import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { localize } from '@/lib/domain/locale';
import { breakdownKinds, type BreakdownKind, type BreakdownRow, type UsageBreakdown } from '@/lib/domain/views/usage-view';
import { usageRange, usageRangeInput } from './usage-range';

export const getUsageBreakdownInput = z.strictObject({ ...usageRangeInput, by: z.enum(breakdownKinds) });

const columnOf: Record<BreakdownKind, string> = { operation: 'operation', key: 'api_key_id', status: 'outcome' };
const outcomeNames: Record<string, string> = { unknown: 'Running or unknown', succeeded: 'Succeeded', released: 'Failed, not charged', aborted: 'Client left' };

type Row = { key: string; units: string; calls: string };

/** Units and calls of one meter by operation, key or outcome, largest first. Released calls count as calls with 0 units, and only by status. */
export const getUsageBreakdown = async (ctx: WorkspaceCtx, input: z.infer<typeof getUsageBreakdownInput>): Promise<UsageBreakdown> => {
  const { by, ...rest } = input;
  const { from, to, meter } = usageRange(ctx, rest);
  const { rows } = await ctx.sql.query<Row>({
    name: `usage_breakdown_${by}`,
    text: `SELECT ${columnOf[by]} AS key, sum(units) FILTER (WHERE outcome <> 'released') AS units, sum(calls) AS calls
           FROM usage_facts($1, $2, $3) WHERE meter = $4 AND ($5 OR outcome <> 'released') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
    values: [ctx.workspaceId, from, to, meter, by === 'status'],
  });
  const names = await namesOf(ctx, by, rows.map((row) => row.key));
  const units = rows.reduce((sum, row) => sum + Number(row.units ?? 0), 0);
  const calls = rows.reduce((sum, row) => sum + Number(row.calls), 0);
  const shown = rows.map((row): BreakdownRow => ({
    key: row.key, name: names.get(row.key) ?? row.key, units: Number(row.units ?? 0), calls: Number(row.calls), costMicros: 0,
    share: units === 0 ? 0 : Number(row.units ?? 0) / units,
  }));
  return { by, meter, from: from.toISOString(), to: to.toISOString(), rows: shown, total: { units, calls, costMicros: 0 }, asOf: ctx.now.toISOString() };
};

const namesOf = async (ctx: WorkspaceCtx, by: BreakdownKind, keys: string[]): Promise<Map<string, string>> => {
  switch (by) {
    case 'operation':
      return new Map(Object.entries(ctx.catalog.operations).map(([id, operation]) => [id, localize(operation.name, ctx.locale)]));
    case 'status':
      return new Map(Object.entries(outcomeNames));
    case 'key': {
      const found = await ctx.db.apiKey.findMany({ where: { workspaceId: ctx.workspaceId, id: { in: keys } }, select: { id: true, name: true } });
      return new Map([['', 'Without a key'], ...found.map((one): [string, string] => [one.id, one.name])]);
    }
  }
};
