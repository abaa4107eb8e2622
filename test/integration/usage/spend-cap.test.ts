import { describe, expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { overageCost } from '@/lib/domain/overage-cost';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { question } from './meter';
import { onPlan } from './plan-version';
import { counterOf, programOf } from './program';

const database = testDatabase('default');
const catalog = loadCatalog('default');
const [plan, soft] = Object.entries(catalog.plans).flatMap(([id, one]) => Object.entries(one.limits).flatMap(([meter, { billing_period: limit, overage }]) => (overage && limit ? [[id, { meter, limit, overage }] as const] : [])))[0] ?? [];
if (!plan || !soft) throw new Error('the default catalogue sells overage');

const cap = async (workspaceId: string, minor: number, mode: string) => {
  const now = new Date();
  await database.it.db.ownLimit.create({ data: { id: newId('lim', now.getTime()), workspaceId, scope: 'own', meter: 'spend', window: 'billing_period', limit: BigInt(minor), mode, createdAt: now, updatedAt: now } });
};
const setUp = async (capMinor: number, mode: string) => {
  const workspace = await makeWorkspace(database.it, { plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  await cap(workspace.id, capMinor, mode);
  return { workspaceId: workspace.id, key, program: await programOf(database.it, key, catalog) };
};
const { meter, limit, overage } = soft;
const priceMinor = overage.prices[catalog.currency] ?? 0;
const code = (decision: Decision) => (decision.allowed ? 'ok' : decision.code);
const alertsOf = async (workspaceId: string) => (await database.it.db.alert.findMany({ where: { workspaceId, meter: 'spend' }, orderBy: { threshold: 'asc' } })).map((one) => one.threshold);

test('a hard cap on spend refuses the very unit that would be billed above it, and not the one before', async () => {
  const { workspaceId, program } = await setUp(priceMinor * 2, 'hard');
  expect(code(await program.use({ units: { [meter]: limit + overage.per } }))).toBe('ok');
  expect(code(await program.use({ units: { [meter]: overage.per } }))).toBe('ok');
  const refused = await program.use({ units: { [meter]: 1 } });
  expect(refused).toMatchObject({ allowed: false, code: 'own_limit_reached', refusedBy: { meter: 'spend', scope: 'own', limit: priceMinor * 2, used: priceMinor * 2 } });
  const used = await counterOf(database.it, workspaceId, meter, 'billing_period');
  expect(overageCost(used - limit, overage, catalog.currency)).toBe(priceMinor * 2);
  expect(await alertsOf(workspaceId)).toEqual([50, 80, 90, 100]);
});

test('a cap of zero lets the plan’s own units pass and none beyond them', async () => {
  const { program } = await setUp(0, 'hard');
  expect([code(await program.use({ units: { [meter]: limit } })), code(await program.use({ units: { [meter]: 1 } }))]).toEqual(['ok', 'own_limit_reached']);
});

test('a cap that only notifies lets calls pass and tells once', async () => {
  const { workspaceId, program } = await setUp(priceMinor, 'notify');
  for (const units of [limit, 1, overage.per, overage.per]) expect(code(await program.use({ units: { [meter]: units } }))).toBe('ok');
  expect(await alertsOf(workspaceId)).toEqual([50, 80, 90, 100]);
});

test('fifty calls at once stay within a hard cap', async () => {
  const { workspaceId, program } = await setUp(priceMinor * 3, 'hard');
  await program.use({ units: { [meter]: limit } });
  const decisions = await Promise.all(Array.from({ length: 20 }, () => program.use({ units: { [meter]: overage.per } })));
  expect(decisions.filter((one) => one.allowed)).toHaveLength(3);
  expect(await counterOf(database.it, workspaceId, meter, 'billing_period')).toBe(limit + 3 * overage.per);
});

test('a hard cap holds for a meter although another of the plan has become unlimited', async () => {
  const soft = { window: 'billing_period', limit: 10, overage: { per: 1, minor: 100 } } as const;
  const { workspaceId, key } = await onPlan(database.it, 'default', [{ meter: 'credits', ...soft }, { meter: 'calls', ...soft }]);
  await cap(workspaceId, 100, 'hard');
  await database.it.db.override.create({ data: { id: newId('ovr', Date.now()), workspaceId, kind: 'limit', meter: 'calls', window: 'billing_period', limit: null, reason: 'a test', createdById: 'usr_test', createdAt: new Date() } });
  const program = await programOf(database.it, key, catalog);
  expect([code(await program.use({ units: { credits: 11 } })), code(await program.use({ units: { credits: 1 } }))]).toEqual(['ok', 'own_limit_reached']);
});

describe('spend that crosses a cap is told of, too, where it comes', () => {
  test('from a hold that took more', async () => {
    const { workspaceId, program } = await setUp(priceMinor * 2, 'notify');
    const held = await program.use({ units: { [meter]: 1 }, hold: true });
    await program.settle(held, { units: { [meter]: limit + 1 } });
    expect(await alertsOf(workspaceId)).toEqual([50]);
  });

  test('from usage that happened elsewhere', async () => {
    const { workspaceId, program } = await setUp(priceMinor * 2, 'hard');
    await program.ingest([{ source: 'batch', id: 'a', units: { [meter]: limit + 1 } }]);
    expect(await alertsOf(workspaceId)).toEqual([50]);
    await program.ingest([{ source: 'batch', id: 'b', units: { [meter]: overage.per } }]);
    expect(await alertsOf(workspaceId)).toEqual([50, 80, 90, 100]);
  });

  test('from calls that passed while the meter was away', async () => {
    const { workspaceId, key } = await setUp(priceMinor * 2, 'hard');
    const direct = async (units: number) => ({ ...(await question(key, 'USE /units')), direct: { units: { [meter]: units }, quantity: 1 } });
    const calls = resolveCalls(testCtx(database.it, { catalog: catalog.id }), [await direct(limit + 1), await direct(overage.per)]).map((one) => ({ ...one, forced: true }));
    await consume(testCtx(database.it), calls);
    expect(await alertsOf(workspaceId)).toEqual([50, 80, 90, 100]);
  });
});

test('a cap on spend holds for its own workspace, whoever shares its batches', async () => {
  const plan = [{ meter: 'calls', window: 'billing_period', limit: 1, overage: { per: 1, minor: 10 } }] as const;
  const [capped, free] = [await onPlan(database.it, 'default', [...plan]), await onPlan(database.it, 'default', [...plan])];
  await cap(capped.workspaceId, 10, 'hard');
  const ctx = testCtx(database.it);
  const calls = resolveCalls(ctx, await Promise.all(Array.from({ length: 6 }, (_, i) => question([capped, free][i % 2]?.key ?? '', 'GET /v1/ping'))));
  expect((await consume(ctx, calls)).map(code)).toEqual(['ok', 'ok', 'ok', 'ok', 'own_limit_reached', 'ok']);
});
