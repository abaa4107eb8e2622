export interface Interval {
  interval: 'day' | 'week' | 'month' | 'year';
  interval_count: number;
}

const daySeconds = 86_400;

/** The n-th boundary counted from the anchor: Jan 31 gives Feb 28, Mar 31, Apr 30 … and never drifts. */
export function boundary(anchor: number, { interval, interval_count }: Interval, n: number): number {
  const steps = n * interval_count;
  if (interval === 'day') return anchor + steps * daySeconds;
  if (interval === 'week') return anchor + steps * 7 * daySeconds;
  const start = new Date(anchor * 1000);
  const month = start.getUTCMonth() + steps * (interval === 'year' ? 12 : 1);
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(start.getUTCDate(), lastDay);
  return Date.UTC(start.getUTCFullYear(), month, day, start.getUTCHours(), start.getUTCMinutes(), start.getUTCSeconds()) / 1000;
}

export interface Period {
  start: number;
  end: number;
}

const longestSeconds = { day: daySeconds, week: 7 * daySeconds, month: 31 * daySeconds, year: 366 * daySeconds };

/** The period that holds `at`: start <= at < end. */
export function periodAt(anchor: number, interval: Interval, at: number): Period {
  let n = Math.floor((at - anchor) / (longestSeconds[interval.interval] * interval.interval_count));
  while (boundary(anchor, interval, n + 1) <= at) n += 1;
  while (boundary(anchor, interval, n) > at) n -= 1;
  return { start: boundary(anchor, interval, n), end: boundary(anchor, interval, n + 1) };
}
