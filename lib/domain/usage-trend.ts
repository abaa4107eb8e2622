import { boundary } from './periods';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export type TrendSpan = { from: Date; to: Date };

export type TrendSpans = {
  /** The first day of each month that is shown, the running one last. */
  months: Date[];
  current: TrendSpan;
  /** As long before the current one as it is long, up to the same day and hour. */
  previous: TrendSpan;
};

/** The last so many calendar months in UTC, the running one among them, and those before, cut off at the same point. */
export const trendSpans = (now: Date, count: number): TrendSpans => {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const months = Array.from({ length: count }, (_, i) => boundary(month, 'month', i - count + 1));
  const from = months[0] ?? month;
  const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs);
  const next = boundary(month, 'month', 1 - count);
  const to = new Date(Math.min(boundary(hour, 'month', -count).getTime(), next.getTime()));
  return { months, current: { from, to: now }, previous: { from: boundary(from, 'month', -count), to } };
};

export type Projection = {
  soFar: number;
  /** Days since the month began; fractions count. */
  elapsedDays: number;
  daysInMonth: number;
  perDay: number;
  projected: number;
};

/** Where the running month is heading: its average so far, carried on to its end. Null in its first hour, when an average says nothing. */
export const projectMonth = (soFar: number, now: Date): Projection | null => {
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const daysInMonth = (boundary(new Date(start), 'month', 1).getTime() - start) / dayMs;
  const elapsedDays = (now.getTime() - start) / dayMs;
  if (elapsedDays < 1 / 24) return null;
  const perDay = soFar / elapsedDays;
  return { soFar, elapsedDays, daysInMonth, perDay, projected: Math.round(perDay * daysInMonth) };
};

/** In percent; null where there was nothing before, of which any number would be infinitely more. */
export const changePercent = (value: number, before: number): number | null => (before === 0 ? null : ((value - before) / before) * 100);
