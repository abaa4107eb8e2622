import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SharedBursts } from '@/lib/adapters/redis';
import type { BurstAsk, BurstKind } from '@/lib/domain/rate-limit/burst';
import { makeRateLimiter } from '@/lib/domain/rate-limit/rate-limiter';
import { makeBurstLimiter } from './burst-limiter';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const ask = (calls: number, limit = 10): BurstAsk => ({ workspaceId: 'ws', limits: { requests: limit }, calls: Array<BurstKind>(calls).fill('requests') });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Redis as its adapter shows it: shared windows, and what may go wrong with them. */
const redisWith = () => {
  const windows = makeRateLimiter();
  const fault = { delayMs: 0, error: null as Error | null };
  const shared: SharedBursts = {
    take: async (asks) => {
      if (fault.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault.error) throw fault.error;
      return asks.map((one) => windows.take(one, performance.now()));
    },
    reconnect: vi.fn(), close: () => {},
  };
  return { shared, fault, windows };
};

const limiterOn = async (shared: SharedBursts | null) => {
  const limiter = makeBurstLimiter({ shared, log });
  await vi.advanceTimersByTimeAsync(1);
  const passes = async (one: BurstAsk) => (await limiter.take([one]))[0]?.refused.filter((one) => !one).length;
  return { ...limiter, passes };
};

test('two processes share one limit through Redis', async () => {
  const { shared } = redisWith();
  const [one, two] = [await limiterOn(shared), await limiterOn(shared)];
  expect([one.state(), await one.passes(ask(7)), await two.passes(ask(7)), await one.passes(ask(1))]).toEqual(['ok', 7, 3, 0]);
  await vi.advanceTimersByTimeAsync(61_001);
  expect(await two.passes(ask(12))).toBe(10);
});

test('what Redis refuses is not counted against the process that asked', async () => {
  const { shared } = redisWith();
  const [one, two] = [await limiterOn(shared), await limiterOn(shared)];
  expect(await two.passes(ask(10))).toBe(10);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await one.passes(ask(10))).toBe(0);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(await one.passes(ask(10))).toBe(10);
});

test('while Redis is away each process decides by what it let through itself, at once and counted, and goes back when it answers', async () => {
  const { shared, fault } = redisWith();
  const limiter = await limiterOn(shared);
  await limiter.passes(ask(4));
  fault.error = new Error('away');
  expect([await limiter.passes(ask(9)), limiter.state(), limiter.totals]).toMatchObject([6, 'degraded', { withoutRedis: 9, outages: 1 }]);
  fault.error = null;
  await vi.advanceTimersByTimeAsync(250);
  expect([limiter.state(), await limiter.passes(ask(1))]).toEqual(['ok', 0]);
});

test('a Redis that takes two seconds costs one batch 100 ms and later ones nothing, and is not believed until it is quick again', async () => {
  const { shared, fault } = redisWith();
  const limiter = await limiterOn(shared);
  fault.delayMs = 2_000;
  let decidedAtMs = 0;
  const startedMs = performance.now();
  const first = limiter.passes(ask(1)).then((passed) => {
    decidedAtMs = performance.now();
    return passed;
  });
  await vi.advanceTimersByTimeAsync(150);
  expect([await first, decidedAtMs - startedMs]).toEqual([1, 100]);
  const before = performance.now();
  expect([await limiter.passes(ask(1)), performance.now() - before]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(limiter.state()).toBe('degraded');
  fault.delayMs = 0;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(limiter.state()).toBe('ok');
});

test('a connection that went silent is opened anew', async () => {
  const { shared, fault } = redisWith();
  const limiter = await limiterOn(shared);
  fault.delayMs = 1_000_000;
  const waiting = limiter.passes(ask(1));
  await vi.advanceTimersByTimeAsync(4_000);
  await waiting;
  expect(shared.reconnect).toHaveBeenCalled();
});

test('whatever Redis forgets, one process lets through no more than the limit in any minute', async () => {
  const first = redisWith();
  const forgetful: SharedBursts = { ...first.shared, take: (asks) => Promise.resolve(asks.map((one) => makeRateLimiter().take(one, performance.now()))) };
  const limiter = await limiterOn(forgetful);
  const passed = await Promise.all(Array.from({ length: 20 }, () => limiter.passes(ask(3))));
  expect(passed.reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBe(10);
  expect((await limiter.take([ask(1)]))[0]).toMatchObject({ refused: [true], states: { requests: { used: 10 } } });
});

test('a call that the process refuses, beside one that passes, is told of the window that refused it', async () => {
  const { shared } = redisWith();
  const forgetful: SharedBursts = { ...shared, take: (asks) => Promise.resolve(asks.map((one) => makeRateLimiter().take(one, performance.now()))) };
  const limiter = await limiterOn(forgetful);
  await limiter.passes(ask(8));
  expect((await limiter.take([ask(3)]))[0]).toMatchObject({ refused: [false, false, true], states: { requests: { used: 10 } } });
});

test('without Redis nothing is degraded', async () => {
  const limiter = await limiterOn(null);
  expect([await limiter.passes(ask(12)), limiter.state(), limiter.totals]).toEqual([10, 'not_configured', { decided: 12, withoutRedis: 0, outages: 0 }]);
});
