import { afterEach, describe, expect, test } from 'vitest';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { testCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';
import { onPlan } from './plan-version';
import { setTime } from './time';

const database = testDatabase('ux-flow');
afterEach(() => setTime(database.it, new Date()));

const anchor = new Date('2026-12-31T00:00:00Z');
const meter = () => meterOf(database.it, 'ux-flow');
const ask = async (key: string, count: number) => meter()(await Promise.all(Array.from({ length: count }, () => question(key, 'POST /agents/manager/process'))));
const admitted = async (key: string, count: number) => (await ask(key, count)).filter((one) => one.allowed).length;
const findings = async (workspaceId: string) => (await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.detail.includes(workspaceId));
const setUp = (rollover?: number) => onPlan(database.it, 'ux-flow', [{ meter: 'credits', window: 'billing_period', limit: 10, usesPacks: true, ...(rollover !== undefined && { rollover }) }], anchor);

describe('a new billing period', () => {
  test('brings the plan’s units, and of what was left as much as the plan lets pass, once', async () => {
    const { workspaceId, key } = await setUp(4);
    await setTime(database.it, new Date('2031-01-10T00:00:00Z'));
    expect(await admitted(key, 3)).toBe(3);
    await setTime(database.it, new Date('2031-02-10T00:00:00Z'));
    expect(await admitted(key, 1)).toBe(1);
    expect(await admitted(key, 20)).toBe(13);
    // All of it was used up: nothing passes into the third.
    await setTime(database.it, new Date('2031-03-10T00:00:00Z'));
    expect(await admitted(key, 20)).toBe(10);
    expect(await findings(workspaceId)).toEqual([]);
  });

  test('lets what passed into it pass no further', async () => {
    const { workspaceId, key } = await setUp(4);
    await setTime(database.it, new Date('2031-01-10T00:00:00Z'));
    await admitted(key, 1);
    await setTime(database.it, new Date('2031-02-10T00:00:00Z'));
    await admitted(key, 1);
    await setTime(database.it, new Date('2031-03-10T00:00:00Z'));
    expect(await admitted(key, 30)).toBe(14);
    expect(await findings(workspaceId)).toEqual([]);
  });

  test('lets nothing pass where the plan does not say so', async () => {
    const { key } = await setUp();
    await setTime(database.it, new Date('2031-01-10T00:00:00Z'));
    await admitted(key, 3);
    await setTime(database.it, new Date('2031-02-10T00:00:00Z'));
    expect(await admitted(key, 20)).toBe(10);
  });

  test('begins on the anchor’s own day again after a shorter month', async () => {
    const { workspaceId, key } = await setUp();
    for (const day of ['2031-01-31', '2031-02-28', '2031-03-30', '2031-03-31', '2031-04-30']) {
      await setTime(database.it, new Date(`${day}T12:00:00Z`));
      await admitted(key, 1);
    }
    const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId, scope: '' }, orderBy: { windowStart: 'asc' } });
    expect(counters.map((one) => [one.windowStart.toISOString().slice(0, 10), Number(one.used)])).toEqual([['2031-01-31', 1], ['2031-02-28', 2], ['2031-03-31', 1], ['2031-04-30', 1]]);
  });

  test('holds what a call turned out to take, though a shorter month moved its first day', async () => {
    const { workspaceId, key } = await setUp();
    await setTime(database.it, new Date('2031-03-29T12:00:00Z'));
    const [call] = await ask(key, 1);
    if (!call?.allowed) throw new Error('admitted');
    await settle(database.it, [{ decisionId: call.decisionId, occurredAt: call.occurredAt, outcome: 'succeeded', statusCode: 200, latencyMs: 1, measured: { units: { credits: 5 } } }]);
    const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId, scope: '' } });
    expect(counters.map((one) => [one.windowStart.toISOString().slice(0, 10), one.windowEnd.toISOString().slice(0, 10), Number(one.used)])).toEqual([['2031-02-28', '2031-03-31', 5]]);
    expect(await findings(workspaceId)).toEqual([]);
  });
});
