import { formatCount, formatPercent } from '@/components/ui/format-count';
import { formatDay, formatMonth } from '@/components/ui/format-time';
import { formatMicros } from '@/lib/domain/micros';
import type { TrendMetric, UsageTrends } from '@/lib/domain/views/trend-view';

export const metricNames: Record<TrendMetric, string> = { cost: 'Cost', calls: 'Calls', tokens: 'Tokens' };

/** `$12.34`, `4,812 calls`, `1 token`. */
export const formatMetric = (metric: TrendMetric, value: number): string => {
  if (metric === 'cost') return formatMicros(value, 'en');
  const noun = metric === 'calls' ? 'call' : 'token';
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
};

/** The number alone, for a column or a bar whose head says what it is. */
export const formatMetricBare = (metric: TrendMetric, value: number): string => (metric === 'cost' ? formatMicros(value, 'en') : formatCount(value));

/** From here on a percentage says less than how many times it is. */
const manifold = 5;

/** How it compares: `Cost rose 12 % against 1 Jun to 21 Aug`. */
const changeWords = ({ metric, change, months, total }: UsageTrends): string => {
  const before = `the ${months} months before, up to ${formatDay(change.previous.to)}`;
  const name = metricNames[metric];
  if (change.percent === null) return total === 0 ? `No ${metric} in these ${months} months, nor in the ${months} before.` : `${formatMetric(metric, total)} in ${months} months, and none in ${before}.`;
  const size = formatPercent(Math.abs(change.percent));
  if (change.percent >= manifold * 100) return `${name} in these ${months} months ${metric === 'cost' ? 'is' : 'are'} ${formatCount(Math.round(total / change.previous.total))} times what ${metric === 'cost' ? 'it was' : 'they were'} in ${before}: ${formatMetricBare(metric, total)} after ${formatMetricBare(metric, change.previous.total)}.`;
  const verb = change.difference > 0 ? 'rose' : 'fell';
  if (change.difference === 0) return `${name} ${metric === 'cost' ? 'is' : 'are'} what ${metric === 'cost' ? 'it was' : 'they were'} in ${before}.`;
  return `${name} ${verb} ${size} against ${before}: ${formatMetricBare(metric, total)} after ${formatMetricBare(metric, change.previous.total)}.`;
};

export const trendCaption = (trends: UsageTrends): string => changeWords(trends);

/** Where the running month is heading, with its arithmetic. */
export const projectionWords = ({ projection, metric }: UsageTrends): string | null =>
  projection === null || projection.soFar === 0 ? null : `${formatMonth(projection.month)} is heading for ${formatMetric(metric, projection.projected)}: ${projection.arithmetic}`;

export const trendSummary = (trends: UsageTrends): string => {
  const most = trends.points.reduce((best, point) => (point.value > best.value ? point : best), trends.points[0] ?? { at: trends.from, value: 0 });
  const each = trends.points.map((point) => `${formatMonth(point.at)} ${formatMetricBare(trends.metric, point.value)}${point.isComplete ? '' : ' so far'}`).join(', ');
  return `${metricNames[trends.metric]} by month, in UTC. Total ${formatMetric(trends.metric, trends.total)}; most in ${formatMonth(most.at)}. ${each}.`;
};
