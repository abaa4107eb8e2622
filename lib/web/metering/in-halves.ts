import { isUnavailable } from '@/lib/web/is-unavailable';

/** SQLSTATE classes 22 and 23: what was given cannot be written, however often it is tried. */
const isWrongData = (error: unknown): boolean => !isUnavailable(error) && /^2[23]/.test(String((error as { code?: unknown }).code));

/**
 * Does something to all of the items at once. Where their data makes that impossible, to each half of them, so that only what fails by
 * itself is given up. Every other error is thrown, with part of the items done perhaps.
 */
export const inHalves = async <T>(items: T[], act: (items: T[]) => Promise<void>, giveUp: (item: T, error: unknown) => void): Promise<void> => {
  try {
    await act(items);
  } catch (error) {
    if (!isWrongData(error)) throw error;
    if (items.length === 1) return giveUp(items[0] as T, error);
    const middle = Math.ceil(items.length / 2);
    for (const half of [items.slice(0, middle), items.slice(middle)]) await inHalves(half, act, giveUp);
  }
};
