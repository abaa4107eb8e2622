import { beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { closePeriods } from '@/lib/services/credits/close-periods';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { counterOf, grantsOf, moveClock, programOf } from './program';

const database = testDatabase('ux-flow');
const day = 86_400_000;
/** How far the clock is ahead. It never goes back. */
let ahead = 0;
const nextPeriod = async () => moveClock(database.it, (ahead += 32 * day));

/** UX Flow whose free plan lets up to four unused credits pass into the next period, and whose pro plan runs its limit in shadow. */
const catalog = (): Catalog => {
  const base = loadCatalog('ux-flow');
  const { free, pro } = base.plans;
  if (!free?.limits.credits || !pro?.limits.credits) throw new Error('both plans limit credits');
  return {
    ...base, plans: {
      ...base.plans,
      free: { ...free, limits: { ...free.limits, credits: { ...free.limits.credits, rollover: 4 } } },
      pro: { ...pro, limits: { ...pro.limits, credits: { ...pro.limits.credits, billing_period: 20, shadow: true } } },
    },
  };
};
beforeAll(() => writeCatalog({ ...testCtx(database.it), catalog: catalog() }));

const setUp = async (plan = 'free', anchor = new Date(Date.now() + ahead)) => {
  const workspace = await makeWorkspace(database.it, { catalog: 'ux-flow', plan, anchor });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, program: await programOf(database.it, key, catalog()) };
};
const credits = (units: number) => ({ units: { credits: units } });
const code = (decision: Decision) => (decision.allowed ? 'ok' : decision.code);
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;
const give = async (workspaceId: string, units: number, given: { priority?: number; expiresAt?: Date } = {}) => {
  const id = newId('grt', Date.now());
  await database.it.db.creditGrant.create({ data: { id, workspaceId, meter: 'credits', source: 'gift', sourceKey: id, units: BigInt(units), priority: given.priority ?? 50, expiresAt: given.expiresAt ?? null, createdAt: new Date() } });
  await database.it.db.creditEntry.create({ data: { id: newId('ent', Date.now()), grantId: id, kind: 'granted', units: BigInt(units), reason: 'test', at: new Date() } });
  return id;
};
const leftOf = async (id: string) => Number((await database.it.db.creditGrant.findUniqueOrThrow({ where: { id } })).remaining);

describe('what a plan gives', () => {
  test('is a grant of the period, whose every movement is an entry and whose balance is their sum', async () => {
    const { workspaceId, program } = await setUp();
    await program.use(credits(3));
    await program.use(credits(2));
    const grant = await database.it.db.creditGrant.findFirstOrThrow({ where: { workspaceId }, include: { entries: { orderBy: { at: 'asc' } } } });
    expect(grant.entries.map(({ kind, units }) => [kind, Number(units)])).toEqual([['granted', 10], ['spent', -3], ['spent', -2]]);
    expect([Number(grant.remaining), grant.source, await findings()]).toEqual([5, 'plan', []]);
  });

  test('follows a change of plan within the period: more at once, and less without a debt', async () => {
    const { workspaceId, program } = await setUp('free', new Date(Date.now() - day));
    await program.use(credits(8));
    const versionOf = async (plan: string) => (await database.it.db.planVersion.findFirstOrThrow({ where: { catalog: 'ux-flow', plan }, orderBy: { version: 'desc' } })).id;
    const move = async (plan: string) => database.it.db.workspace.update({ where: { id: workspaceId }, data: { planVersionId: await versionOf(plan) } });
    await move('team');
    expect(code(await program.use(credits(500)))).toBe('ok');
    expect(await grantsOf(database.it, workspaceId)).toEqual([['plan', 10, 1_492]]);
    await move('free');
    expect([code(await program.use(credits(1))), await grantsOf(database.it, workspaceId)]).toEqual(['insufficient_credits', [['plan', 10, 0]]]);
    await move('team');
    expect([code(await program.use(credits(1_492))), code(await program.use(credits(1))), await findings()]).toEqual(['ok', 'insufficient_credits', []]);
  });

  test('of a period that a new billing anchor ended is not there beside the new one’s', async () => {
    const { workspaceId, program } = await setUp('free', new Date(Date.now() - 10 * day));
    await program.use(credits(1));
    await database.it.db.workspace.update({ where: { id: workspaceId }, data: { periodAnchor: new Date() } });
    expect([code(await program.use(credits(10))), code(await program.use(credits(1))), await findings()]).toEqual(['ok', 'insufficient_credits', []]);
  });
});

test('grants are burnt by expiry, then priority, then age, and an expired one never', async () => {
  const { workspaceId, program } = await setUp();
  const [plain, urgent, soon, gone] = [await give(workspaceId, 3), await give(workspaceId, 3, { priority: 10 }), await give(workspaceId, 3, { expiresAt: new Date(Date.now() + day) }), await give(workspaceId, 99, { expiresAt: new Date(Date.now() - 1_000) })];
  await program.use(credits(2));
  expect([await leftOf(soon), await counterOf(database.it, workspaceId, 'credits', 'billing_period')]).toEqual([1, 0]);
  await program.use(credits(12));
  expect([await leftOf(soon), await counterOf(database.it, workspaceId, 'credits', 'billing_period'), await leftOf(urgent), await leftOf(plain)]).toEqual([0, 10, 2, 3]);
  await program.use(credits(4));
  expect([await leftOf(urgent), await leftOf(plain), await leftOf(gone)]).toEqual([0, 1, 99]);
  expect([code(await program.use(credits(2))), await findings()]).toEqual(['insufficient_credits', []]);
});

test('a limit in shadow refuses nobody, records whom it would have refused and alerts nobody', async () => {
  const { workspaceId, program } = await setUp('pro');
  for (let i = 0; i < 5; i += 1) expect(code(await program.use(credits(6)))).toBe('ok');
  expect(await database.it.db.refusal.findMany({ where: { workspaceId } })).toMatchObject([{ isShadow: true, meter: 'credits', window: 'billing_period', count: 2, code: 'quota_exceeded' }]);
  expect([await counterOf(database.it, workspaceId, 'credits', 'billing_period'), await database.it.db.alert.count({ where: { workspaceId } }), await findings()]).toEqual([30, 0, []]);
});

describe('at the end of a period, what a plan gave', () => {
  test('expires with its period but for what the plan lets pass into the next, and not a unit more', async () => {
    const { workspaceId, program } = await setUp();
    await program.use(credits(3));
    await nextPeriod();
    expect(code(await program.use(credits(1)))).toBe('ok');
    expect((await grantsOf(database.it, workspaceId)).toSorted()).toEqual([['plan', 10, 0], ['plan', 10, 9], ['rollover', 4, 4]].toSorted());
    expect([code(await program.use(credits(13))), code(await program.use(credits(1)))]).toEqual(['ok', 'insufficient_credits']);
    expect(await findings()).toEqual([]);
  });

  test('is brought into the next period once, however many calls come first at once', async () => {
    const { workspaceId, program } = await setUp();
    await program.use(credits(9));
    await nextPeriod();
    const decisions = await Promise.all(Array.from({ length: 20 }, () => program.use(credits(1))));
    expect(decisions.filter((one) => one.allowed)).toHaveLength(11);
    expect([(await grantsOf(database.it, workspaceId)).length, await findings()]).toEqual([3, []]);
  });

  test('is brought to its end by a job where nobody calls, and twice does no more than once', async () => {
    const { workspaceId, program } = await setUp();
    await program.use(credits(7));
    const gift = await give(workspaceId, 5, { expiresAt: new Date(Date.now() + ahead + day) });
    await nextPeriod();
    await closePeriods(testCtx(database.it), {});
    await closePeriods(testCtx(database.it), {});
    expect([(await grantsOf(database.it, workspaceId)).toSorted(), await leftOf(gift), await findings()]).toEqual([[['gift', 5, 0], ['plan', 10, 0], ['plan', 10, 10], ['rollover', 3, 3]], 0, []]);
  });
});
