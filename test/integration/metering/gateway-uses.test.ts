import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { callerOf } from '@/test/load';

const database = testDatabase();
let upstream: RunningUpstream;
let gateway: Gateway;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await runGateway({ databaseUrl: database.it.url, upstreamUrl: upstream.url });
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
});

const customer = async () => {
  const workspace = await makeWorkspace(database.it, { plan: 'enterprise' });
  const { key } = await makeApiKey(database.it, workspace.id);
  const post = (action: string, body: object) =>
    fetch(`${gateway.url}/api/v1/${action}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { workspaceId: workspace.id, key, post };
};
const isWaiting = async () => (await database.it.sql.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")).rowCount;

test('a workspace that waits for its own lock keeps no other from asking, settling, releasing or ingesting, nor outcomes from being written', async () => {
  const [busy, other] = [await customer(), await customer()];
  const held = async () => ((await (await other.post('meter/consume', { units: { calls: 1 }, hold: true })).json()) as { decisionId: string }).decisionId;
  const [first, second] = [await held(), await held()];
  const lock = new pg.Client({ connectionString: database.it.url });
  await lock.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT pg_advisory_xact_lock(4801, hashtext($1))', [busy.workspaceId]);
  const waiting = Array.from({ length: 12 }, () => busy.post('meter/check', { units: { calls: 1 } }).then(({ status }) => status));
  await expect.poll(isWaiting).toBeGreaterThan(1);
  const answers = await Promise.all([
    other.post('meter/check', { units: { calls: 1 } }), other.post('meter/settle', { decisionId: first }), other.post('meter/release', { decisionId: second }),
    other.post('usage/events', { events: [{ source: 'a', id: 'b', units: { calls: 1 } }] }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { call, close } = callerOf(gateway.url, other.key);
  expect((await call('GET', '/v1/ping')).status).toBe(200);
  await expect.poll(() => database.it.db.usageEvent.count({ where: { workspaceId: other.workspaceId, source: 'gateway', outcome: 'succeeded' } })).toBe(1);
  await lock.query('COMMIT');
  await lock.end();
  close();
  expect((await Promise.all(waiting)).every((status) => status === 200 || status === 503)).toBe(true);
});
