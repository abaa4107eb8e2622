import { afterEach, describe, expect, test } from 'vitest';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { settle, type Measured } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { testCtx, testDatabase } from '@/test/harness';
import { question } from './meter';
import { onPlan } from './plan-version';
import { passTime, setTime } from './time';

const database = testDatabase('forensics');
afterEach(() => setTime(database.it, new Date()));

const limit = 100;
const setUp = () => onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'month', limit }]);

const hold = async (key: string, seconds = 60) => {
  const ctx = testCtx(database.it, { catalog: 'forensics' });
  const [call] = resolveCalls(ctx, [await question(key, 'POST /trace/start')]);
  if (!call) throw new Error('one question is one call');
  const [decision] = await consume(ctx, [{ ...call, holdSeconds: seconds, source: 'api' }]);
  if (!decision?.allowed) throw new Error('it is held');
  return decision;
};
const close = (decision: { decisionId: string; occurredAt: string }, outcome: 'succeeded' | 'released', measured?: Measured) =>
  settle(database.it, [{ decisionId: decision.decisionId, occurredAt: decision.occurredAt, outcome, statusCode: 200, latencyMs: 1, ...(measured && { measured }) }]);
const used = async (workspaceId: string) => Number((await database.it.db.usageCounter.findFirst({ where: { workspaceId } }))?.used ?? 0);
const event = (workspaceId: string) => database.it.db.usageEvent.findFirstOrThrow({ where: { workspaceId }, orderBy: { occurredAt: 'asc' } });
const findings = async (workspaceId: string) => (await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.detail.includes(workspaceId));
/** Another call of the workspace: who needs the units finds those of expired holds. */
const look = async (key: string) => {
  const ctx = testCtx(database.it, { catalog: 'forensics' });
  return consume(ctx, resolveCalls(ctx, [await question(key, 'GET /risk/score')]));
};

describe('a hold', () => {
  test('counts until it is settled, and then what was really taken', async () => {
    const { workspaceId, key } = await setUp();
    const held = await hold(key);
    expect([await used(workspaceId), (await event(workspaceId)).outcome]).toEqual([10, 'held']);
    expect(await close(held, 'succeeded', { units: { tokens: 4 } })).toBe(1);
    expect([await used(workspaceId), (await event(workspaceId)).outcome]).toEqual([4, 'succeeded']);
    expect(await close(held, 'succeeded', { units: { tokens: 9 } })).toBe(0);
    expect([await used(workspaceId), await findings(workspaceId)]).toEqual([4, []]);
  });

  test('that is released gives everything back, once', async () => {
    const { workspaceId, key } = await setUp();
    const held = await hold(key);
    expect([await close(held, 'released'), await close(held, 'released'), await used(workspaceId)]).toEqual([1, 0, 0]);
  });

  test('that expires gives everything back to the next call', async () => {
    const { workspaceId, key } = await setUp();
    for (let i = 0; i < 10; i += 1) await hold(key, 30);
    expect((await look(key))[0]).toMatchObject({ allowed: false, code: 'quota_exceeded' });
    await passTime(database.it, 31_000);
    expect((await look(key))[0]).toMatchObject({ allowed: true });
    expect([await used(workspaceId), await findings(workspaceId)]).toEqual([2, []]);
  });

  test('cannot be settled after it has expired, whether somebody looked or not', async () => {
    const { workspaceId, key } = await setUp();
    const held = await hold(key, 30);
    await passTime(database.it, 31_000);
    expect(await close(held, 'succeeded', { units: { tokens: 4 } })).toBe(0);
    await look(key);
    expect(await close(held, 'succeeded')).toBe(0);
    expect([await used(workspaceId), (await event(workspaceId)).outcome]).toEqual([2, 'released']);
  });

  test('settled, released and expiring at once ends in one way, a hundred times over', async () => {
    for (let round = 0; round < 100; round += 20) {
      await Promise.all(Array.from({ length: 20 }, async () => {
        const { workspaceId, key } = await setUp();
        const held = await hold(key, 30);
        await database.it.sql.query(`UPDATE usage_events SET hold_expires_at = app_now() + interval '3 milliseconds' WHERE workspace_id = $1`, [workspaceId]);
        const expire = () => database.it.sql.query('SELECT meter_expire_holds($1)', [workspaceId]);
        const [settled, released] = await Promise.all([close(held, 'succeeded', { units: { tokens: 7 } }), close(held, 'released'), expire()]);
        await expire();
        const { outcome } = await event(workspaceId);
        expect(settled + released).toBeLessThanOrEqual(1);
        if (settled) expect([outcome, await used(workspaceId)]).toEqual(['succeeded', 7]);
        else expect([outcome, await used(workspaceId)]).toEqual(['released', 0]);
      }));
    }
  });

  test('settled above what was held takes what is there, and records the rest as debt', async () => {
    const { workspaceId, key } = await setUp();
    const held = await hold(key);
    expect(await close(held, 'succeeded', { units: { tokens: 130 } })).toBe(1);
    expect(await used(workspaceId)).toBe(130);
    expect((await event(workspaceId)).beyond).toEqual([{ m: 'tokens', w: 'month', n: 30, as: 'debt' }]);
    expect((await look(key))[0]).toMatchObject({ allowed: false, code: 'quota_exceeded' });
    expect(await findings(workspaceId)).toEqual([]);
  });
});
