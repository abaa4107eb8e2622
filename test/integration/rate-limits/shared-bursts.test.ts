import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { burstKeyOf, openRedis, type SharedBursts } from '@/lib/adapters/redis';
import type { BurstAsk, BurstKind } from '@/lib/domain/rate-limit/burst';
import { makeRateLimiter } from '@/lib/domain/rate-limit/rate-limiter';
import { redisServer, startRedis, type RunningRedis } from '@/test/redis';

describe.skipIf(redisServer === null)('burst windows in Redis', () => {
  let redis: RunningRedis;
  let client: Redis;
  const open: SharedBursts[] = [];
  const connect = async (clock?: () => number): Promise<SharedBursts> => {
    const bursts = openRedis(redis.url, clock ? { clock } : {});
    open.push(bursts);
    await expect.poll(() => bursts.take([]).then(() => 'answers', () => 'waits')).toBe('answers');
    return bursts;
  };
  const ask = (workspaceId: string, limit: number, calls = 1): BurstAsk => ({ workspaceId, limits: { requests: limit }, calls: Array<BurstKind>(calls).fill('requests') });
  const admitted = async (bursts: SharedBursts, one: BurstAsk) => (await bursts.take([one]))[0]?.refused.filter((one) => !one).length ?? 0;

  beforeAll(async () => {
    redis = await startRedis();
    client = redis.client();
  });
  afterAll(async () => {
    for (const bursts of open) bursts.close();
    await redis?.stop();
  });

  test('decide as the windows in memory do, call by call, whatever the traffic', async () => {
    let nowMs = 0;
    const bursts = await connect(() => nowMs);
    const step = fc.record({
      gapMs: fc.oneof(fc.nat(1_500), fc.constantFrom(0, 999, 1_000, 59_999, 60_000, 60_001, 61_000)),
      calls: fc.array(fc.record({ workspace: fc.nat(2), kind: fc.constantFrom<BurstKind[]>('requests', 'messages') }), { minLength: 1, maxLength: 15 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }), fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), async (steps, requests, messages) => {
        const limits = { ...(requests !== undefined && { requests }), ...(messages !== undefined && { messages }) };
        const memory = makeRateLimiter();
        run += 1;
        nowMs = 1_764_000_000_000 + run * 10_000_000;
        for (const { gapMs, calls } of steps) {
          nowMs += gapMs;
          const asks = [0, 1, 2].map((n) => ({ workspaceId: `run ${run}, ${n}`, limits, calls: calls.filter((one) => one.workspace === n).map((one) => one.kind) })).filter((one) => one.calls.length > 0);
          expect(await bursts.take(asks)).toEqual(asks.map((one) => memory.take(one, nowMs)));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('are one for all processes: of many calls at once over many connections, exactly the limit passes', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => connect()));
    const passed = await Promise.all(Array.from({ length: 60 }, (_, i) => admitted(many[i % 6] as SharedBursts, ask('ws_many', 100, 7))));
    expect(passed.reduce((sum, one) => sum + one, 0)).toBe(100);
  });

  test('leave a key that expires by itself and shows no id', async () => {
    const bursts = await connect();
    await admitted(bursts, ask('ws_secret', 5));
    const keys = await client.keys('tollgate:burst:*');
    expect(keys).toContain(burstKeyOf('ws_secret'));
    expect(keys.filter((key) => key.includes('ws_'))).toEqual([]);
    for (const key of keys.filter((one) => one === burstKeyOf('ws_secret'))) expect(await client.ttl(key)).toBeGreaterThan(30);
  });

  const garbage: [string, (key: string) => Promise<unknown>][] = [
    ['a string', (key) => client.set(key, 'not a window')],
    ['a list', (key) => client.rpush(key, '1', '2')],
    ['a sorted set', (key) => client.zadd(key, 1, 'r1')],
    ['words for numbers', (key) => client.hset(key, { [`r${nowSecond()}`]: 'many', [`m${nowSecond()}`]: '-5' })],
    ['absurd numbers', (key) => client.hset(key, { [`r${nowSecond()}`]: '1e308', [`r${nowSecond() - 1}`]: '9'.repeat(60), [`r${nowSecond() - 2}`]: '1.5' })],
    ['seconds to come and seconds long gone', (key) => client.hset(key, { [`r${nowSecond() + 3_600}`]: '900', r1: '900', [`r${'9'.repeat(40)}`]: '900' })],
    ['fields of other programs', (key) => client.hset(key, { user: 'ada', r: '9', 'r-1': '9', '': '9', [`x${nowSecond()}`]: '9' })],
    ['far too many fields', (key) => client.hset(key, Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}`, '1'])))],
  ];
  test.each(garbage)('count nothing where the key holds %s, and count on from there', async (what, spoil) => {
    const bursts = await connect();
    const workspaceId = `ws_spoilt ${what}`;
    await admitted(bursts, ask(workspaceId, 3, 3));
    await client.del(burstKeyOf(workspaceId));
    await spoil(burstKeyOf(workspaceId));
    expect([await admitted(bursts, ask(workspaceId, 3, 2)), await admitted(bursts, ask(workspaceId, 3, 5))]).toEqual([2, 1]);
    const fields = await client.hkeys(burstKeyOf(workspaceId));
    expect(fields.filter((field) => !/^r\d{10}$/.test(field))).toEqual([]);
  });

  test('start anew when Redis is flushed or forgets its scripts', async () => {
    const bursts = await connect();
    expect(await admitted(bursts, ask('ws_flushed', 2, 3))).toBe(2);
    await client.script('FLUSH');
    expect(await admitted(bursts, ask('ws_flushed', 2, 3))).toBe(0);
    await client.flushall();
    expect(await admitted(bursts, ask('ws_flushed', 2, 3))).toBe(2);
  });
});

const nowSecond = () => Math.floor(Date.now() / 1_000);
