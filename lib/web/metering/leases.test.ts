import { afterEach, expect, test, vi } from 'vitest';
import { makeLeases, touchEveryMs } from './leases';

afterEach(() => void vi.useRealTimers());

const log = { info: () => {}, warn: () => {}, error: () => {} };
const call = (decisionId: string) => ({ decisionId, occurredAt: '2026-11-20T10:00:00.000Z' });

test('calls that run long are kept fresh together until they end, and the others cost nothing', () => {
  vi.useFakeTimers();
  const touched: string[][] = [];
  const leases = makeLeases({ touch: (calls) => Promise.resolve(void touched.push(calls.map(({ decisionId }) => decisionId))), log });
  for (const id of ['short', 'long', 'longer']) leases.begin(call(id));
  vi.advanceTimersByTime(touchEveryMs - 1);
  leases.end('short');
  vi.advanceTimersByTime(2 * touchEveryMs);
  leases.end('long');
  vi.advanceTimersByTime(touchEveryMs);
  leases.end('longer');
  vi.advanceTimersByTime(3 * touchEveryMs);
  expect(touched).toEqual([['long', 'longer'], ['longer']]);
  leases.stop();
});
