import { describe, expect, test } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { refusalError } from '@/lib/domain/refusal';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { inBatches, meterOf, question } from './meter';

const database = testDatabase('ux-flow');

const meter = () => meterOf(database.it, 'ux-flow');
const manager = 'POST /agents/manager/process';
const planner = 'POST /agents/planner/createPlan';
const image = 'POST /agents/visual/interpretImage';

const setUp = async (plan = 'free') => {
  const workspace = await makeWorkspace(database.it, { catalog: 'ux-flow', plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, key };
};
const grant = async (workspaceId: string, units: number, given: { expiresAt?: Date; createdAt?: Date } = {}) => {
  const now = given.createdAt ?? new Date();
  const id = newId('grt', now.getTime());
  await database.it.db.creditGrant.create({ data: { id, workspaceId, meter: 'credits', source: 'pack', sourceKey: id, units: BigInt(units), priority: 100, expiresAt: given.expiresAt ?? null, createdAt: now } });
  await database.it.db.creditEntry.create({ data: { id: newId('ent', now.getTime()), grantId: id, kind: 'granted', units: BigInt(units), reason: 'test', at: now } });
  return id;
};
const leftOf = async (id: string) => {
  const row = await database.it.db.creditGrant.findUniqueOrThrow({ where: { id }, include: { entries: true } });
  expect(Number(row.remaining)).toBe(row.entries.reduce((sum, entry) => sum + Number(entry.units), 0));
  return Number(row.remaining);
};
const usedOf = async (workspaceId: string) =>
  Number((await database.it.db.usageCounter.findFirst({ where: { workspaceId, meter: 'credits', window: 'billing_period' } }))?.used ?? 0);
const ask = async (key: string, ...calls: string[]) => meter()(await Promise.all(calls.map((call) => question(key, call))));
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));
const release = (decision: Decision | undefined) => {
  if (!decision?.allowed) throw new Error('the call is admitted');
  return settle(database.it, [{ decisionId: decision.decisionId, occurredAt: decision.occurredAt, outcome: 'released', statusCode: 500, latencyMs: 1 }]);
};

describe('credit packs', () => {
  test('nine manager calls leave one credit: a planner call is 402 with required 3 and available 1, passes after 100 were bought, and costs 6 at quality pro', async () => {
    const { workspaceId, key } = await setUp();
    expect(codes(await ask(key, ...Array<string>(9).fill(manager)))).toEqual(Array(9).fill('ok'));
    const [refused] = await ask(key, planner);
    if (!refused || refused.allowed) throw new Error('the call is refused');
    const error = refusalError(refused, 'http://localhost');
    expect([error.status, error.code, error.details.extra]).toMatchObject([402, 'insufficient_credits', { required: 3, available: 1, limit: 10, used: 9, upgradeUrl: 'http://localhost/plans' }]);
    const pack = await grant(workspaceId, 100);
    const [passes] = await ask(key, planner);
    expect(passes).toMatchObject({ allowed: true, units: { credits: 3 } });
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([98, 10]);
    const [dear] = await meter()([await question(key, planner, { headers: { 'x-quality': 'pro' } })]);
    expect(dear).toMatchObject({ allowed: true, units: { credits: 6 } });
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([92, 10]);
    expect(await findings()).toEqual([]);
  });

  test('fifty concurrent calls of five credits on 101 credits admit exactly twenty, however they are batched', async () => {
    const { workspaceId, key } = await setUp();
    const pack = await grant(workspaceId, 91);
    const decisions = await inBatches(meter(), await Promise.all(Array.from({ length: 50 }, () => question(key, image))), 7);
    expect(decisions.filter((one) => one.allowed)).toHaveLength(20);
    expect(new Set(codes(decisions.filter((one) => !one.allowed)))).toEqual(new Set(['insufficient_credits']));
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([1, 10]);
    expect(await findings()).toEqual([]);
  });

  test('what expires soonest is spent first, the plan’s units at the end of its period among them, then the oldest; each movement names its decision', async () => {
    const { workspaceId, key } = await setUp();
    const newer = await grant(workspaceId, 4);
    const older = await grant(workspaceId, 4, { createdAt: new Date(Date.now() - 86_400_000) });
    const ending = await grant(workspaceId, 4, { expiresAt: new Date(Date.now() + 86_400_000) });
    const ended = await grant(workspaceId, 50, { expiresAt: new Date(Date.now() - 1_000) });
    await ask(key, image, image);
    expect([await leftOf(ending), await usedOf(workspaceId), await leftOf(older)]).toEqual([0, 6, 4]);
    const [third] = await ask(key, image);
    expect([await usedOf(workspaceId), await leftOf(older), await leftOf(newer), await leftOf(ended)]).toEqual([10, 3, 4, 50]);
    const plan = await database.it.db.creditGrant.findFirstOrThrow({ where: { workspaceId, source: 'plan' } });
    expect(await leftOf(plan.id)).toBe(0);
    const entries = await database.it.db.creditEntry.findMany({ where: { reason: third?.decisionId ?? '' }, orderBy: { id: 'asc' } });
    expect(entries.map((entry) => [entry.grantId, entry.kind, Number(entry.units)])).toEqual([[plan.id, 'spent', -4], [older, 'spent', -1]]);
    expect(codes(await ask(key, image, image))).toEqual(['ok', 'insufficient_credits']);
    expect(await findings()).toEqual([]);
  });

  test('a call that failed gives packs and plan back exactly what each paid, once', async () => {
    const { workspaceId, key } = await setUp();
    const pack = await grant(workspaceId, 10);
    const [first, , third] = await ask(key, image, planner, image);
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([7, 10]);
    expect([await release(third), await release(third)]).toEqual([1, 0]);
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([10, 8]);
    await release(first);
    expect([await leftOf(pack), await usedOf(workspaceId)]).toEqual([10, 3]);
    expect(await findings()).toEqual([]);
  });

  test('a repeated request id takes from a pack once', async () => {
    const { workspaceId, key } = await setUp();
    const pack = await grant(workspaceId, 20);
    await ask(key, image, image);
    const same = await Promise.all(Array.from({ length: 5 }, () => question(key, image, { requestId: 'again' })));
    const decisions = (await Promise.all([meter()(same.slice(0, 3)), ...same.slice(3).map((one) => meter()([one]))])).flat();
    expect(new Set(decisions.map((one) => one.decisionId)).size).toBe(1);
    expect(await leftOf(pack)).toBe(15);
  });

  test('an unlimited plan takes nothing from packs, and one workspace never pays for another', async () => {
    const [rich, poor] = [await setUp('enterprise'), await setUp()];
    const pack = await grant(rich.workspaceId, 5);
    const batch = await Promise.all([question(rich.key, image), question(poor.key, image), question(poor.key, image), question(poor.key, image), question(rich.key, image)]);
    expect(codes(await meter()(batch))).toEqual(['ok', 'ok', 'ok', 'insufficient_credits', 'ok']);
    expect(await leftOf(pack)).toBe(5);
  });

  test('no movement can overdraw a grant, whoever writes it, and none can be changed', async () => {
    const { workspaceId } = await setUp();
    const pack = await grant(workspaceId, 5);
    await expect(database.it.db.creditEntry.create({ data: { id: newId('ent', 0), grantId: pack, kind: 'spent', units: -6n, reason: 'x', at: new Date() } })).rejects.toThrow(/never_overdrawn/);
    await expect(database.it.db.creditEntry.deleteMany({ where: { grantId: pack } })).rejects.toThrow();
    expect(await leftOf(pack)).toBe(5);
  });
});
