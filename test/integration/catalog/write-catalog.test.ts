import { expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Catalog, Plan } from '@/lib/domain/catalog';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { makeDatabase } from '@/test/database';
import { makeWorkspace, testCtx, testDatabase } from '@/test/harness';

const database = testDatabase();

/** The default catalogue under another id, so that each test starts with no version written. */
const catalogCalled = (id: string, pro: Partial<Plan> = {}): Catalog => {
  const base = loadCatalog('default');
  return { ...base, id, plans: { ...base.plans, pro: { ...(base.plans['pro'] as Plan), ...pro } } };
};
const ctxOf = (catalog: Catalog) => ({ ...testCtx(database.it), catalog });

test('writing the same catalogue again changes nothing', async () => {
  const catalog = catalogCalled('again');
  const first = await writeCatalog(ctxOf(catalog));
  expect(first.map((plan) => [plan.plan, plan.version, plan.isNew])).toEqual([['free', 1, true], ['starter', 1, true], ['pro', 1, true], ['business', 1, true], ['enterprise', 1, true]]);
  const second = await writeCatalog(ctxOf(catalog));
  expect(second).toEqual(first.map((plan) => ({ ...plan, isNew: false })));
});

test('a changed plan gets a new version, the others keep theirs, and a subscriber keeps the version they had', async () => {
  await writeCatalog(ctxOf(catalogCalled('changed')));
  const bought = await currentPlanVersion(ctxOf(catalogCalled('changed')), 'pro');
  const workspace = await makeWorkspace(database.it);
  await database.it.db.workspace.update({ where: { id: workspace.id }, data: { planVersionId: bought.id } });
  const written = await writeCatalog(ctxOf(catalogCalled('changed', { seats: 11 })));
  expect(written.filter((plan) => plan.isNew).map((plan) => `${plan.plan} ${plan.version}`)).toEqual(['pro 2']);
  const after = await database.it.db.workspace.findUniqueOrThrow({ where: { id: workspace.id }, include: { planVersion: true } });
  expect(after.planVersion).toMatchObject({ id: bought.id, version: 1, body: { seats: 10 } });
});

test('going back to earlier terms is a new version, so that the newest version is what is sold', async () => {
  const [before, changed] = [catalogCalled('back'), catalogCalled('back', { trialDays: 7 })];
  for (const catalog of [before, changed, before]) await writeCatalog(ctxOf(catalog));
  expect(await currentPlanVersion(ctxOf(before), 'pro')).toMatchObject({ version: 3, body: { trialDays: 14 } });
});

test('every version has a row for every window that any plan limits, unlimited where its own terms name none', async () => {
  const catalog = catalogCalled('windows');
  await writeCatalog(ctxOf(catalog));
  const rowsOf = async (plan: string) => {
    const { id } = await currentPlanVersion(ctxOf(catalog), plan);
    const rows = await database.it.db.entitlement.findMany({ where: { planVersionId: id }, orderBy: [{ meter: 'asc' }, { window: 'asc' }] });
    return rows.map((row) => [row.meter, row.window, row.limit, row.whenUnavailable]);
  };
  expect(await rowsOf('free')).toEqual([['calls', 'minute', 60n, 'admit'], ['calls', 'month', 1_000n, 'admit'], ['credits', 'billing_period', 2_000n, 'admit']]);
  expect(await rowsOf('enterprise')).toEqual([['calls', 'minute', null, 'admit'], ['calls', 'month', null, 'admit'], ['credits', 'billing_period', null, 'admit']]);
});

test('a window that one plan begins to limit is counted for the versions that exist already, without limiting them', async () => {
  await writeCatalog(ctxOf(catalogCalled('grown')));
  const old = await currentPlanVersion(ctxOf(catalogCalled('grown')), 'free');
  const limits = { ...(loadCatalog('default').plans['pro'] as Plan).limits, calls: { minute: 1_000, day: 9_000, whenUnavailable: 'refuse' as const } };
  const grown = catalogCalled('grown', { limits });
  await writeCatalog(ctxOf(grown));
  const day = await database.it.db.entitlement.findUniqueOrThrow({ where: { planVersionId_meter_window: { planVersionId: old.id, meter: 'calls', window: 'day' } } });
  expect(day.limit).toBeNull();
  const pro = await currentPlanVersion(ctxOf(grown), 'pro');
  const rows = await database.it.db.entitlement.findMany({ where: { planVersionId: pro.id, meter: 'calls' } });
  expect(Object.fromEntries(rows.map((row) => [row.window, row.limit]))).toEqual({ minute: 1_000n, day: 9_000n, month: null });
  expect(new Set(rows.map((row) => row.whenUnavailable))).toEqual(new Set(['refuse']));
});

test('processes that start at once write each version once', async () => {
  const other = await makeDatabase();
  const ctx = { ...testCtx(other), catalog: catalogCalled('at_once') };
  const results = await Promise.all(Array.from({ length: 8 }, () => writeCatalog(ctx)));
  expect(results.flat().filter((plan) => plan.isNew)).toHaveLength(5);
  expect(await other.db.planVersion.count({ where: { catalog: 'at_once' } })).toBe(5);
  await other.drop();
});
