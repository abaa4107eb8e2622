import pg from 'pg';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { settle, type Settlement } from '@/lib/services/usage/settle';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { question } from './meter';
import { onPlan } from './plan-version';

const database = testDatabase('forensics');
let connection: pg.Pool | undefined;
afterAll(() => connection?.end());

/** Rows that this connection has read and not reported yet of what grows with the calls, or with the customers. */
const rowsRead = async (client: pg.PoolClient): Promise<number> => {
  const { rows } = await client.query<{ read: string }>(
    `SELECT COALESCE(sum(COALESCE(seq_tup_read, 0) + COALESCE(idx_tup_fetch, 0)), 0) AS read FROM pg_stat_xact_all_tables
     WHERE relname LIKE 'usage_events%' OR relname IN ('usage_counters', 'own_limits', 'overrides', 'alert_rules', 'hold_clocks', 'api_keys', 'credit_grants')`,
  );
  return Number(rows[0]?.read);
};

const fill = async (workspaceId: string, apiKeyId: string): Promise<void> => {
  const { sql } = database.it;
  await sql.query(
    `INSERT INTO usage_counters (workspace_id, scope, meter, "window", window_start, window_end, used)
     SELECT $1, '', 'tokens', 'day', '2020-01-01'::timestamptz + n * interval '1 day', '2020-01-02'::timestamptz + n * interval '1 day', 1 FROM generate_series(1, 2000) n`, [workspaceId],
  );
  await sql.query(`INSERT INTO own_limits (id, workspace_id, scope, meter, "window", "limit", mode, created_at, updated_at) SELECT 'lim_' || n, $1, 'key:' || n, 'tokens', 'day', 5, 'hard', app_now(), app_now() FROM generate_series(1, 2000) n`, [workspaceId]);
  await sql.query(
    `INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, method, path, limits)
     SELECT 'dec_filled_' || n, app_now() - n * interval '1 millisecond', $1, $2, 'filled-' || n, 'other', '{}', w.plan_version_id, app_now(), 'unknown', false, 'GET', '/', '[]' FROM generate_series(1, 2000) n, workspaces w WHERE w.id = $1`,
    [workspaceId, apiKeyId],
  );
  await sql.query(`INSERT INTO api_keys (id, workspace_id, name, hash, prefix, last4, scopes, created_at) SELECT 'key_filled_' || n, $1, 'Filled', encode(sha256(n::text::bytea), 'hex'), 'tg_live_', '0000', '{gateway}', app_now() FROM generate_series(1, 2000) n`, [workspaceId]);
  await sql.query(`INSERT INTO credit_grants (id, workspace_id, meter, source, source_key, units, remaining, priority, created_at) SELECT 'grt_filled_' || n, $1, 'tokens', 'gift', 'filled-' || n, 5, 5, 1, app_now() FROM generate_series(1, 2000) n`, [workspaceId]);
};

test('a connection that planned while there was nothing reads no more when there is much: neither to decide, nor to settle, to give back, to hold or to ingest', async () => {
  const one = await onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'month', limit: 1_000 }, { meter: 'tokens', window: 'billing_period', limit: 1_000, usesPacks: true }]);
  const other = await makeWorkspace(database.it, { catalog: 'forensics' });
  const otherKey = await makeApiKey(database.it, other.id);
  connection = new pg.Pool({ connectionString: database.it.url, max: 1 });
  const client = await connection.connect();
  onTestFinished(() => client.release());
  const sql = client as unknown as pg.Pool;
  const ctx = testCtx(database.it, { catalog: 'forensics' });

  const outcomes = ['succeeded', 'measured', 'released'] as const;
  const everything = async (): Promise<number> => {
    await client.query('BEGIN');
    const earlier = await rowsRead(client);
    const calls = resolveCalls(ctx, await Promise.all(outcomes.map(() => question(one.key, 'POST /trace/start'))));
    const decisions = await consume({ sql }, [...calls, ...resolveCalls(ctx, [await question(one.key, 'POST /trace/start')]).map((call) => ({ ...call, holdSeconds: 60 }))]);
    const settlements = decisions.slice(0, 3).map(({ decisionId, ...decision }, i): Settlement => ({
      decisionId: decisionId ?? '', occurredAt: 'occurredAt' in decision ? decision.occurredAt : '', outcome: outcomes[i] === 'released' ? 'released' : 'succeeded', statusCode: 200, latencyMs: 1, ...(outcomes[i] === 'measured' && { measured: { units: { tokens: 3 } } }),
    }));
    expect(await settle({ sql }, settlements)).toBe(3);
    await client.query('SELECT meter_expire_holds($1)', [one.workspaceId]);
    const events = JSON.stringify([{ d: newId('dec', Date.now()), r: newId('req', Date.now()), a: null, o: 'other', u: { tokens: 1 }, v: {}, q: null }]);
    expect((await client.query('SELECT result FROM meter_ingest($1, NULL, NULL, $2::jsonb)', [one.workspaceId, events])).rows).toEqual([{ result: 'recorded' }]);
    const read = (await rowsRead(client)) - earlier;
    await client.query('COMMIT');
    return read;
  };

  for (let i = 0; i < 6; i += 1) await everything();
  const before = await everything();
  await fill(other.id, otherKey.id);
  const after = await everything();
  expect(after, 'of the 10,000 rows of somebody else none').toBeLessThan(before + 50);
});
