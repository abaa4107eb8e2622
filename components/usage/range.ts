import type { LimitView } from '@/lib/domain/views/usage-view';
import type { Span } from './usage-queries';

export const ranges = ['period', '7d', '30d', '90d'] as const;
export type Range = (typeof ranges)[number];

export const rangeWords: Record<Range, string> = { period: 'This period', '7d': '7 days', '30d': '30 days', '90d': '90 days' };

const days: Record<Exclude<Range, 'period'>, number> = { '7d': 7, '30d': 30, '90d': 90 };
const dayMs = 86_400_000;

export const rangeFrom = (value: string | string[] | undefined): Range => ranges.find((range) => range === value) ?? 'period';

const dayStart = (at: string): number => Math.floor(Date.parse(at) / dayMs) * dayMs;

/**
 * Whole UTC days, `to` exclusive, ending with today. `period` begins with the window of the meter's main limit, or with
 * the calendar month where that window is shorter than a day.
 */
export const spanOf = (range: Range, asOf: string, limit: LimitView | undefined): Span => {
  const today = dayStart(asOf);
  const to = new Date(today + dayMs).toISOString();
  if (range !== 'period') return { from: new Date(today - (days[range] - 1) * dayMs).toISOString(), to };
  const isLong = limit !== undefined && Date.parse(limit.resetsAt) - Date.parse(limit.startedAt) > dayMs;
  const month = `${asOf.slice(0, 7)}-01T00:00:00.000Z`;
  return { from: new Date(dayStart(isLong ? limit.startedAt : month)).toISOString(), to };
};

/** Whether a server's answer is of this very span, and so can stand in for the first read. */
export const isOf = (answer: Span, span: Span): boolean => Date.parse(answer.from) === Date.parse(span.from) && Date.parse(answer.to) === Date.parse(span.to);
