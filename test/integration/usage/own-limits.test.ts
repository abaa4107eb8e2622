import { afterEach, describe, expect, test } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { settle, type Measured } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';
import { counterOf } from './program';
import { passTime, setTime } from './time';

const database = testDatabase('forensics');
afterEach(() => setTime(database.it, new Date()));
const meter = () => meterOf(database.it);
const score = 'GET /risk/score';

const setUp = async (plan = 'pro') => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics', plan });
  const keys = [await makeApiKey(database.it, workspace.id), await makeApiKey(database.it, workspace.id)] as const;
  for (const one of keys) await database.it.db.apiKey.update({ where: { id: one.id }, data: { createdById: workspace.owner.id } });
  return { workspaceId: workspace.id, owner: workspace.owner.id, keys };
};
const limit = async (workspaceId: string, scope: string, most: number, given: { window?: string; mode?: string; meter?: string } = {}) => {
  const { window = 'month', mode = 'hard', meter: of = 'tokens' } = given;
  const now = new Date();
  await database.it.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(4801, hashtext(${workspaceId}))`;
    await tx.ownLimit.create({ data: { id: newId('lim', now.getTime()), workspaceId, scope, meter: of, window, limit: BigInt(most), mode, createdAt: now, updatedAt: now } });
    await tx.$executeRaw`SELECT own_limit_backfill(${workspaceId}, ${scope}, ${of}, ${window})`;
  }, { maxWait: 30_000, timeout: 30_000 });
};
const ask = async (key: string, times: number, call = score) => meter()(await Promise.all(Array.from({ length: times }, () => question(key, call))));
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;
const close = (decision: Decision | undefined, outcome: 'succeeded' | 'released', measured?: Measured) => {
  if (!decision?.allowed) throw new Error('admitted');
  return settle(database.it, [{ decisionId: decision.decisionId, occurredAt: decision.occurredAt, outcome, statusCode: 500, latencyMs: 1, ...(measured && { measured }) }]);
};

describe('a limit that a workspace sets itself', () => {
  test('for one key refuses that key alone, naming whose limit it is', async () => {
    const { workspaceId, keys } = await setUp();
    await limit(workspaceId, `key:${keys[0].id}`, 4);
    const decisions = await ask(keys[0].key, 3);
    expect(codes(decisions)).toEqual(['ok', 'ok', 'own_limit_reached']);
    expect(decisions[2]).toMatchObject({ required: 2, refusedBy: { scope: `key:${keys[0].id}`, meter: 'tokens', window: 'month', limit: 4, used: 4, remaining: 0 } });
    expect(codes(await ask(keys[1].key, 5))).toEqual(Array(5).fill('ok'));
    expect(await findings()).toEqual([]);
  });

  test('for a member counts every key that the member made, and no other', async () => {
    const { workspaceId, owner, keys } = await setUp();
    await limit(workspaceId, `member:${owner}`, 6);
    const strange = await makeApiKey(database.it, workspaceId);
    expect(codes([...(await ask(keys[0].key, 2)), ...(await ask(keys[1].key, 2)), ...(await ask(strange.key, 2))])).toEqual(['ok', 'ok', 'ok', 'own_limit_reached', 'ok', 'ok']);
    expect([await counterOf(database.it, workspaceId, 'tokens', 'month', `member:${owner}`), await counterOf(database.it, workspaceId, 'tokens', 'month'), await findings()]).toEqual([6, 10, []]);
  });

  test('set in the middle of a month counts what was used before it', async () => {
    const { workspaceId, keys } = await setUp();
    await ask(keys[0].key, 3);
    await ask(keys[1].key, 2);
    await limit(workspaceId, `key:${keys[0].id}`, 8);
    await limit(workspaceId, 'own', 14, { window: 'day' });
    expect(codes(await ask(keys[0].key, 3))).toEqual(['ok', 'own_limit_reached', 'own_limit_reached']);
    expect(codes(await ask(keys[1].key, 2))).toEqual(['ok', 'own_limit_reached']);
    expect(await findings()).toEqual([]);
  });

  test('that only notifies refuses nobody, raises its alerts and records whom a hard one would have refused', async () => {
    const { workspaceId, keys } = await setUp();
    await limit(workspaceId, 'own', 4, { mode: 'notify' });
    expect(codes(await ask(keys[0].key, 4))).toEqual(Array(4).fill('ok'));
    const alerts = await database.it.db.alert.findMany({ where: { workspaceId, scope: 'own' }, orderBy: { threshold: 'asc' } });
    expect(alerts.map((one) => one.threshold)).toEqual([50, 80, 90, 100]);
    expect(await database.it.db.refusal.findMany({ where: { workspaceId } })).toMatchObject([{ isShadow: true, scope: 'own', code: 'own_limit_reached', count: 2 }]);
  });

  test('gets its units back when a call fails', async () => {
    const { workspaceId, keys } = await setUp();
    await limit(workspaceId, `key:${keys[0].id}`, 2);
    const [decision] = await ask(keys[0].key, 1);
    await close(decision, 'released');
    expect([codes(await ask(keys[0].key, 2)), await findings()]).toEqual([['ok', 'own_limit_reached'], []]);
  });

  test('per billing period gets units back into the period that they were taken from, where a purchase began another in its middle', async () => {
    const { workspaceId, keys } = await setUp();
    await limit(workspaceId, 'own', 100, { window: 'billing_period' });
    const [before] = await ask(keys[0].key, 1);
    await passTime(database.it, 60_000);
    await database.it.sql.query('UPDATE workspaces SET period_anchor = app_now() WHERE id = $1', [workspaceId]);
    const [first, second] = await ask(keys[0].key, 2);
    await limit(workspaceId, `key:${keys[0].id}`, 100, { window: 'billing_period' });
    expect([await counterOf(database.it, workspaceId, 'tokens', 'billing_period', 'own'), await counterOf(database.it, workspaceId, 'tokens', 'billing_period', `key:${keys[0].id}`), await findings()]).toEqual([4, 4, []]);
    for (const one of [first, second, before]) expect([await close(one, 'released'), await findings()]).toEqual([1, []]);
  });

  test('set after midnight leaves alone the calls of the day before that are measured after it', async () => {
    const { workspaceId, keys } = await setUp();
    const midnight = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000);
    await setTime(database.it, new Date(midnight.getTime() - 60_000));
    const [more, less] = await ask(keys[0].key, 2);
    await passTime(database.it, 120_000);
    await limit(workspaceId, 'own', 1_000, { window: 'day' });
    expect([await close(more, 'succeeded', { units: { tokens: 500 } }), await close(less, 'succeeded', { units: { tokens: 0 } }), await findings()]).toEqual([1, 1, []]);
  });

  test('admits exactly what it says under concurrency, beside a plan that is unlimited', async () => {
    const { workspaceId, keys } = await setUp();
    await limit(workspaceId, 'own', 101);
    const decisions = (await Promise.all(Array.from({ length: 20 }, (_, i) => ask((keys[i % 2] ?? keys[0]).key, 5)))).flat();
    expect(decisions.filter((one) => one.allowed)).toHaveLength(50);
    expect([await counterOf(database.it, workspaceId, 'tokens', 'month', 'own'), await findings()]).toEqual([100, []]);
  });
});
