import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { until } from './until';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a look that fails after the bank agreed is not the end of the wait', async () => {
  const holds = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new Error('The server cannot be reached.')).mockResolvedValueOnce(false).mockResolvedValueOnce(true);
  const waited = until(holds);
  await vi.runAllTimersAsync();
  await waited;
  expect(holds).toHaveBeenCalledTimes(3);
});

test('looks that fail each time end the wait after half a minute, with the advice not to pay twice', async () => {
  const holds = vi.fn<() => Promise<boolean>>().mockRejectedValue(new Error('The server cannot be reached.'));
  const waited = expect(until(holds)).rejects.toThrow('do not pay twice');
  await vi.runAllTimersAsync();
  await waited;
  expect(holds).toHaveBeenCalledTimes(30);
});
