import { beforeEach, describe, expect, test } from 'vitest';
import type { WorkspaceCtx } from '@/lib/context';
import { breakdownKinds } from '@/lib/domain/views/usage-view';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { rollUsage } from '@/lib/services/usage/roll-usage';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeWorkspace, memberCtx, testCtx, testDatabase } from '@/test/harness';
import { randomCalls, randomFrom, writeLedger } from './ledger';

const database = testDatabase('default');
const dayMs = 86_400_000;
const hourMs = 3_600_000;

beforeEach(async () => {
  await database.it.sql.query(`UPDATE usage_rollup_state SET rolled_until = '-infinity', hours_from = '-infinity'`);
  await database.it.sql.query('TRUNCATE usage_rollups, usage_model_rollups, usage_rollup_stale, usage_events, usage_counters');
});

const opened = async () => {
  const workspace = await makeWorkspace(database.it);
  return memberCtx(database.it, workspace);
};

/** What the pages say of a range, and what the ledger's own rows say of the whole hours it touches. */
const bothSides = async (ctx: WorkspaceCtx, from: Date, to: Date) => {
  const range = { from: from.toISOString(), to: to.toISOString(), meter: 'credits' };
  const said = await getUsageBreakdown(ctx, { ...range, by: 'model' });
  const { rows } = await ctx.sql.query<{ calls: number; units: number; cost: number; unpriced: number; tokens: number }>(
    `SELECT COALESCE(sum(input_tokens + output_tokens), 0)::int AS tokens, count(*)::int AS calls, COALESCE(sum((units ->> 'credits')::bigint), 0)::int AS units, COALESCE(sum(cost_micros), 0)::int AS cost, (count(*) FILTER (WHERE provider IS NOT NULL AND cost_micros IS NULL))::int AS unpriced
     FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released' AND occurred_at >= $2 AND occurred_at < $3`,
    [ctx.workspaceId, new Date(Math.floor(from.getTime() / hourMs) * hourMs), new Date(Math.ceil(to.getTime() / hourMs) * hourMs)],
  );
  const ledger = rows[0];
  const { tokens, ...total } = said.total;
  expect(tokens).toBe(ledger?.tokens);
  return { said: total, ledger: { units: ledger?.units, calls: ledger?.calls, costMicros: ledger?.cost, unpriced: ledger?.unpriced } };
};

/** Whether somebody settled a call later than its hour was rolled up, as the meter marks it. */
const changeOne = async (ctx: WorkspaceCtx, n: number) => {
  await ctx.sql.query(
    `WITH one AS (SELECT id, occurred_at FROM usage_events WHERE workspace_id = $1 ORDER BY id OFFSET $2 LIMIT 1),
     changed AS (UPDATE usage_events e SET outcome = 'succeeded', hold_expires_at = NULL, units = '{"calls": 1, "credits": 77}', provider = 'openai', model = 'gpt-4o', cost_micros = 1234, input_tokens = 60, output_tokens = 17
                 FROM one WHERE e.id = one.id AND e.occurred_at = one.occurred_at RETURNING e.workspace_id, e.occurred_at)
     INSERT INTO usage_rollup_stale SELECT workspace_id, date_trunc('hour', occurred_at, 'UTC') FROM changed ON CONFLICT DO NOTHING`,
    [ctx.workspaceId, n],
  );
};

describe('sums over the ledger', () => {
  test.each([1, 2, 3])('equal its rows for every range, however it is cut, before and after each roll-up and each change (seed %i)', async (seed) => {
    const ctx = await opened();
    const random = randomFrom(seed);
    const now = Date.now();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(random, 400, new Date(now - 115 * dayMs), new Date(now)));
    const check = async () => {
      for (let i = 0; i < 12; i += 1) {
        const [a, b] = [now - random() * 120 * dayMs, now - random() * 120 * dayMs].sort((x, y) => x - y) as [number, number];
        const { said, ledger } = await bothSides(ctx, new Date(a), new Date(b + 1_000));
        expect(said, `${new Date(a).toISOString()} to ${new Date(b).toISOString()}`).toEqual(ledger);
      }
    };
    await check();
    await ctx.sql.query(`SELECT usage_roll(interval '40 days')`);
    await check();
    await rollUsage(ctx, {});
    await check();
    for (let i = 0; i < 20; i += 1) await changeOne(ctx, i * 19);
    await check();
    await rollUsage(ctx, {});
    await check();
    expect(await database.it.db.usageRollupStale.count()).toBe(0);
    expect((await verifyBooks(ctx, {})).findings.filter(({ check: name }) => name === 'the rollups equal the ledger')).toEqual([]);
  });

  test('are the same whatever they are taken apart by', async () => {
    const ctx = await opened();
    const now = Date.now();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(randomFrom(9), 300, new Date(now - 40 * dayMs), new Date(now)));
    await rollUsage(ctx, {});
    const charged = { ...(await getUsageBreakdown(ctx, { by: 'operation', meter: 'credits' })).total };
    for (const by of breakdownKinds.filter((kind) => kind !== 'status')) expect((await getUsageBreakdown(ctx, { by, meter: 'credits' })).total, by).toEqual(charged);
    const byStatus = await getUsageBreakdown(ctx, { by: 'status', meter: 'credits' });
    const released = byStatus.rows.find((row) => row.key === 'released');
    expect(released).toMatchObject({ units: 0, costMicros: 0 });
    expect(byStatus.total).toEqual({ ...charged, calls: charged.calls + (released?.calls ?? 0), unpriced: charged.unpriced + (released?.unpriced ?? 0) });
    const range = { from: new Date(now - 30 * dayMs).toISOString(), to: new Date(now).toISOString(), meter: 'credits' };
    const { units, calls, costMicros } = (await getUsageBreakdown(ctx, { by: 'provider', ...range })).total;
    for (const granularity of ['hour', 'day', 'month'] as const) expect((await getUsageHistory(ctx, { ...range, granularity })).total, granularity).toEqual({ units, calls, costMicros, refused: 0 });
  });

  test('count a call that is held with the units it holds, and show a model without a price', async () => {
    const ctx = await opened();
    const at = new Date(Date.now() - 2 * hourMs);
    await writeLedger(database.it, ctx.workspaceId, [
      { at, outcome: 'held', units: { calls: 1, credits: 500 } },
      { at, provider: 'acme', model: 'unheard-of', inputTokens: 10, outputTokens: 5, units: { calls: 1, credits: 15 } },
      { at, provider: 'openai', model: 'gpt-4o', inputTokens: 10, outputTokens: 5, costMicros: 40, units: { calls: 1, credits: 15 } },
    ]);
    const { rows, total } = await getUsageBreakdown(ctx, { by: 'model', meter: 'credits' });
    expect(rows).toEqual([
      { key: '', name: 'No model', units: 500, calls: 1, tokens: 0, costMicros: 0, unpriced: 0, share: 500 / 530 },
      { key: 'gpt-4o', name: 'gpt-4o', units: 15, calls: 1, tokens: 15, costMicros: 40, unpriced: 0, share: 15 / 530 },
      { key: 'unheard-of', name: 'unheard-of', units: 15, calls: 1, tokens: 15, costMicros: 0, unpriced: 1, share: 15 / 530 },
    ]);
    expect(total).toEqual({ units: 530, calls: 3, tokens: 30, costMicros: 40, unpriced: 1 });
  });

  test('miss no call that is settled while its hour, which changed before, is being rolled up again', async () => {
    const ctx = await opened();
    const at = new Date(Date.now() - 2 * hourMs);
    const ids = await writeLedger(database.it, ctx.workspaceId, [{ at, outcome: 'unknown' }, { at, outcome: 'unknown' }]);
    await rollUsage(ctx, {});
    const settlement = (n: number) => JSON.stringify([{ d: ids[n], a: at, o: 'succeeded', s: 200, l: 1 }]);
    await ctx.sql.query('SELECT meter_settle($1)', [settlement(0)]);
    const settler = await database.it.sql.connect();
    await settler.query('BEGIN');
    await settler.query('SELECT meter_settle($1)', [settlement(1)]);
    await rollUsage(ctx, {});
    await settler.query('COMMIT');
    settler.release();
    await rollUsage(ctx, {});
    const { rows } = await ctx.sql.query(`SELECT outcome, calls::int FROM usage_rollups WHERE workspace_id = $1 AND span = 'hour'`, [ctx.workspaceId]);
    expect([rows, await database.it.db.usageRollupStale.count()]).toEqual([[{ outcome: 'succeeded', calls: 2 }], 0]);
  });

  test('are taken from the same hours and days on the day that clocks change where the session is', async () => {
    const ctx = await opened();
    const client = await ctx.sql.connect();
    await client.query('BEGIN; UPDATE usage_rollup_state SET rolled_until = app_now()');
    const sources = async (zone: string) => {
      await client.query(`SET LOCAL timezone = '${zone}'`);
      return (await client.query('SELECT source, lo, hi FROM usage_sources($1, $2, $3, true)', [ctx.workspaceId, '2026-03-08T01:00:00Z', '2026-03-10T00:00:00Z'])).rows;
    };
    const [inUtc, inNewYork] = [await sources('UTC'), await sources('America/New_York')];
    await client.query('ROLLBACK');
    client.release();
    expect(inUtc).toHaveLength(2);
    expect(inNewYork).toEqual(inUtc);
  });

  test('keep hours for a hundred days, and older days whole', async () => {
    const ctx = await opened();
    const now = Date.now();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(randomFrom(4), 200, new Date(now - 140 * dayMs), new Date(now)));
    await rollUsage(ctx, {});
    const { rows } = await ctx.sql.query<{ hours: number; days: number }>(
      `SELECT (SELECT count(*) FROM usage_rollups WHERE span = 'hour' AND at < app_now() - interval '101 days')::int AS hours, (SELECT count(*) FROM usage_rollups WHERE span = 'day' AND at < app_now() - interval '101 days')::int AS days`,
    );
    expect(rows[0]?.hours).toBe(0);
    expect(rows[0]?.days).toBeGreaterThan(0);
  });
});

describe('verify', () => {
  test.each([
    ['a day by operation', `UPDATE usage_rollups SET units = units_plus(units, '{"credits": 1}') WHERE ctid = (SELECT ctid FROM usage_rollups WHERE span = 'day' LIMIT 1)`],
    ['an hour by model', `UPDATE usage_model_rollups SET cost_micros = cost_micros + 1 WHERE ctid = (SELECT ctid FROM usage_model_rollups WHERE span = 'hour' LIMIT 1)`],
    ['a call that is no longer in the ledger', `DELETE FROM usage_events WHERE id = (SELECT id FROM usage_events LIMIT 1)`],
    ['a sum that is gone', `DELETE FROM usage_model_rollups WHERE ctid = (SELECT ctid FROM usage_model_rollups WHERE span = 'day' LIMIT 1)`],
  ])('finds %s', async (_what, tamper) => {
    const ctx = await opened();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(randomFrom(5), 60, new Date(Date.now() - 5 * dayMs), new Date(Date.now() - hourMs)));
    await rollUsage(ctx, {});
    const found = async () => (await verifyBooks(ctx, {})).findings.filter(({ check }) => check === 'the rollups equal the ledger').length;
    expect(await found()).toBe(0);
    await database.it.sql.query(tamper);
    expect(await found()).toBeGreaterThan(0);
  });
});

test('units that are more together than a counter can hold are rolled up all the same, for this workspace and every other', async () => {
  const [ctx, other] = [await opened(), await opened()];
  const at = new Date(Date.now() - 2 * hourMs);
  await writeLedger(database.it, ctx.workspaceId, [1, 2, 3].map(() => ({ at, outcome: 'released', units: { credits: 4e18 } })));
  await writeLedger(database.it, other.workspaceId, [{ at, units: { calls: 1 } }]);
  await rollUsage(database.it, {});
  const { rows } = await database.it.sql.query(`SELECT workspace_id, units::text FROM usage_rollups WHERE span = 'hour' ORDER BY workspace_id = $1 DESC`, [ctx.workspaceId]);
  expect(rows).toEqual([{ workspace_id: ctx.workspaceId, units: '{"credits": 12000000000000000000}' }, { workspace_id: other.workspaceId, units: '{"calls": 1}' }]);
  expect((await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.check.includes('rollups'))).toEqual([]);
});
