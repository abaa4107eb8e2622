export type Interval = 'day' | 'month' | 'year';
export type Period = { start: Date; end: Date };

const dayMs = 86_400_000;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/**
 * The n-th boundary after an anchor, in UTC. Counted from the anchor, never from the boundary before it, so that
 * Jan 31 gives Feb 28, Mar 31, Apr 30 (Stripe: "billing cycle anchor").
 */
export const boundary = (anchor: Date, interval: Interval, n: number): Date => {
  if (interval === 'day') return new Date(anchor.getTime() + n * dayMs);
  const months = interval === 'year' ? n * 12 : n;
  const total = anchor.getUTCFullYear() * 12 + anchor.getUTCMonth() + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12;
  const day = Math.min(anchor.getUTCDate(), daysInMonth(year, month));
  return new Date(
    Date.UTC(year, month, day, anchor.getUTCHours(), anchor.getUTCMinutes(), anchor.getUTCSeconds(), anchor.getUTCMilliseconds()),
  );
};

/** The half-open period [start, end) that holds `at`. Periods before the anchor exist too, so that they tile all time. */
export const periodAt = (anchor: Date, interval: Interval, at: Date): Period => {
  let n = estimate(anchor, interval, at);
  while (boundary(anchor, interval, n).getTime() > at.getTime()) n -= 1;
  while (boundary(anchor, interval, n + 1).getTime() <= at.getTime()) n += 1;
  return { start: boundary(anchor, interval, n), end: boundary(anchor, interval, n + 1) };
};

const estimate = (anchor: Date, interval: Interval, at: Date): number => {
  if (interval === 'day') return Math.floor((at.getTime() - anchor.getTime()) / dayMs);
  const months = (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth();
  return interval === 'year' ? Math.floor(months / 12) : months;
};
