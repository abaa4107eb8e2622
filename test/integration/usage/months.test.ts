import { beforeEach, describe, expect, test } from 'vitest';
import { openPool } from '@/lib/adapters/pool';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { detachMonths } from '@/lib/services/usage/detach-months';
import { ensurePartitions } from '@/lib/services/usage/ensure-partitions';
import { exportUsage } from '@/lib/services/usage/export-usage';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { getUsageTrends } from '@/lib/services/usage/get-usage-trends';
import { rollUsage } from '@/lib/services/usage/roll-usage';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeDatabase } from '@/test/database';
import { makeApiKey, makeWorkspace, memberCtx, testCtx } from '@/test/harness';
import { randomCalls, randomFrom, writeLedger } from './ledger';
import { booksOf, meterOf, question } from './meter';

let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeEach(async () => {
  database = await makeDatabase();
  await writeCatalog(testCtx(database, { catalog: 'forensics' }));
  return () => database.drop();
});

const dayMs = 86_400_000;
const patiently = { timeout: 30_000 };
const monthStart = (ago: number) => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - ago, 1));
const nameOf = (month: Date) => `usage_events_${month.toISOString().slice(0, 7).replace('-', '_')}`;
const months = async () =>
  (await database.sql.query<{ name: string }>(`SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'usage_events'::regclass AND c.relname <> 'usage_events_unplanned' ORDER BY 1`)).rows.map((row) => row.name);
const rowsIn = async (table: string) => Number((await database.sql.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

const aYear = async (count = 300) => {
  const workspace = await makeWorkspace(database, { catalog: 'forensics', plan: 'enterprise', anchor: monthStart(12) });
  const calls = randomCalls(randomFrom(7), count, monthStart(12), new Date(Date.now() - 10 * dayMs));
  await writeLedger(database, workspace.id, calls.map((call) => (call.outcome === 'held' ? { ...call, outcome: 'unknown' } : call)));
  return { workspace, ctx: memberCtx(database, workspace, { catalog: 'forensics' }) };
};

/** As its job does: a table that calls hold for longer than half a second is tried again. */
const untilUnlocked = async <T>(act: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03') throw error;
    }
  }
};

/** Makes calls without pause in four lanes until told to stop. Answers every decision. */
const callsUntil = (key: string) => {
  const meter = meterOf(database);
  let isOver = false;
  const lane = async () => {
    const seen: boolean[] = [];
    while (!isOver) seen.push(...(await meter([await question(key, 'POST /trace/start')])).map((decision) => decision.allowed));
    return seen;
  };
  const lanes = Promise.all([lane(), lane(), lane(), lane()]);
  return async () => {
    isOver = true;
    return (await lanes).flat();
  };
};

describe('rows of a month that nobody made', () => {
  test('are moved into it when it is made, and nothing that is read changes', async () => {
    const { ctx } = await aYear();
    const read = async () => [(await getUsageBreakdown(ctx, { by: 'model', from: monthStart(12).toISOString() })).rows, (await getUsageTrends(ctx, { months: 12, metric: 'cost' })).points];
    const before = await read();
    expect(await rowsIn('usage_events_unplanned')).toBeGreaterThan(100);
    await ensurePartitions(ctx, {});
    expect(await rowsIn('usage_events_unplanned')).toBe(0);
    expect(await rowsIn(nameOf(monthStart(9)))).toBeGreaterThan(0);
    expect(await rowsIn('usage_events')).toBe(300);
    expect(await read()).toEqual(before);
  });

  test('are moved while calls run, and every admitted call is there once', async () => {
    const workspace = await makeWorkspace(database, { catalog: 'forensics', plan: 'enterprise' });
    const { key } = await makeApiKey(database, workspace.id);
    await database.sql.query(`DROP TABLE ${nameOf(monthStart(0))}`);
    const stop = callsUntil(key);
    await expect.poll(() => rowsIn('usage_events_unplanned'), patiently).toBeGreaterThan(50);
    await untilUnlocked(() => ensurePartitions(memberCtx(database, workspace), {}));
    await expect.poll(() => rowsIn(nameOf(monthStart(0))), patiently).toBeGreaterThan(100);
    const admitted = await stop();
    expect(admitted.every(Boolean)).toBe(true);
    expect(await rowsIn('usage_events_unplanned')).toBe(0);
    expect((await booksOf(database, workspace.id, 'tokens')).calls).toBe(admitted.length);
    expect((await verifyBooks(memberCtx(database, workspace), {})).findings).toEqual([]);
  });
});

describe('months that are old', () => {
  test('leave the ledger oldest first, and what the pages show of them stays', async () => {
    const { ctx } = await aYear();
    await ensurePartitions(ctx, {});
    await rollUsage(ctx, {});
    const range = { from: monthStart(12).toISOString(), to: monthStart(0).toISOString(), meter: 'tokens' };
    const read = async () => [(await getUsageBreakdown(ctx, { by: 'model', ...range })).rows, (await getUsageBreakdown(ctx, { by: 'member', ...range })).rows, (await getUsageHistory(ctx, { ...range, granularity: 'month' })).points, (await getUsageTrends(ctx, { months: 12, metric: 'tokens' })).points];
    const before = await read();
    const { tables } = await detachMonths(ctx, { keepMonths: 6 });
    expect(tables).toEqual([12, 11, 10, 9, 8, 7].map((ago) => `${nameOf(monthStart(ago))}_detached`));
    expect(await months()).not.toContain(nameOf(monthStart(7)));
    expect(await months()).toContain(nameOf(monthStart(6)));
    expect(await rowsIn(tables[0] ?? '')).toBeGreaterThan(0);
    expect(await read()).toEqual(before);
    expect(await detachMonths(ctx, { keepMonths: 6 })).toEqual({ tables: [] });
    expect((await verifyBooks(ctx, {})).findings.filter(({ check }) => /rollups|left the ledger/.test(check))).toEqual([]);
    await ensurePartitions(ctx, {});
    expect(await months()).not.toContain(nameOf(monthStart(7)));
  });

  test('leave the ledger whatever zone the session is in, and no session of ours is in another than UTC', async () => {
    const { ctx } = await aYear(60);
    await ensurePartitions(ctx, {});
    await rollUsage(ctx, {});
    await database.sql.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'America/New_York'); END $$`);
    const again = openPool(database.url, { max: 1 });
    expect((await again.query('SHOW timezone')).rows).toEqual([{ TimeZone: 'UTC' }]);
    await again.query(`SET timezone = 'America/New_York'`);
    const { rows } = await again.query('SELECT detach_usage_month($1::date) AS name', [monthStart(12).toISOString().slice(0, 10)]);
    await again.end();
    expect(rows).toEqual([{ name: `${nameOf(monthStart(12))}_detached` }]);
  });

  test('a part of a day in such a month is the whole day, and single calls and hours of it are refused by name', async () => {
    const { ctx } = await aYear();
    await ensurePartitions(ctx, {});
    await rollUsage(ctx, {});
    const noon = new Date(monthStart(9).getTime() + 10 * dayMs + 12 * 3_600_000);
    const days = (from: Date, to: Date) => getUsageBreakdown(ctx, { by: 'model', from: from.toISOString(), to: to.toISOString(), meter: 'tokens' });
    const whole = await days(new Date(noon.getTime() - dayMs / 2), new Date(noon.getTime() + 9.5 * dayMs));
    await detachMonths(ctx, { keepMonths: 6 });
    expect((await days(noon, new Date(noon.getTime() + 9.2 * dayMs))).rows).toEqual(whole.rows);
    const old = { from: noon.toISOString(), to: new Date(noon.getTime() + dayMs).toISOString() };
    await expect(exportUsage(ctx, old)).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?from' }] } });
    await expect(getUsageHistory(ctx, { ...old, granularity: 'hour' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('stay while they are not rolled up, while a call in them is held, and while their sums wait to be made anew', async () => {
    const { workspace, ctx } = await aYear(60);
    await ensurePartitions(ctx, {});
    expect(await detachMonths(ctx, { keepMonths: 6 })).toEqual({ tables: [] });
    await rollUsage(ctx, {});
    const [held] = await writeLedger(database, workspace.id, [{ at: new Date(monthStart(12).getTime() + dayMs), outcome: 'held' }]);
    expect(await detachMonths(ctx, { keepMonths: 6 })).toEqual({ tables: [] });
    await database.sql.query(`UPDATE usage_events SET outcome = 'succeeded', hold_expires_at = NULL WHERE id = $1`, [held]);
    await database.sql.query(`INSERT INTO usage_rollup_stale SELECT DISTINCT workspace_id, date_trunc('hour', occurred_at, 'UTC') FROM usage_events ON CONFLICT DO NOTHING`);
    await expect(detachMonths(ctx, { keepMonths: 6 })).rejects.toThrow(/changed while/);
    await rollUsage(ctx, {});
    expect((await detachMonths(ctx, { keepMonths: 6 })).tables).toHaveLength(6);
  });

  test('leave while calls run: none is lost, none is refused, and the books are right', async () => {
    const { workspace, ctx } = await aYear();
    const { key } = await makeApiKey(database, workspace.id);
    await ensurePartitions(ctx, {});
    await rollUsage(ctx, {});
    const stop = callsUntil(key);
    await expect.poll(() => rowsIn(nameOf(monthStart(0))), patiently).toBeGreaterThan(50);
    const before = (await months()).length;
    await untilUnlocked(() => detachMonths(ctx, { keepMonths: 4 }));
    const during = await rowsIn(nameOf(monthStart(0)));
    await expect.poll(() => rowsIn(nameOf(monthStart(0))), patiently).toBeGreaterThan(during + 50);
    const admitted = await stop();
    expect(before - (await months()).length).toBe(8);
    expect(admitted.every(Boolean)).toBe(true);
    expect(await rowsIn(`(SELECT FROM usage_events WHERE occurred_at > now() - interval '5 days') x`)).toBe(admitted.length);
    expect((await verifyBooks(ctx, {})).findings.filter(({ detail }) => !detail.includes('no counter'))).toEqual([]);
  });

  test('and a sum of theirs that is tampered with is found', async () => {
    const { ctx } = await aYear(60);
    await ensurePartitions(ctx, {});
    await rollUsage(ctx, {});
    await detachMonths(ctx, { keepMonths: 6 });
    await database.sql.query(`UPDATE usage_model_rollups SET cost_micros = cost_micros + 1 WHERE ctid = (SELECT ctid FROM usage_model_rollups WHERE at < $1 LIMIT 1)`, [monthStart(8)]);
    expect((await verifyBooks(ctx, {})).findings.map(({ check }) => check)).toContain('the sums of months that left the ledger are what they were');
  });
});
