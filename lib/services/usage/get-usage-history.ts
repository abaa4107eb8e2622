import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { granularities, type UsageHistory } from '@/lib/domain/views/usage-view';
import { beInLedger } from './ledger-start';
import { usageRange, usageRangeInput } from './usage-range';

export const getUsageHistoryInput = z.strictObject({ ...usageRangeInput, granularity: z.enum(granularities).default('day') });

const maxHours = 31 * 24;

type Row = { at: Date; units: string; calls: string; cost: string; refused: string };

/** Units, charged calls and refused calls per bucket, in UTC. Empty buckets are zero. Released calls are in neither sum. */
export const getUsageHistory = async (ctx: WorkspaceCtx, input: z.input<typeof getUsageHistoryInput>): Promise<UsageHistory> => {
  const { granularity = 'day', ...rest } = input;
  const { from, to, meter } = usageRange(ctx, rest);
  if (granularity === 'hour' && to.getTime() - from.getTime() > maxHours * 3_600_000) {
    throw new AppError('invalid_input', 'Hours can be shown for at most 31 days.', { errors: [{ pointer: '?granularity', message: 'Choose day or month, or a shorter range.' }] });
  }
  if (granularity === 'hour') await beInLedger(ctx, from);
  const { rows } = await ctx.sql.query<Row>({
    name: `usage_history_${granularity}`,
    text: `WITH bucket AS (
             SELECT g AS at, g + $5::interval AS ends FROM generate_series(date_trunc($4, $2::timestamptz, 'UTC') AT TIME ZONE 'UTC', ($3::timestamptz - interval '1 ms') AT TIME ZONE 'UTC', $5::interval) g
           ), fact AS (
             SELECT date_trunc($4, f.at, 'UTC') AT TIME ZONE 'UTC' AS at, sum((f.units ->> $6)::bigint) AS units, sum(f.calls) AS calls, sum(f.cost_micros) AS cost
             FROM usage_model_facts($1, $2, $3, $4 <> 'hour') f WHERE f.outcome <> 'released' GROUP BY 1
           ), refused AS (
             SELECT date_trunc($4, minute, 'UTC') AT TIME ZONE 'UTC' AS at, sum(count) AS refused FROM refusals WHERE workspace_id = $1 AND minute >= $2 AND minute < $3 AND NOT is_shadow GROUP BY 1
           )
           SELECT b.at AT TIME ZONE 'UTC' AS at, COALESCE(f.units, 0) AS units, COALESCE(f.calls, 0) AS calls, COALESCE(f.cost, 0) AS cost, COALESCE(r.refused, 0) AS refused
           FROM bucket b LEFT JOIN fact f ON f.at = b.at LEFT JOIN refused r ON r.at = b.at ORDER BY 1`,
    values: [ctx.workspaceId, from, to, granularity, `1 ${granularity}`, meter],
  });
  const points = rows.map((row) => ({ at: row.at.toISOString(), units: Number(row.units), calls: Number(row.calls), costMicros: Number(row.cost), refused: Number(row.refused) }));
  const sum = (of: 'units' | 'calls' | 'costMicros' | 'refused') => points.reduce((total, point) => total + point[of], 0);
  return {
    meter, granularity, from: from.toISOString(), to: to.toISOString(), points,
    total: { units: sum('units'), calls: sum('calls'), costMicros: sum('costMicros'), refused: sum('refused') }, asOf: ctx.now.toISOString(),
  };
};
