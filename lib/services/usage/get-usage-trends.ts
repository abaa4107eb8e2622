import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { formatMicros } from '@/lib/domain/micros';
import { changePercent, projectMonth, trendSpans, type TrendSpan } from '@/lib/domain/usage-trend';
import { trendMetrics, trendMonths, type TrendMetric, type UsageTrends } from '@/lib/domain/views/trend-view';

export const getUsageTrendsInput = z.strictObject({ months: z.coerce.number().pipe(z.literal(trendMonths)).default(3), metric: z.enum(trendMetrics).default('calls') });

const units = { cost: 'micro_dollars', calls: 'calls', tokens: 'tokens' } as const;

type Row = { month: Date; cost: string; calls: string; tokens: string; unpriced: string };

/** What was charged in each of the last calendar months, how that compares with the months before, and where the running month is heading. */
export const getUsageTrends = async (ctx: WorkspaceCtx, { months = 3, metric = 'calls' }: Partial<z.output<typeof getUsageTrendsInput>>): Promise<UsageTrends> => {
  const spans = trendSpans(ctx.now, months);
  const [rows, before] = await Promise.all([readMonths(ctx, spans.current), readMonths(ctx, spans.previous)]);
  const points = spans.months.map((month, i) => ({
    at: month.toISOString(), value: Number(rows.find((row) => row.month.getTime() === month.getTime())?.[metric] ?? 0), isComplete: i < spans.months.length - 1,
  }));
  const total = points.reduce((sum, point) => sum + point.value, 0);
  const previous = before.reduce((sum, row) => sum + Number(row[metric]), 0);
  return {
    months, metric, unit: units[metric], from: spans.current.from.toISOString(), to: spans.current.to.toISOString(), points, total,
    change: { previous: { from: spans.previous.from.toISOString(), to: spans.previous.to.toISOString(), total: previous }, difference: total - previous, percent: changePercent(total, previous) },
    projection: projectionOf(ctx, metric, points.at(-1)),
    unpriced: rows.reduce((sum, row) => sum + Number(row.unpriced), 0), asOf: ctx.now.toISOString(),
  };
};

const readMonths = async (ctx: WorkspaceCtx, { from, to }: TrendSpan): Promise<Row[]> => {
  const { rows } = await ctx.sql.query<Row>({
    name: 'usage_trends',
    text: `SELECT date_trunc('month', f.at, 'UTC') AS month, sum(f.cost_micros) AS cost, sum(f.calls) AS calls, sum(f.input_tokens + f.output_tokens) AS tokens, sum(f.unpriced) AS unpriced
           FROM usage_model_facts($1, $2, $3) f WHERE f.outcome <> 'released' GROUP BY 1`,
    values: [ctx.workspaceId, from, to],
  });
  return rows;
};

const projectionOf = (ctx: WorkspaceCtx, metric: TrendMetric, running: { at: string; value: number } | undefined): UsageTrends['projection'] => {
  const found = running && projectMonth(running.value, ctx.now);
  if (!found) return null;
  const say = (value: number) => (metric === 'cost' ? formatMicros(value, ctx.locale) : new Intl.NumberFormat(ctx.locale, { maximumFractionDigits: 1 }).format(value));
  const elapsed = new Intl.NumberFormat(ctx.locale, { maximumFractionDigits: 2 }).format(found.elapsedDays);
  return { month: running.at, ...found, arithmetic: `${say(found.soFar)} in ${elapsed} days is ${say(found.perDay)} a day; times ${found.daysInMonth} days is ${say(found.projected)}.` };
};
