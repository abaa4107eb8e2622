import { windowSeconds } from './burst';

/** The second that begins the window is counted whole, so that no place comes free early. */
const slots = windowSeconds + 1;

/**
 * Counts what happened in the last minute, by the second. A second counts until all of it is a minute ago, so the count is
 * never below that of any 60 seconds, and holds what is older for less than a second.
 */
export type SlidingWindow = { second: number; used: number; counts: Uint32Array };

export const newWindow = (nowMs: number): SlidingWindow => ({ second: Math.floor(nowMs / 1_000), used: 0, counts: new Uint32Array(slots) });

const slotOf = (second: number): number => ((second % slots) + slots) % slots;

/** Forgets the seconds that are over at `nowMs`. A clock that stepped back counts on in the second it had. */
export const advance = (window: SlidingWindow, nowMs: number): void => {
  const second = Math.floor(nowMs / 1_000);
  const passed = Math.min(second - window.second, slots);
  for (let i = 1; i <= passed; i += 1) {
    const slot = slotOf(second - passed + i);
    window.used -= window.counts[slot] ?? 0;
    window.counts[slot] = 0;
  }
  window.second = Math.max(window.second, second);
};

/** Counts `units`, which may be negative to give back what was counted in `second`; nothing when that second is over. */
export const count = (window: SlidingWindow, units: number, second = window.second): void => {
  if (window.second - second >= slots) return;
  const slot = slotOf(second);
  const counted = Math.max(-(window.counts[slot] ?? 0), units);
  window.counts[slot] = (window.counts[slot] ?? 0) + counted;
  window.used += counted;
};

/** Milliseconds until fewer than `limit` are counted, or, when there is a place already, until there is one more. 0 when nothing is counted. */
export const freesInMs = (window: SlidingWindow, limit: number, nowMs: number): number => {
  let left = window.used;
  if (left === 0) return 0;
  const wanted = Math.min(limit, left);
  for (let second = window.second - windowSeconds; second <= window.second; second += 1) {
    left -= window.counts[slotOf(second)] ?? 0;
    if (left < wanted) return Math.max(0, (second + slots) * 1_000 - nowMs);
  }
  return slots * 1_000;
};
