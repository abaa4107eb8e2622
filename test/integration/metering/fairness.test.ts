import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool } from '@/lib/adapters/pool';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { hashApiKey, newApiKey } from '@/lib/domain/api-key-format';
import type { Decision } from '@/lib/domain/decision';
import { recordPassed } from '@/lib/services/usage/record-passed';
import { makeFairDecisions } from '@/lib/web/metering/fair-decisions';
import { makeOutage } from '@/lib/web/metering/outage';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { question } from '@/test/integration/usage/meter';
import { onPlan } from '@/test/integration/usage/plan-version';

const database = testDatabase();
const catalog = loadCatalog('default');
const open: pg.Pool[] = [];
/** Whose the keys are that the meter knows. */
const owners = new Map<string, string>();
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** The meter of one process, with its own connections. `patienceMs`: how long a workspace that is asked alone waits for its lock. */
const process = (patienceMs = 50_000) => {
  const pool = (max: number, lockTimeoutMs: number) => {
    const made = openPool(database.it.url, { max, lockTimeoutMs, statementTimeoutMs: 55_000, connectTimeoutMs: 30_000 });
    open.push(made);
    return made;
  };
  const outage = makeOutage({ record: (calls) => recordPassed({ sql: database.it.sql }, calls), now: () => new Date(), settle: () => {}, log });
  return { outage, decide: makeFairDecisions({ catalog, outage, pools: { shared: pool(2, 100), alone: pool(3, patienceMs) }, workspaceOf: (keyHash) => owners.get(keyHash), log }) };
};

const customers: { workspaceId: string; key: string }[] = [];
const keyOf = async (workspaceId: string): Promise<string> => {
  const { key } = await makeApiKey(database.it, workspaceId);
  owners.set(await hashApiKey(key), workspaceId);
  return key;
};
beforeAll(async () => {
  for (let i = 0; i < 6; i += 1) {
    const workspace = await makeWorkspace(database.it, { plan: 'enterprise' });
    customers.push({ workspaceId: workspace.id, key: await keyOf(workspace.id) });
  }
});
afterAll(async () => {
  for (const pool of open) await pool.end();
});

/** Holds the lock of a workspace, as a change to its subscription does, until it is told to let go. */
const holdLock = async (workspaceId: string) => {
  const client = new pg.Client({ connectionString: database.it.url });
  client.on('error', () => {});
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(4801, hashtext($1))', [workspaceId]);
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
};

const asking = (decide: (one: Awaited<ReturnType<typeof question>>) => Promise<Decision>, key: string, count: number) =>
  Array.from({ length: count }, async () => decide(await question(key, 'GET /v1/search')));
const allowed = (decisions: Decision[]) => decisions.filter((one) => one.allowed).length;

test('a workspace whose lock is held by somebody else holds up no other, and gets its own answers when it is let go', async () => {
  const { decide, outage } = process();
  const [locked, ...others] = customers as [typeof customers[number], ...typeof customers];
  await Promise.all(customers.flatMap(({ key }) => asking(decide, key, 1)));
  const letGo = await holdLock(locked.workspaceId);
  let isDecided = false;
  const waiting = Promise.all(asking(decide, locked.key, 3)).finally(() => (isDecided = true));
  for (let round = 0; round < 5; round += 1) expect(allowed(await Promise.all(others.flatMap(({ key }) => asking(decide, key, 2))))).toBe(10);
  expect([isDecided, outage.isOpen()]).toEqual([false, false]);
  await letGo();
  expect(allowed(await waiting)).toBe(3);
});

test('a lock that is held too long refuses its own workspace for the moment, without calling the meter away', async () => {
  const { decide, outage } = process(300);
  const [locked, other] = customers as [typeof customers[number], typeof customers[number]];
  const letGo = await holdLock(locked.workspaceId);
  const [refused] = await Promise.all(asking(decide, locked.key, 1));
  expect(refused).toMatchObject({ allowed: false, code: 'unavailable', retryAfterSeconds: 5 });
  expect(outage.isOpen()).toBe(false);
  expect(allowed(await Promise.all(asking(decide, other.key, 2)))).toBe(2);
  await letGo();
});

test('a workspace whose calls the database cannot decide is refused alone, without calling the meter away', async () => {
  const { decide, outage } = process();
  const full = await onPlan(database.it, 'default', [{ meter: 'calls', window: 'month', limit: null }, { meter: 'credits', window: 'month', limit: null }]);
  const [other] = customers as [typeof customers[number]];
  owners.set(await hashApiKey(full.key), full.workspaceId);
  expect(allowed(await Promise.all([full.key, other.key].flatMap((key) => asking(decide, key, 1))))).toBe(2);
  await database.it.sql.query('UPDATE usage_counters SET used = 9223372036854775807 WHERE workspace_id = $1', [full.workspaceId]);
  const decisions = await Promise.all([full.key, other.key, other.key].flatMap((key) => asking(decide, key, 1)));
  expect(decisions.map((one) => one.allowed || one.code)).toEqual(['unavailable', true, true]);
  expect(outage.isOpen()).toBe(false);
});

test('a flood is shed beyond its bound, and everybody else is admitted at once, also by its other keys’ share', async () => {
  const { decide } = process();
  const [flooding, ...quiet] = customers as [typeof customers[number], ...typeof customers];
  const second = await keyOf(flooding.workspaceId);
  await Promise.all([...customers.map(({ key }) => key), second].flatMap((key) => asking(decide, key, 1)));
  const order: string[] = [];
  const flood = [...asking(decide, flooding.key, 1_500), ...asking(decide, second, 500)].map(async (one) => {
    const decision = await one;
    if (decision.allowed) order.push('flood');
    return decision;
  });
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(quiet.flatMap(({ key }) => asking(decide, key, 3)).map((one) => one.then(() => order.push('quiet'))));
  const floodBefore = order.filter((one) => one === 'flood').length;
  const decisions = await Promise.all(flood);
  const shed = decisions.filter((one) => !one.allowed);
  expect(shed.length).toBeGreaterThan(500);
  expect(new Set(shed.map((one) => !one.allowed && one.code))).toEqual(new Set(['overloaded']));
  expect(allowed(decisions) + shed.length).toBe(2_000);
  expect(floodBefore).toBeLessThan(allowed(decisions) / 2);
});

test('no number of made-up keys takes the place of those that are known', async () => {
  const { decide } = process();
  const made = await question(newApiKey('live'), 'GET /v1/search');
  const known = await Promise.all(customers.map(({ key }) => question(key, 'GET /v1/search')));
  const flood = Array.from({ length: 9_000 }, () => decide({ ...made, keyHash: randomBytes(32).toString('hex') }));
  expect(allowed(await Promise.all(known.map(decide)))).toBe(6);
  expect(new Set((await Promise.all(flood)).map((one) => one.allowed || one.code))).toEqual(new Set(['invalid_api_key', 'overloaded']));
});
