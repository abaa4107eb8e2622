import { afterEach, describe, expect, test } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, testCtx, testDatabase } from '@/test/harness';
import { inBatches, meterOf, question } from './meter';
import { onPlan } from './plan-version';
import { passTime, setTime } from './time';

const database = testDatabase('forensics');
afterEach(() => setTime(database.it, new Date()));

const score = 'GET /risk/score';
const meter = () => meterOf(database.it);
const ask = async (key: string, count = 1) => meter()(await Promise.all(Array.from({ length: count }, () => question(key, score))));
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));
const monthly = (limit: number | null, more: object = {}) => onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'month', limit, ...more }]);
const own = (workspaceId: string, scope: string, limit: number, given: { meter?: string; mode?: string; window?: string } = {}) =>
  database.it.db.ownLimit.create({ data: { id: newId('lim', Date.now()), workspaceId, scope, meter: given.meter ?? 'tokens', window: given.window ?? 'month', limit, mode: given.mode ?? 'hard', createdAt: new Date(), updatedAt: new Date() } });
const override = (workspaceId: string, limit: number, given: { expiresAt?: Date; revokedAt?: Date; createdAt?: Date } = {}) =>
  database.it.db.override.create({ data: { id: newId('ovr', Date.now()), workspaceId, kind: 'limit', meter: 'tokens', window: 'month', limit, reason: 'a test', createdById: 'usr_test', createdAt: new Date(), ...given } });
const findings = async (workspaceId: string) => (await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.detail.includes(workspaceId));

describe('a limit of one’s own', () => {
  test('of a key stops that key at exactly its units, and no other', async () => {
    const { workspaceId, key, keyId } = await monthly(null);
    const other = await makeApiKey(database.it, workspaceId);
    await own(workspaceId, `key:${keyId}`, 6);
    await own(workspaceId, `key:${other.id}`, 4);
    expect(codes(await ask(key, 4))).toEqual(['ok', 'ok', 'ok', 'own_limit_reached']);
    expect(codes(await ask(other.key, 3))).toEqual(['ok', 'ok', 'own_limit_reached']);
    const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId } });
    expect(Object.fromEntries(counters.map((one) => [one.scope, Number(one.used)]))).toEqual({ '': 10, [`key:${keyId}`]: 6, [`key:${other.id}`]: 4 });
    expect(await findings(workspaceId)).toEqual([]);
  });

  test('of a member counts the keys that this member made, and no others', async () => {
    const { workspace, workspaceId, key, keyId } = await monthly(null);
    const other = await makeApiKey(database.it, workspaceId);
    await database.it.db.apiKey.update({ where: { id: keyId }, data: { createdById: workspace.owner.id } });
    await own(workspaceId, `member:${workspace.owner.id}`, 2);
    expect(codes([...(await ask(key, 2)), ...(await ask(other.key, 2))])).toEqual(['ok', 'own_limit_reached', 'ok', 'ok']);
  });

  test('that only notifies refuses nobody', async () => {
    const { workspaceId, key } = await monthly(null);
    await own(workspaceId, 'own', 2, { mode: 'notify' });
    expect(codes(await ask(key, 3))).toEqual(['ok', 'ok', 'ok']);
    expect(await database.it.db.refusal.count({ where: { workspaceId, isShadow: false } })).toBe(0);
  });

  test('on what is billed lets pass what costs exactly as much as that, and not a unit more', async () => {
    const { workspaceId, key } = await onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'billing_period', limit: 4, overage: { per: 2, minor: 10 } }]);
    await own(workspaceId, 'own', 30, { meter: 'spend', window: 'billing_period' });
    // Two calls are the plan's; each further one costs 10.
    expect(codes(await ask(key, 7))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'own_limit_reached', 'own_limit_reached']);
    expect(codes(await ask(key))).toEqual(['own_limit_reached']);
  });
});

describe('an operator’s override', () => {
  test('holds until it ends, and not a moment longer', async () => {
    const { workspaceId, key } = await monthly(2);
    await override(workspaceId, 6, { expiresAt: new Date(Date.now() + 20_000) });
    expect(codes(await ask(key, 2))).toEqual(['ok', 'ok']);
    await passTime(database.it, 20_001);
    expect(codes(await ask(key))).toEqual(['quota_exceeded']);
  });

  test('that was taken back does not hold, and the newest of several does', async () => {
    const { workspaceId, key } = await monthly(2);
    await override(workspaceId, 4);
    await override(workspaceId, 100, { revokedAt: new Date(), createdAt: new Date(Date.now() + 500) });
    expect(codes(await ask(key, 3))).toEqual(['ok', 'ok', 'quota_exceeded']);
    await database.it.db.override.create({ data: { id: newId('ovr', Date.now()), workspaceId, kind: 'limit', meter: 'tokens', window: 'month', limit: 8, reason: 'more', createdById: 'usr_test', createdAt: new Date(Date.now() + 1_000) } });
    expect(codes(await ask(key, 3))).toEqual(['ok', 'ok', 'quota_exceeded']);
  });

  test('of one workspace is nobody else’s', async () => {
    const [lucky, other] = [await monthly(2), await monthly(2)];
    await override(other.workspaceId, 2);
    await override(lucky.workspaceId, 100, { createdAt: new Date(Date.now() + 500) });
    const batch = await Promise.all([lucky.key, other.key, lucky.key, other.key].map((key) => question(key, score)));
    expect(codes(await meter()(batch))).toEqual(['ok', 'ok', 'ok', 'quota_exceeded']);
  });
});

describe('a limit in shadow', () => {
  test('refuses nobody, counts everybody and records whom it would have refused', async () => {
    const { workspaceId, key } = await monthly(4, { isShadow: true });
    expect(codes(await ask(key, 5))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    const refusals = await database.it.db.refusal.findMany({ where: { workspaceId } });
    expect(refusals.map((one) => [one.isShadow, one.code, one.meter])).toEqual(refusals.map(() => [true, 'quota_exceeded', 'tokens']));
    expect(refusals.reduce((sum, one) => sum + one.count, 0)).toBe(3);
    expect(await findings(workspaceId)).toEqual([]);
  });
});

describe('an alert', () => {
  test('is raised once per threshold by the call that crosses it, however many calls there are at once', async () => {
    const { workspaceId, key } = await monthly(200);
    await inBatches(meter(), await Promise.all(Array.from({ length: 150 }, () => question(key, score))), 5);
    await ask(key, 10);
    const alerts = await database.it.db.alert.findMany({ where: { workspaceId }, orderBy: { threshold: 'asc' } });
    expect(alerts.map((one) => [one.threshold, Number(one.used), one.severity])).toEqual([[50, 100, 'info'], [80, 160, 'warning'], [90, 180, 'warning'], [100, 200, 'critical']]);
    for (const alert of alerts) expect(await database.it.db.usageEvent.count({ where: { workspaceId, id: alert.decisionId ?? '' } })).toBe(1);
  });
});

describe('the end of a window', () => {
  test.each([['day', '2031-03-09T00:00:00Z'], ['month', '2031-03-01T00:00:00Z'], ['billing_period', '2031-02-28T10:30:00Z'], ['minute', '2031-03-30T01:00:00Z']] as const)(
    'of a %s is the first instant of the next one', async (window, edge) => {
      const { workspaceId, key } = await onPlan(database.it, 'forensics', [{ meter: 'tokens', window, limit: 2 }], new Date('2026-12-31T10:30:00Z'));
      await setTime(database.it, new Date(new Date(edge).getTime() - 20_000));
      expect(codes(await ask(key, 2))).toEqual(['ok', 'quota_exceeded']);
      await setTime(database.it, new Date(edge));
      expect(codes(await ask(key, 2))).toEqual(['ok', 'quota_exceeded']);
      const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId, scope: '' }, orderBy: { windowStart: 'asc' } });
      expect(counters.map((one) => Number(one.used))).toEqual([2, 2]);
      expect([counters[0]?.windowEnd, counters[1]?.windowStart]).toEqual([new Date(edge), new Date(edge)]);
    },
  );
});
