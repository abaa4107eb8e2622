import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { burstKeyOf } from '@/lib/adapters/redis';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { callerOf, type Answer } from '@/test/load';
import { redisServer, slowProxy, startRedis, type RunningRedis } from '@/test/redis';
import { ask, problemOf, verify } from './books';

const lanes = 4;
const calls = 80;
/** What a decision may take. Where the machine is so busy that the same call without a burst limit is slow too, it is what it may take beyond that. */
const mostMs = 250;
const busyMs = 100;
const boundMs = ({ unlimited, stall }: { unlimited: number; stall: number }): number => (unlimited <= busyMs ? mostMs : unlimited + mostMs) + stall;

/** Answers, once asked, the longest time for which the machine let this process do nothing. */
const watchStalls = () => {
  let [last, longest] = [performance.now(), 0];
  const timer = setInterval(() => {
    const now = performance.now();
    [last, longest] = [now, Math.max(longest, now - last - 10)];
  }, 10);
  return () => {
    clearInterval(timer);
    return longest;
  };
};

/** `pro` of the catalogue `ux-flow`: 500 credits, of which these calls take 10 each, and 60 requests in any minute. */
const fits = { byQuota: 50, byBurst: 60 };

describe.skipIf(redisServer === null)('Redis', () => {
  let redis: RunningRedis;
  let proxy: Awaited<ReturnType<typeof slowProxy>>;
  let product: Product;
  let unlimited: ReturnType<typeof callerOf>;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await slowProxy(redis.port);
    product = await runProduct({ env: { CATALOG: 'ux-flow', REDIS_URL: proxy.url } });
    const enterprise = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, enterprise.workspaceId, 'enterprise');
    unlimited = callerOf(product.url, enterprise.key, lanes);
    for (let i = 0; i < 10; i += 1) await visual(unlimited);
  });
  afterAll(async () => {
    unlimited?.close();
    try {
      if (product) verify(product);
    } finally {
      await product?.stop();
      await proxy?.close();
      await redis?.stop();
    }
  });

  const redisHealth = async () => ((await (await fetch(`${product.url}/api/health`)).json()) as { checks: { redis: string } }).checks.redis;
  const visual = (caller: ReturnType<typeof callerOf>) => caller.call('POST', '/agents/visual/interpretImage', { 'x-quality': 'pro' });
  const timed = async <T>(work: Promise<T>): Promise<{ value: T; ms: number }> => {
    const startedMs = performance.now();
    return { value: await work, ms: performance.now() - startedMs };
  };

  /** A flood over both limits of a new customer. `during` happens once a quarter of it is answered. Each call is timed beside the same one of a plan without burst limits, so that a busy machine is not taken for a slow decision. */
  const flood = async (during: (customer: Customer) => Promise<unknown>) => {
    const customer = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, customer.workspaceId, 'pro');
    const caller = callerOf(product.url, customer.key, lanes);
    const answers: Answer[] = [];
    let begun = 0;
    const slowestMs = { limited: 0, unlimited: 0, stall: 0 };
    const longestStall = watchStalls();
    let harm: Promise<unknown> | undefined;
    const lane = async () => {
      while (begun < calls) {
        begun += 1;
        if (answers.length >= calls / 4) harm ??= during(customer);
        const [limited, other] = await Promise.all([timed(visual(caller)), timed(visual(unlimited))]);
        answers.push(limited.value);
        Object.assign(slowestMs, { limited: Math.max(slowestMs.limited, limited.ms), unlimited: Math.max(slowestMs.unlimited, other.ms) });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await harm;
    slowestMs.stall = longestStall();
    caller.close();
    return { customer, answers, slowestMs };
  };

  const faults: { name: string; during(customer: Customer): Promise<unknown>; heal(): Promise<unknown>; isNoticed: boolean }[] = [
    { name: 'well', during: async () => {}, heal: async () => {}, isNoticed: false },
    { name: 'flushed, its scripts too', during: () => redis.client().flushall().then(() => redis.client().script('FLUSH')), heal: async () => {}, isNoticed: false },
    {
      name: 'full of wrong data', isNoticed: false, heal: async () => {},
      during: ({ workspaceId }) => redis.client().del(burstKeyOf(workspaceId)).then(() => redis.client().set(burstKeyOf(workspaceId), 'nonsense')),
    },
    { name: 'slow by 2 seconds', during: () => Promise.resolve(proxy.delay(2_000)), heal: () => Promise.resolve(proxy.delay(0)), isNoticed: true },
    { name: 'killed', during: () => redis.kill(), heal: () => redis.start(), isNoticed: true },
  ];

  test.each(faults)('$name: no quota unit is used over or lost, every decision comes in time, every refusal is counted and explained', async ({ name, during, heal, isNoticed }) => {
    await expect.poll(redisHealth, { timeout: 15_000 }).toBe('ok');
    const { customer, answers, slowestMs } = await flood(during);
    if (isNoticed) await expect.poll(redisHealth).toBe('degraded');
    await heal();
    await expect.poll(redisHealth, { timeout: 15_000 }).toBe('ok');

    const refused = answers.filter((one) => one.status !== 200).map((one) => ({ answer: one, problem: problemOf(one) }));
    const byBurst = refused.filter(({ problem }) => problem.code === 'rate_limited');
    expect({ passed: answers.length - refused.length, byQuota: refused.length - byBurst.length, byBurst: byBurst.length }).toEqual({ passed: fits.byQuota, byQuota: fits.byBurst - fits.byQuota, byBurst: calls - fits.byBurst });
    console.log(`Redis ${name}: ${answers.length} calls, ${fits.byQuota * 10} of 500 credits used, 0 over; the slowest call took ${Math.round(slowestMs.limited)} ms, without a burst limit ${Math.round(slowestMs.unlimited)} ms; ${Math.round(boundMs(slowestMs))} ms are its bound.`);
    expect(slowestMs.limited).toBeLessThanOrEqual(boundMs(slowestMs));

    const [first] = byBurst;
    expect(first?.answer.headers).toMatchObject({ 'ratelimit-policy': '"requests-minute";q=60;w=60', 'retry-after': expect.stringMatching(/^\d+$/) });
    expect(first?.problem).toMatchObject({ status: 429, meter: 'requests', window: 'minute', limit: 60, used: 60, plan: 'pro' });
    const [books] = await ask<{ units: string; rows: string }>(product, `SELECT COALESCE(sum((units ->> 'credits')::int), 0) AS units, count(*) AS rows FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released'`, [customer.workspaceId]);
    expect([Number(books?.units), Number(books?.rows)]).toEqual([500, fits.byQuota]);
    const counted = () => ask<{ n: string }>(product, 'SELECT COALESCE(sum(count), 0) AS n FROM refusals WHERE workspace_id = $1', [customer.workspaceId]).then(([row]) => Number(row?.n));
    await expect.poll(counted).toBe(calls - fits.byQuota);
    for (const { problem } of byBurst) {
      const explained = await fetch(`${product.url}/api/v1/decisions/${String(problem.decisionId)}`, { headers: { authorization: `Bearer ${customer.key}` } });
      expect([explained.status, await explained.json()]).toMatchObject([200, { allowed: false, code: 'rate_limited', meter: 'requests', window: 'minute', limit: 60 }]);
    }
  });

  test('well again: what passes is told what is left of the minute', async () => {
    const customer = await newCustomer(product.url);
    const caller = callerOf(product.url, customer.key);
    const answer = await caller.call('POST', '/agents/manager/process');
    caller.close();
    expect([answer.status, answer.headers['ratelimit-policy'], answer.headers.ratelimit]).toMatchObject([200, expect.stringContaining('"requests-minute";q=10;w=60'), expect.stringContaining('"requests-minute";r=9;t=6')]);
  });
});
