import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grainMs, type BurstKind, type BurstLimits } from './burst';
import { makeExactLog } from './exact-log';
import { makeRateLimiter } from './rate-limiter';

const minuteMs = 60_000;
type Step = { gapMs: number; calls: BurstKind[] };
const requests = (count: number) => Array<BurstKind>(count).fill('requests');

const step = fc.record({
  gapMs: fc.oneof(fc.nat(40), fc.nat(2_500), fc.constantFrom(0, 1, 999, 1_000, 1_001, 30_000, 59_999, 60_000, 60_001, 61_000), fc.nat(150_000)),
  calls: fc.array(fc.constantFrom<BurstKind[]>('requests', 'messages'), { minLength: 1, maxLength: 12 }),
});
const traffic = fc.record({
  startMs: fc.nat(5_000), requests: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), messages: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  steps: fc.array(step, { minLength: 1, maxLength: 120 }),
});

/** A call at the begin of a second, and another when the exact log has had a place for almost a second. */
const latest = { startMs: 0, requests: 1, messages: undefined, steps: [0, 60_999].map((gapMs) => ({ gapMs, calls: requests(1) })) };

const defined = (limits: { [kind in BurstKind]: number | undefined }): BurstLimits => Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));

/** How far from an exact log of every call the limiter was: calls beyond the limit in any 60 s, and how late a place came free. */
const compare = ({ startMs, steps, ...limits }: { startMs: number; steps: Step[] } & { [kind in BurstKind]: number | undefined }) => {
  const limiter = makeRateLimiter();
  const logs = { requests: makeExactLog(), messages: makeExactLog() };
  const worst = { calls: 0, beyond: 0, lateMs: 0 };
  let nowMs = startMs;
  for (const { gapMs, calls } of steps) {
    nowMs += gapMs;
    const { refused } = limiter.take({ workspaceId: 'ws', limits: defined(limits), calls }, nowMs);
    calls.forEach((kind, i) => {
      const limit = limits[kind] ?? Infinity;
      const { add, times, within } = logs[kind];
      worst.calls += 1;
      if (!refused[i]) add(nowMs);
      else if (within(nowMs - minuteMs, nowMs) < limit) worst.lateMs = Math.max(worst.lateMs, nowMs - minuteMs - (times.at(-limit) ?? -Infinity));
      worst.beyond = Math.max(worst.beyond, within(nowMs - minuteMs, nowMs) - limit);
    });
  }
  return worst;
};

test('no 60 seconds hold more calls than the limit, and a place comes free at most a second late', () => {
  const total = { calls: 0, beyond: 0, lateMs: 0 };
  fc.assert(
    fc.property(traffic, (given) => {
      const { calls, beyond, lateMs } = compare(given);
      Object.assign(total, { calls: total.calls + calls, beyond: Math.max(total.beyond, beyond), lateMs: Math.max(total.lateMs, lateMs) });
      expect(beyond).toBeLessThanOrEqual(0);
      expect(lateMs).toBeLessThanOrEqual(grainMs);
    }),
    { numRuns: 400, examples: [[latest]] },
  );
  console.log(`Burst limits against an exact log of ${total.calls.toLocaleString('en')} calls: ${total.beyond} beyond the limit in any 60 s, a place free at most ${total.lateMs} ms late (bound: 0 and ${grainMs} ms).`);
  expect(total.lateMs).toBe(grainMs - 1);
});

test('a caller who waits as long as he is told is admitted, and one who comes a millisecond earlier is not', () => {
  fc.assert(
    fc.property(traffic, fc.integer({ min: 1, max: 30 }), ({ startMs, steps }, limit) => {
      const [told, early] = [makeRateLimiter(), makeRateLimiter()];
      let nowMs = startMs;
      const ask = { workspaceId: 'ws', limits: { requests: limit }, calls: requests(1) };
      for (const { gapMs, calls } of steps) {
        nowMs += gapMs;
        for (const limiter of [told, early]) limiter.take({ ...ask, calls }, nowMs);
      }
      const { refused, states } = told.take(ask, nowMs);
      if (!refused[0]) return;
      expect(told.take(ask, nowMs + states.requests.freesInMs).refused).toEqual([false]);
      if (states.requests.freesInMs > 0) expect(early.take(ask, nowMs + states.requests.freesInMs - 1).refused).toEqual([true]);
    }),
  );
});

test('messages and other requests are counted apart, in the order of the batch', () => {
  const limiter = makeRateLimiter();
  const calls: BurstKind[] = ['messages', 'messages', 'requests', 'messages', 'requests', 'requests'];
  expect(limiter.take({ workspaceId: 'ws', limits: { requests: 2, messages: 1 }, calls }, 0)).toMatchObject({ refused: [false, true, false, true, false, true], states: { requests: { used: 2 }, messages: { used: 1 } } });
});

test('workspaces have their own windows; what is given back can be taken again, and once', () => {
  const limiter = makeRateLimiter();
  const take = (workspaceId: string, calls: number, nowMs: number) => limiter.take({ workspaceId, limits: { requests: 2 }, calls: requests(calls) }, nowMs).refused.filter((one) => !one).length;
  expect([take('ws_1', 3, 500), take('ws_2', 3, 500), take('ws_1', 1, 500)]).toEqual([2, 2, 0]);
  limiter.giveBack('ws_1', requests(1), 500);
  expect([take('ws_1', 3, 1_500), take('ws_2', 3, 1_500)]).toEqual([1, 0]);
  limiter.giveBack('ws_2', requests(4), 500);
  expect(take('ws_2', 9, 1_500)).toBe(2);
});

test('what is given back after its second is over changes nothing', () => {
  const limiter = makeRateLimiter();
  const ask = { workspaceId: 'ws', limits: { requests: 1 }, calls: requests(1) };
  limiter.take(ask, 0);
  limiter.take(ask, 61_000);
  limiter.giveBack('ws', requests(1), 0);
  expect(limiter.take(ask, 61_000).refused).toEqual([true]);
});

test('no number of workspaces takes more than its share of memory: the one that was quiet longest goes', () => {
  const limiter = makeRateLimiter(100);
  const take = (workspaceId: string) => limiter.take({ workspaceId, limits: { requests: 1 }, calls: requests(1) }, 0).refused[0];
  for (let i = 0; i < 250; i += 1) take(`ws_${i}`);
  expect([limiter.workspaces(), take('ws_249'), take('ws_0')]).toEqual([100, true, false]);
});
