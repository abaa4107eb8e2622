import { formatAmount, formatCount, formatRate, formatUnits, unitNoun } from '@/components/ui/format-count';
import { formatClock, formatDate, formatDay } from '@/components/ui/format-time';
import type { UsagePace } from '@/lib/domain/usage-pace';
import type { LimitView, MeterView, UsageHistory } from '@/lib/domain/views/usage-view';

/** Where the window is heading, with its arithmetic; null where nothing can be said. */
export const paceWords = (meter: MeterView, limit: LimitView, pace: UsagePace | null): string | null => {
  if (!pace || limit.used === 0) return null;
  const daily = `${formatRate(pace.perDay, meter.unit)} a day so far`;
  const end = formatDay(limit.resetsAt);
  if (pace.runsOutAt) {
    const early = Math.floor((Date.parse(limit.resetsAt) - Date.parse(pace.runsOutAt)) / 86_400_000);
    const before = early >= 1 ? `${early} ${early === 1 ? 'day' : 'days'} before it resets` : 'just before it resets';
    return `At ${daily}, the limit is reached around ${formatDay(pace.runsOutAt)}, ${before}.`;
  }
  if (limit.limit === null) return `At ${daily}, about ${formatUnits(pace.projected, meter.unit)} by ${end}.`;
  if (limit.remaining === 0) return `The limit is reached. It resets ${end}, ${formatClock(limit.resetsAt)}.`;
  return `At ${daily}, about ${formatAmount(pace.projected, meter.unit)} of ${formatUnits(limit.limit, meter.unit)} by ${end}.`;
};

/** The finding of a history: its total, what was refused, and its busiest day. */
export const historyCaption = (history: UsageHistory, meter: MeterView): string => {
  const days = history.points.length;
  const total = formatUnits(history.total.units, meter.unit);
  if (history.total.units === 0) return `No ${unitNoun(meter.unit)} in these ${days} days.`;
  const busiest = history.points.reduce((most, point) => (point.units > most.units ? point : most));
  const refused = history.total.refused === 0 ? '' : ` ${formatCount(history.total.refused)} ${history.total.refused === 1 ? 'call was' : 'calls were'} refused.`;
  return `${total} in ${days} ${days === 1 ? 'day' : 'days'}.${refused} Busiest: ${formatDay(busiest.at)} with ${formatAmount(busiest.units, meter.unit)}.`;
};

/** The chart for those who do not see it. */
export const historySummary = (history: UsageHistory, meter: MeterView): string => {
  const first = history.points[0];
  const last = history.points.at(-1);
  if (!first || !last) return 'No days to show.';
  const busiest = history.points.reduce((most, point) => (point.units > most.units ? point : most));
  return [
    `Daily ${meter.name}, ${formatDate(first.at)} to ${formatDate(last.at)}, in UTC days.`,
    `Total ${formatUnits(history.total.units, meter.unit)} in ${formatCount(history.total.calls)} calls; ${formatCount(history.total.refused)} calls refused.`,
    `Highest ${formatAmount(busiest.units, meter.unit)} on ${formatDate(busiest.at)}; last day ${formatAmount(last.units, meter.unit)}.`,
  ].join(' ');
};
