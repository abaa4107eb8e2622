import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RefusedBurst } from '@/lib/services/usage/record-refusals';
import { makeLateRefusals } from './late-refusals';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const log = { info: () => {}, warn: () => {}, error: () => {} };
const refusal = (id: string, second: number): RefusedBurst => ({
  id, workspaceId: 'ws', operation: 'search', code: 'rate_limited', meter: 'requests', minute: new Date(0), count: 1, limit: 5, used: 5, resetsAt: new Date(60_000), apiKeyId: `key_${second}`,
  planVersionId: 'pv', firstAt: new Date(second * 1_000), lastAt: new Date(second * 1_000),
});

test('a flood of refusals is one row for each group, with the first one’s facts and all of their number', async () => {
  const record = vi.fn((_: RefusedBurst[]) => Promise.resolve());
  const late = makeLateRefusals({ record, log });
  for (let i = 0; i < 1_000; i += 1) late.add(refusal(i % 2 ? 'dec_1' : 'dec_2', 1 + i));
  await vi.advanceTimersByTimeAsync(100);
  expect(record.mock.calls.flat(2).map(({ id, count, apiKeyId, lastAt }) => [id, count, apiKeyId, lastAt.getTime()])).toEqual([['dec_2', 500, 'key_1', 999_000], ['dec_1', 500, 'key_2', 1_000_000]]);
});

test('while the database is away nothing is lost, and what comes meanwhile is added', async () => {
  const record = vi.fn((_: RefusedBurst[]) => Promise.resolve()).mockRejectedValueOnce(new Error('away'));
  const late = makeLateRefusals({ record, log });
  late.add(refusal('dec_1', 1));
  await vi.advanceTimersByTimeAsync(150);
  late.add(refusal('dec_1', 2));
  const drained = late.drain();
  await vi.advanceTimersByTimeAsync(1_000);
  await drained;
  expect(record.mock.calls.at(-1)?.[0]).toMatchObject([{ id: 'dec_1', count: 2, apiKeyId: 'key_1' }]);
});
