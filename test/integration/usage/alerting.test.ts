import { describe, expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { settle } from '@/lib/services/usage/settle';
import { makeApiKey, makeUser, makeWorkspace, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';
import { programOf } from './program';

const database = testDatabase('forensics');
const score = 'GET /risk/score';

const setUp = async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics' });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, key };
};
const ask = async (key: string, times: number, call = score) => meterOf(database.it)(await Promise.all(Array.from({ length: times }, () => question(key, call))));
const alertsOf = (workspaceId: string) => database.it.db.alert.findMany({ where: { workspaceId }, orderBy: [{ limit: 'asc' }, { threshold: 'asc' }] });
const thresholdsOf = async (workspaceId: string) => (await alertsOf(workspaceId)).map((one) => one.threshold);
const raise = async (workspaceId: string, limit: number | null, given: { expiresAt?: Date } = {}) => {
  const operator = await makeUser(database.it);
  await database.it.db.override.create({ data: { id: newId('ovr', Date.now()), workspaceId, kind: 'limit', meter: 'tokens', window: 'month', limit: limit === null ? null : BigInt(limit), reason: 'a test', createdById: operator.id, createdAt: new Date(), ...given } });
};

describe('alerts', () => {
  test('are raised by the very call that crosses a threshold, with what was used and how grave it is', async () => {
    const { workspaceId, key } = await setUp();
    const decisions = await ask(key, 50);
    const alerts = await alertsOf(workspaceId);
    expect(alerts.map(({ threshold, used, limit, severity, meter, window, scope }) => [threshold, Number(used), Number(limit), severity, meter, window, scope])).toEqual([
      [50, 50, 100, 'info', 'tokens', 'month', ''], [80, 80, 100, 'warning', 'tokens', 'month', ''], [90, 90, 100, 'warning', 'tokens', 'month', ''], [100, 100, 100, 'critical', 'tokens', 'month', ''],
    ]);
    expect(alerts.map((one) => one.decisionId)).toEqual([24, 39, 44, 49].map((i) => decisions[i]?.decisionId));
  });

  test('of one workspace follow its own rules, whoever shares its batches', async () => {
    const [early, plain, late] = [await setUp(), await setUp(), await setUp()];
    for (const [{ workspaceId }, threshold] of [[early, 30], [late, 60]] as const) {
      await database.it.db.alertRule.create({ data: { workspaceId, meter: 'tokens', thresholds: [threshold], email: true, updatedAt: new Date() } });
    }
    const calls = await Promise.all(Array.from({ length: 150 }, (_, i) => question([early, plain, late][i % 3]?.key ?? '', score)));
    await meterOf(database.it)(calls);
    expect(await Promise.all([early, plain, late].map(({ workspaceId }) => thresholdsOf(workspaceId)))).toEqual([[30], [50, 80, 90, 100], [60]]);
  });

  test('are raised once each, however many calls cross at once', async () => {
    const { workspaceId, key } = await setUp();
    await Promise.all(Array.from({ length: 30 }, () => ask(key, 2)));
    expect(await thresholdsOf(workspaceId)).toEqual([50, 80, 90, 100]);
  });

  test('that one call crosses together are all raised by it, and a refused call raises none', async () => {
    const { workspaceId, key } = await setUp();
    await ask(key, 4, 'POST /trace/start');
    expect(await thresholdsOf(workspaceId)).toEqual([]);
    await ask(key, 1, 'POST /trace/start');
    expect(await thresholdsOf(workspaceId)).toEqual([50]);
    await ask(key, 6, 'POST /trace/start');
    expect(await thresholdsOf(workspaceId)).toEqual([50, 80, 90, 100]);
  });

  test('follow the workspace’s own thresholds, and none where it wants none', async () => {
    const [some, none] = [await setUp(), await setUp()];
    await database.it.db.alertRule.create({ data: { workspaceId: some.workspaceId, meter: 'tokens', thresholds: [33, 75], updatedAt: new Date() } });
    await database.it.db.alertRule.create({ data: { workspaceId: none.workspaceId, meter: 'tokens', thresholds: [], updatedAt: new Date() } });
    for (const one of [some, none]) await ask(one.key, 50);
    expect([await thresholdsOf(some.workspaceId), await thresholdsOf(none.workspaceId)]).toEqual([[33, 75], []]);
  });

  test('recover when the limit is raised, and are raised anew at the new limit', async () => {
    const { workspaceId, key } = await setUp();
    await ask(key, 45);
    await raise(workspaceId, 200);
    expect((await database.it.sql.query('SELECT recover_alerts($1) AS n', [workspaceId])).rows).toEqual([{ n: 3 }]);
    expect((await alertsOf(workspaceId)).every((one) => one.recoveredAt !== null)).toBe(true);
    await ask(key, 5);
    expect((await alertsOf(workspaceId)).map((one) => [Number(one.limit), one.threshold, one.recoveredAt !== null])).toEqual([[100, 50, true], [100, 80, true], [100, 90, true], [200, 50, false]]);
  });

  test('are raised by units that are known only afterwards too', async () => {
    const { workspaceId, key } = await setUp();
    const program = await programOf(database.it, key, 'forensics');
    const held = await program.use({ units: { tokens: 10 }, hold: true });
    if (!held.allowed) throw new Error('admitted');
    await settle(database.it, [{ decisionId: held.decisionId, occurredAt: held.occurredAt, outcome: 'succeeded', statusCode: 200, latencyMs: 1, measured: { units: { tokens: 85 } } }]);
    expect((await alertsOf(workspaceId)).map((one) => [one.threshold, one.decisionId])).toEqual([[50, held.decisionId], [80, held.decisionId]]);
  });
});

describe('an override', () => {
  test('replaces the limit until it expires or is revoked, to the instant, and null means unlimited', async () => {
    const { workspaceId, key } = await setUp();
    const codes = async (times: number) => (await ask(key, times, 'POST /trace/start')).map((one) => (one.allowed ? 'ok' : one.code));
    await ask(key, 10, 'POST /trace/start');
    await raise(workspaceId, 120, { expiresAt: new Date(Date.now() + 3_600_000) });
    expect(await codes(3)).toEqual(['ok', 'ok', 'quota_exceeded']);
    await database.it.db.override.updateMany({ where: { workspaceId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await codes(1)).toEqual(['quota_exceeded']);
    await raise(workspaceId, null);
    expect(await codes(2)).toEqual(['ok', 'ok']);
    await database.it.db.override.updateMany({ where: { workspaceId }, data: { revokedAt: new Date() } });
    expect(await codes(1)).toEqual(['quota_exceeded']);
  });

  test('below what is used blocks, and what is left is never negative', async () => {
    const { workspaceId, key } = await setUp();
    await ask(key, 5, 'POST /trace/start');
    await raise(workspaceId, 20);
    const [refused] = await ask(key, 1);
    expect(refused).toMatchObject({ allowed: false, code: 'quota_exceeded', refusedBy: { limit: 20, used: 50, remaining: 0 } });
  });

  test('is one workspace’s alone', async () => {
    const [one, other] = [await setUp(), await setUp()];
    await raise(one.workspaceId, 0);
    expect([(await ask(one.key, 1))[0]?.allowed, (await ask(other.key, 1))[0]?.allowed]).toEqual([false, true]);
  });
});
