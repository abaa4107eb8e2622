const dayMs = 86_400_000;

export type PaceInput = { used: number; limit: number | null; startedAt: string; resetsAt: string; asOf: string };

export type UsagePace = {
  /** Whole length of the window and what has passed of it, in days (fractions count). */
  windowDays: number;
  elapsedDays: number;
  /** Units a day since the window began. */
  perDay: number;
  /** Units at the window's end if that goes on. */
  projected: number;
  /** Units a day that use the limit exactly; null without a limit. */
  evenPerDay: number | null;
  /** When the limit is reached at this pace, if before the reset; RFC 3339. */
  runsOutAt: string | null;
};

/**
 * Where a window is heading: the average so far, carried on to its end. Null in the first hour and for windows shorter
 * than a week, where an average says nothing.
 */
export const usagePace = ({ used, limit, startedAt, resetsAt, asOf }: PaceInput): UsagePace | null => {
  const start = Date.parse(startedAt);
  const end = Date.parse(resetsAt);
  const now = Math.min(Date.parse(asOf), end);
  const elapsedDays = (now - start) / dayMs;
  const windowDays = (end - start) / dayMs;
  if (windowDays < 7 || elapsedDays < 1 / 24) return null;
  const perDay = used / elapsedDays;
  const projected = Math.round(perDay * windowDays);
  const evenPerDay = limit === null ? null : limit / windowDays;
  return { windowDays, elapsedDays, perDay, projected, evenPerDay, runsOutAt: runsOutAt(used, limit, perDay, now, end) };
};

const runsOutAt = (used: number, limit: number | null, perDay: number, now: number, end: number): string | null => {
  if (limit === null || perDay === 0 || used >= limit) return null;
  const at = now + ((limit - used) / perDay) * dayMs;
  return at < end ? new Date(at).toISOString() : null;
};
