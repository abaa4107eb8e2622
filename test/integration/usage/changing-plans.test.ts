import { expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { settle, type Settlement } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';

const database = testDatabase();
const meter = () => meterOf(database.it, 'default');

const setUp = async (plan: string) => {
  const workspace = await makeWorkspace(database.it, { plan });
  const { id, key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, keyId: id, key };
};
const moveTo = async (workspaceId: string, plan: string) => {
  const version = await database.it.db.planVersion.findFirstOrThrow({ where: { catalog: 'default', plan } });
  await database.it.db.workspace.update({ where: { id: workspaceId }, data: { planVersionId: version.id } });
};
const released = (decision: Awaited<ReturnType<ReturnType<typeof meterOf>>>[number] | undefined): Settlement => {
  if (!decision?.allowed) throw new Error('the call is admitted');
  return { decisionId: decision.decisionId, occurredAt: decision.occurredAt, outcome: 'released', statusCode: 500, latencyMs: 1 };
};
const used = async (workspaceId: string) => {
  const rows = await database.it.db.usageCounter.findMany({ where: { workspaceId, meter: 'calls' } });
  return Object.fromEntries(rows.map((row) => [row.window, Number(row.used)]));
};
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;

/** A version of a plan from before its meter was limited by the minute. */
const olderVersion = async (workspaceId: string) => {
  const id = newId('pv', Date.now());
  await database.it.db.planVersion.create({ data: { id, catalog: 'default', plan: 'former', version: 1, fingerprint: id, body: {}, features: [], createdAt: new Date() } });
  const granted = [{ meter: 'calls', window: 'month', limit: 100 }, { meter: 'credits', window: 'billing_period', limit: null }];
  await database.it.db.entitlement.createMany({ data: granted.map((one) => ({ ...one, planVersionId: id, whenUnavailable: 'admit' })) });
  await database.it.db.workspace.update({ where: { id: workspaceId }, data: { planVersionId: id } });
};

test('a call that fails after a change of plan gives back what was counted under the old plan, and nothing to windows of the new one', async () => {
  const { workspaceId, key } = await setUp('free');
  await olderVersion(workspaceId);
  const [dear] = await meter()([await question(key, 'POST /v1/generate', { headers: { 'x-quality': 'pro' } })]);
  await moveTo(workspaceId, 'free');
  await meter()([await question(key, 'GET /v1/search')]);
  expect(await used(workspaceId)).toEqual({ month: 3, minute: 1 });
  expect(await settle(database.it, [released(dear)])).toBe(1);
  expect(await used(workspaceId)).toEqual({ month: 1, minute: 1 });
  expect(await findings()).toEqual([]);
});

test('a plan that changes while a batch is being decided is counted and recorded as one plan, never as half of each', async () => {
  const { workspaceId, key } = await setUp('free');
  const holder = await database.it.sql.connect();
  await holder.query('BEGIN; LOCK TABLE usage_events IN ACCESS EXCLUSIVE MODE');
  const asked = meter()([await question(key, 'GET /v1/search')]);
  await expect.poll(async () => (await database.it.sql.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%meter_consume%'`)).rowCount).toBe(1);
  await moveTo(workspaceId, 'enterprise');
  await holder.query('COMMIT');
  holder.release();
  const [decision] = await asked;
  const event = await database.it.db.usageEvent.findFirstOrThrow({ where: { workspaceId } });
  const version = await database.it.db.planVersion.findUniqueOrThrow({ where: { id: event.planVersionId } });
  expect([version.plan, await used(workspaceId)]).toEqual(['free', { minute: 1, month: 1 }]);
  expect(await settle(database.it, [released(decision)])).toBe(1);
  expect(await used(workspaceId)).toEqual({ minute: 0, month: 0 });
  expect(await findings()).toEqual([]);
});

test('a key that is being changed keeps no call waiting', async () => {
  const { keyId, workspaceId, key } = await setUp('free');
  const holder = await database.it.sql.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM api_keys WHERE id = $1 FOR UPDATE', [keyId]);
  const [decision] = await meter()([await question(key, 'GET /v1/search')]);
  await holder.query('ROLLBACK');
  holder.release();
  expect(decision?.allowed).toBe(true);
  expect(await used(workspaceId)).toMatchObject({ month: 1 });
});
