import { expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { resolveCalls } from '@/lib/services/usage/consume';
import { recordPassed } from '@/lib/services/usage/record-passed';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { testCtx, testDatabase } from '@/test/harness';
import { question } from './meter';
import { onPlan } from './plan-version';

const database = testDatabase('default');
const catalog = loadCatalog('default');
const hour = 3_600_000;

const passed = async (key: string, at: Date) => {
  const [call] = resolveCalls({ catalog, now: at }, [await question(key, 'GET /v1/search')]);
  if (!call) throw new Error('one call');
  return { ...call, forced: true, at };
};
const counters = async (workspaceId: string) =>
  (await database.it.db.usageCounter.findMany({ where: { workspaceId }, orderBy: [{ meter: 'asc' }, { windowStart: 'asc' }] })).map(({ meter, windowStart, used }) => [meter, windowStart.getTime(), Number(used)]);

test('calls that passed while the meter was away count in the day and the period in which they passed, once, and failed ones are given back there', async () => {
  const now = Date.now();
  const today = Math.floor(now / (24 * hour)) * 24 * hour;
  const anchor = new Date(now - hour);
  const { workspaceId, key } = await onPlan(database.it, 'default', [{ meter: 'calls', window: 'day', limit: 1 }, { meter: 'credits', window: 'billing_period', limit: 10, usesPacks: true }], anchor);
  const calls = [await passed(key, new Date(now - 26 * hour)), await passed(key, new Date(now - 26 * hour + 1)), await passed(key, new Date(now))];
  const rows = await recordPassed(database.it, calls);
  expect(rows.slice(0, 2)).toEqual(calls.slice(0, 2).map(({ decisionId, at }) => ({ decisionId, occurredAt: at.toISOString() })));
  expect(await recordPassed(database.it, calls)).toEqual(rows);
  const day = Math.floor((now - 26 * hour) / (24 * hour)) * 24 * hour;
  expect(await counters(workspaceId)).toEqual([['calls', day, 2], ['calls', today, 1], ['credits', expect.any(Number), 2], ['credits', anchor.getTime(), 1]]);
  await settle(database.it, rows.map((row) => ({ ...(row as { decisionId: string; occurredAt: string }), outcome: 'released', statusCode: 500, latencyMs: 1 })));
  expect((await counters(workspaceId)).map(([, , used]) => used)).toEqual([0, 0, 0, 0]);
  expect((await verifyBooks(testCtx(database.it), {})).findings).toEqual([]);
});
