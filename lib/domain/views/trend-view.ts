export const trendMonths = [3, 6, 12] as const;
export type TrendMonths = (typeof trendMonths)[number];

export const trendMetrics = ['cost', 'calls', 'tokens'] as const;
export type TrendMetric = (typeof trendMetrics)[number];

/** One calendar month in UTC, by the first of it. The running one is not complete. */
export type TrendPoint = { at: string; value: number; isComplete: boolean };

/**
 * `GET /api/v1/usage/trends`. Values are micro-dollars, calls or tokens of what was charged. `change` compares with the months
 * before, up to the same day and hour; its percent is null where nothing was used then.
 */
export type UsageTrends = {
  months: TrendMonths;
  metric: TrendMetric;
  unit: 'micro_dollars' | 'calls' | 'tokens';
  from: string;
  to: string;
  points: TrendPoint[];
  total: number;
  change: { previous: { from: string; to: string; total: number }; difference: number; percent: number | null };
  /** The running month carried on to its end at its average so far; null in its first hour. `arithmetic` says how, in words. */
  projection: { month: string; soFar: number; elapsedDays: number; daysInMonth: number; perDay: number; projected: number; arithmetic: string } | null;
  /** Calls whose model has no known price, so that what they cost is in no sum. */
  unpriced: number;
  asOf: string;
};
