import { afterEach, describe, expect, test } from 'vitest';
import { openRedis, type SharedBursts } from '@/lib/adapters/redis';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { refusalError } from '@/lib/domain/refusal';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { getDecision } from '@/lib/services/usage/get-decision';
import { gathered } from '@/lib/web/metering/gathered';
import { makeRateLimits } from '@/lib/web/metering/rate-limits';
import { makeApiKey, makeWorkspace, memberCtx, testCtx, testDatabase } from '@/test/harness';
import { question } from '@/test/integration/usage/meter';
import { redisServer, startRedis } from '@/test/redis';

const database = testDatabase('default');
const log = { info: () => {}, warn: () => {}, error: () => {} };
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const given = loadCatalog('default');
/** The default catalogue without its minute quotas, with bursts: free 5 requests and 3 messages, starter 8 requests, all others none. */
const catalog: Catalog = {
  ...given,
  operations: { ...given.operations, generate_text: { ...(given.operations.generate_text as Catalog['operations'][string]), kind: 'message' } },
  plans: {
    ...given.plans,
    free: { ...(given.plans.free as Catalog['plans'][string]), limits: { calls: { month: 12 }, credits: { billing_period: 2_000 } }, rateLimits: { requests: 5, messages: 3 } },
    starter: { ...(given.plans.starter as Catalog['plans'][string]), rateLimits: { requests: 8 } },
  },
};

/** A process with its own meter, on the test's database, that waits for Redis however busy the machine is. `decided` collects the sizes of the batches that reached the quotas. */
const processOf = (shared: SharedBursts | null = null) => {
  const ctx = { ...testCtx(database.it), catalog };
  const decided: number[] = [];
  const rates = makeRateLimits({ sql: database.it.sql, catalog, shared, isAway: () => false, log, readWithinMs: 10_000, deadlineMs: 10_000 });
  stops.push(rates.stop);
  const byQuota = gathered((questions: MeterQuestion[]): Promise<Decision[]> => {
    decided.push(questions.length);
    return consume(ctx, resolveCalls(ctx, questions));
  }, 500);
  const decide = (questions: MeterQuestion[]) => Promise.all(questions.map((question) => rates.limit(question, byQuota)));
  return { decide, decided, rates };
};

const setUp = async (plan?: string) => {
  await writeCatalog({ ...testCtx(database.it), catalog });
  const workspace = await makeWorkspace(database.it, plan === undefined ? {} : { plan });
  return { workspace, key: (await makeApiKey(database.it, workspace.id)).key };
};
const many = (count: number, key: string, call: string) => Promise.all(Array.from({ length: count }, () => question(key, call)));
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));
const ledgerOf = async (workspaceId: string) => database.it.db.usageEvent.count({ where: { workspaceId } });
const putOn = async (workspaceId: string, plan: string) => {
  const version = await database.it.db.planVersion.findFirstOrThrow({ where: { catalog: 'default', plan }, orderBy: { version: 'desc' } });
  await database.it.db.workspace.update({ where: { id: workspaceId }, data: { planVersionId: version.id } });
};

describe('a burst limit', () => {
  test('makes no key that is known wait until another is read', async () => {
    const [known, unread] = [await setUp(), await setUp()];
    const { decide, rates } = processOf();
    const [admitted] = await decide(await many(1, known.key, 'GET /v1/search'));
    const order: string[] = [];
    const ask = async (name: string, key: string) => {
      const asked = await question(key, 'GET /v1/search');
      return () => rates.limit(asked, () => Promise.resolve(admitted as Decision)).then(() => order.push(name));
    };
    const asks = [await ask('unread', unread.key), await ask('known', known.key)];
    const client = await database.it.sql.connect();
    await client.query('BEGIN; LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE');
    const [second, first] = asks.map((start) => start());
    await first;
    await client.query('ROLLBACK');
    client.release();
    await second;
    expect(order).toEqual(['known', 'unread']);
  });

  test('lets exactly its number pass from the very first batch, and what it refuses uses no unit and makes no row', async () => {
    const { workspace, key } = await setUp();
    const { decide, decided } = processOf();
    expect(codes(await decide(await many(9, key, 'GET /v1/search')))).toEqual([...Array<string>(5).fill('ok'), ...Array<string>(4).fill('rate_limited')]);
    expect([await ledgerOf(workspace.id), decided]).toEqual([5, [5]]);
    const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId: workspace.id, window: 'month', meter: 'calls' } });
    expect(counters.map((row) => Number(row.used))).toEqual([5]);
  });

  test('counts messages and other requests apart, and answers in the order of the batch', async () => {
    const { key } = await setUp();
    const [text, search] = [await many(4, key, 'POST /v1/generate'), await many(6, key, 'GET /v1/search')];
    const mixed = [text[0], search[0], text[1], text[2], text[3], ...search.slice(1)] as MeterQuestion[];
    expect(codes(await processOf().decide(mixed))).toEqual(['ok', 'ok', 'ok', 'ok', 'rate_limited', 'ok', 'ok', 'ok', 'ok', 'rate_limited']);
  });

  test('is told to everyone: to those who pass beside the quotas, to those refused with when to come back', async () => {
    const { key } = await setUp();
    const { decide } = processOf();
    const [first] = await decide(await many(1, key, 'GET /v1/search'));
    expect(rateLimitFields(first?.limits ?? [])).toMatchObject({ 'ratelimit-policy': expect.stringMatching(/^"calls-month";q=12;w=\d+, .*"requests-minute";q=5;w=60$/), ratelimit: expect.stringMatching(/"requests-minute";r=4;t=([3-5]\d|6[01])$/) });
    const refused = (await decide(await many(5, key, 'GET /v1/search'))).at(-1) as Extract<Decision, { allowed: false }>;
    const error = refusalError(refused, 'https://portal.test');
    expect([error.status, error.code, error.details.retryAfterSeconds]).toEqual([429, 'rate_limited', refused.retryAfterSeconds]);
    expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(30);
    expect(error.details.extra).toMatchObject({ limit: 5, used: 5, meter: 'requests', window: 'minute', plan: 'free', retryAfter: refused.retryAfterSeconds, decisionId: refused.decisionId });
    expect(rateLimitFields(refused.limits)).toMatchObject({ 'ratelimit-policy': '"requests-minute";q=5;w=60', ratelimit: expect.stringMatching(/^"requests-minute";r=0;t=([3-5]\d|6[01])$/) });
  });

  test('explains every refusal by its decision id, one row a minute for all processes, and to nobody else', async () => {
    const { workspace, key } = await setUp();
    const [one, two] = [processOf(), processOf()];
    const refused = [...(await one.decide(await many(8, key, 'GET /v1/search'))), ...(await two.decide(await many(9, key, 'GET /v1/search')))].filter((decision) => !decision.allowed);
    expect(refused).toHaveLength(7);
    for (const { rates } of [one, two]) await rates.stop();
    const ctx = memberCtx(database.it, workspace);
    const rows = await database.it.db.refusal.findMany({ where: { workspaceId: workspace.id } });
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(7);
    expect([...new Set(refused.map((decision) => decision.decisionId))].sort()).toEqual(rows.map((row) => row.id).sort());
    expect(await getDecision(ctx, { id: rows[0]?.id ?? '' })).toMatchObject({ allowed: false, code: 'rate_limited', operation: 'search', meter: 'requests', window: 'minute', limit: 5, used: 5, required: 1, plan: { id: 'free' } });
    const stranger = await makeWorkspace(database.it);
    await expect(getDecision(memberCtx(database.it, stranger), { id: rows[0]?.id ?? '' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('still counts a call that a quota refuses afterwards, so that a flood of refused calls stays limited', async () => {
    const { workspace, key } = await setUp();
    await database.it.sql.query(
      `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used) SELECT $1, 'calls', 'month', b.starts, b.ends, 12 FROM window_at('month', app_now(), app_now()) b`, [workspace.id],
    );
    expect(codes(await processOf().decide(await many(8, key, 'GET /v1/search')))).toEqual([...Array<string>(5).fill('quota_exceeded'), ...Array<string>(3).fill('rate_limited')]);
  });

  test('leaves keys that are not valid, plans without one and other workspaces alone', async () => {
    const [free, pro] = [await setUp(), await setUp('pro')];
    const { decide } = processOf();
    await decide(await many(6, free.key, 'GET /v1/search'));
    const strange = await question('tg_live_nobody', 'GET /v1/search');
    expect(new Set(codes(await decide([...(await many(30, pro.key, 'GET /v1/search')), strange])))).toEqual(new Set(['ok', 'invalid_api_key']));
  });
});

describe('a change while calls run', () => {
  test('an upgrade holds for the very next call, in a process that knew the smaller plan', async () => {
    const { workspace, key } = await setUp();
    const { decide } = processOf();
    expect(codes(await decide(await many(6, key, 'GET /v1/search'))).filter((code) => code === 'ok')).toHaveLength(5);
    await putOn(workspace.id, 'starter');
    expect(codes(await decide(await many(4, key, 'GET /v1/search')))).toEqual(['ok', 'ok', 'ok', 'rate_limited']);
    await putOn(workspace.id, 'pro');
    expect(new Set(codes(await decide(await many(20, key, 'GET /v1/search'))))).toEqual(new Set(['ok']));
  });

  test('a smaller plan holds once the first call under it was decided', async () => {
    const { workspace, key } = await setUp('starter');
    const { decide } = processOf();
    await decide(await many(2, key, 'GET /v1/search'));
    await putOn(workspace.id, 'free');
    expect(codes(await decide(await many(1, key, 'GET /v1/search')))).toEqual(['ok']);
    expect(codes(await decide(await many(4, key, 'GET /v1/search')))).toEqual(['ok', 'ok', 'rate_limited', 'rate_limited']);
  });

  test('a revoked key is told so, and not to come back later', async () => {
    const { workspace, key } = await setUp();
    const { decide } = processOf();
    await decide(await many(6, key, 'GET /v1/search'));
    await database.it.db.apiKey.updateMany({ where: { workspaceId: workspace.id }, data: { revokedAt: new Date(Date.now() - 1_000) } });
    expect(codes(await decide(await many(2, key, 'GET /v1/search')))).toEqual(['invalid_api_key', 'invalid_api_key']);
  });

  test('all keys of a workspace share its windows', async () => {
    const { workspace, key } = await setUp();
    const other = await makeApiKey(database.it, workspace.id);
    const { decide } = processOf();
    expect(codes(await decide([...(await many(3, key, 'GET /v1/search')), ...(await many(3, other.key, 'GET /v1/search'))]))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'rate_limited']);
  });
});

describe.skipIf(redisServer === null)('several processes', () => {
  test('share one limit through Redis, each by its own when it is killed, together again when it is back, and no quota unit is lost or used beyond', async () => {
    const redis = await startRedis();
    stops.push(redis.stop);
    const { workspace, key } = await setUp('starter');
    const processes = Array.from({ length: 3 }, () => processOf(openRedis(redis.url)));
    const states = () => processes.map(({ rates }) => rates.redis());
    await expect.poll(states).toEqual(['ok', 'ok', 'ok']);
    const flood = async () => codes((await Promise.all(processes.map(async ({ decide }) => decide(await many(20, key, 'GET /v1/search'))))).flat()).filter((code) => code === 'ok').length;
    expect(await flood()).toBe(8);
    await redis.kill();
    const passed = await flood();
    expect(passed).toBeLessThanOrEqual(3 * 8 - 8);
    expect(passed).toBeGreaterThan(0);
    expect(states()).toContain('degraded');
    await redis.start();
    await expect.poll(states, { timeout: 10_000 }).toEqual(['ok', 'ok', 'ok']);
    expect(await flood()).toBe(0);
    expect(await ledgerOf(workspace.id)).toBe(8 + passed);
    expect(processes.reduce((sum, { rates }) => sum + rates.totals().withoutRedis, 0)).toBeGreaterThan(0);
  });
});
