import { afterEach, expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Plan } from '@/lib/domain/catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, memberCtx, testCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';
import { moveClock, programOf } from './program';
import { onPlan } from './plan-version';

const database = testDatabase();
afterEach(() => moveClock(database.it, 0));
const meter = () => meterOf(database.it, 'default');

/** On the plan with overage, of which this many units of the period are used up. */
const setUp = async (used: number, plan = 'business') => {
  const workspace = await makeWorkspace(database.it, { plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  const ctx = memberCtx(database.it, workspace);
  await database.it.sql.query(
    `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used)
     SELECT $1, 'credits', 'billing_period', b.starts, b.ends, $2 FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b WHERE w.id = $1`, [workspace.id, used]);
  return { workspaceId: workspace.id, key, ctx };
};
/** Sells the plan with overage under other limits from now on. */
const relimit = (limits: Plan['limits']) => {
  const catalog = loadCatalog('default');
  const business = catalog.plans['business'] as Plan;
  return writeCatalog({ ...testCtx(database.it), catalog: { ...catalog, plans: { ...catalog.plans, business: { ...business, limits: { ...business.limits, ...limits } } } } });
};
const image = 'POST /v1/images';

test('calls beyond a soft limit pass, are counted, and cost what every begun thousand costs', async () => {
  const { key, ctx } = await setUp(499_995);
  const decisions = await meter()(await Promise.all([question(key, image), question(key, image)]));
  expect(decisions.map((one) => one.allowed)).toEqual([true, true]);
  const credits = (await getCurrentUsage(ctx, {})).meters.find((one) => one.meter === 'credits');
  expect(credits?.limits).toMatchObject([{ window: 'billing_period', limit: 500_000, used: 500_015, remaining: 0, overage: { units: 15, amountMinor: 200, currency: 'usd', formatted: '$2.00', per: 1_000, priceMinor: 200 } }]);
});

test('a hard limit of the same meter still refuses, and so does another window of a plan with a soft one', async () => {
  const hard = await setUp(249_995, 'pro');
  expect(await meter()([await question(hard.key, image)])).toMatchObject([{ allowed: false, code: 'insufficient_credits' }]);
  await relimit({ calls: { minute: 1, month: 1_000 } });
  const soft = await setUp(500_000);
  const decisions = await meter()(await Promise.all([question(soft.key, image), question(soft.key, image)]));
  expect(decisions).toMatchObject([{ allowed: true }, { allowed: false, code: 'quota_exceeded', refusedBy: { meter: 'calls', window: 'minute' } }]);
});

test('a call beyond the limit that fails is taken off again', async () => {
  await relimit({ credits: { billing_period: 15, overage: { per: 1_000, prices: { usd: 200 } } } });
  const workspace = await makeWorkspace(database.it, { plan: 'business' });
  const { key } = await makeApiKey(database.it, workspace.id);
  const [, second] = await meter()(await Promise.all([question(key, image), question(key, image)]));
  if (!second?.allowed) throw new Error('it passes');
  await settle(database.it, [{ decisionId: second.decisionId, occurredAt: second.occurredAt, outcome: 'released', statusCode: 500, latencyMs: 1 }]);
  const credits = (await getCurrentUsage(memberCtx(database.it, workspace), {})).meters.find((one) => one.meter === 'credits');
  expect(credits?.limits).toMatchObject([{ used: 10, overage: { units: 0, amountMinor: 0 } }]);
  expect((await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.detail.includes(workspace.id))).toEqual([]);
});

/** Units beyond the limit that are due for billing. */
const due = async (workspaceId: string) => (await database.it.sql.query<{ units: number }>('SELECT units::int FROM overage_of($1)', [workspaceId])).rows.map((row) => row.units);

test('units that are held are not due for billing, however long they are held, until they are settled', async () => {
  const { workspaceId, key } = await onPlan(database.it, 'default', [{ meter: 'credits', window: 'billing_period', limit: 100, overage: { per: 10, minor: 100 } }]);
  const program = await programOf(database.it, key, 'default');
  await program.use({ units: { credits: 100 } });
  const [kept, dropped] = [await program.use({ units: { credits: 30 }, hold: true, holdSeconds: 3_600 }), await program.use({ units: { credits: 500 }, hold: true, holdSeconds: 3_600 })];
  expect(await due(workspaceId)).toEqual([0]);
  await moveClock(database.it, 20 * 60_000);
  expect(await due(workspaceId)).toEqual([0]);
  await program.settle(kept, { units: { credits: 20 } });
  expect(await due(workspaceId)).toEqual([20]);
  await program.release(dropped);
  expect(await due(workspaceId)).toEqual([20]);
});

test('what a limit of the customer’s own counts is not due for billing a second time', async () => {
  const { workspaceId, key } = await onPlan(database.it, 'default', [{ meter: 'credits', window: 'billing_period', limit: 100, overage: { per: 10, minor: 100 } }]);
  const now = new Date();
  await database.it.db.ownLimit.create({ data: { id: `lim_${workspaceId}`, workspaceId, scope: 'own', meter: 'credits', window: 'billing_period', limit: 1_000n, mode: 'hard', createdAt: now, updatedAt: now } });
  await (await programOf(database.it, key, 'default')).use({ units: { credits: 130 } });
  expect(await due(workspaceId)).toEqual([30]);
});
