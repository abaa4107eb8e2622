import type { Pool } from 'pg';

/** Whose ledger is filled: one customer who makes about a sixth of all calls, and so many others, each smaller than the one before. */
export type Filled = { workspaceId: string; keyId: string; others: number };

const chunk = 250_000;
const daysBack = 425;

/** Makes the other workspaces, with a key each, on the same plan. Answers the hashes of all keys that calls can be made with. */
export const makeOthers = async (sql: Pool, { workspaceId, others }: Filled): Promise<string[]> => {
  await sql.query(
    `INSERT INTO workspaces (id, name, plan_version_id, period_anchor, created_at)
     SELECT 'ws_bench' || lpad(n::text, 22, '0'), 'Bench ' || n, w.plan_version_id, w.period_anchor, w.created_at FROM workspaces w, generate_series(1, $2::int) n WHERE w.id = $1 ON CONFLICT DO NOTHING`,
    [workspaceId, others],
  );
  await sql.query(
    `INSERT INTO api_keys (id, workspace_id, name, hash, prefix, last4, scopes, created_at)
     SELECT 'key_bench' || lpad(n::text, 21, '0'), 'ws_bench' || lpad(n::text, 22, '0'), 'Bench', encode(sha256(('bench key ' || n)::bytea), 'hex'), 'tg_live_', 'abcd', '{gateway}', now() FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING`,
    [others],
  );
  const { rows } = await sql.query<{ hash: string }>('SELECT hash FROM api_keys WHERE workspace_id = $1 AND revoked_at IS NULL UNION ALL SELECT hash FROM api_keys WHERE id LIKE $2', [workspaceId, 'key_bench%']);
  return rows.map((row) => row.hash);
};

/**
 * Events number `from` to `to` of `total`, spread evenly over the last fourteen months and written in time's order, as they would
 * have come: to five providers' models, by three keys and three members of each workspace, some failed, some of a model without a price.
 */
const oneChunk = `
  INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, member_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, status_code, latency_ms, method, path, limits,
                            provider, model, input_tokens, output_tokens, cost_micros)
  SELECT 'dec_b' || lpad(x.n::text, 25, '0'), x.at, x.space, CASE WHEN x.who = 0 AND x.space = $1 THEN $2 ELSE 'key_b' || x.who || right(x.space, 24) END, 'usr_b' || x.who || right(x.space, 24), 'req_b' || x.n, m.operation,
         CASE WHEN m.price IS NULL THEN jsonb_build_object(m.provider || '_calls', 1, m.provider || '_tokens', x.input + x.output)
              ELSE jsonb_build_object(m.provider || '_calls', 1, m.provider || '_tokens', x.input + x.output, 'cost', (x.input * m.price + x.output * m.price * 4) / 1000) END,
         $3, date_trunc('month', x.at, 'UTC'), x.outcome, false, CASE x.outcome WHEN 'released' THEN 500 ELSE 200 END, 40 + x.output, 'POST', m.path, '[]', m.provider, m.model, x.input, x.output,
         CASE WHEN m.price IS NOT NULL THEN (x.input * m.price + x.output * m.price * 4) / 1000 END
  FROM (
    SELECT n, $4::timestamptz + ($5::timestamptz - $4::timestamptz) * (n::float8 / $8) AS at,
           CASE floor($9 * power(h.a, 3)) WHEN 0 THEN $1 ELSE 'ws_bench' || lpad(floor($9 * power(h.a, 3))::text, 22, '0') END AS space,
           floor(h.b * 3)::int AS who, floor(h.c * 11)::int AS pick, (50 + h.d * 3000)::int AS input, (10 + h.b * 800)::int AS output,
           CASE WHEN h.d < 0.02 THEN 'released' WHEN h.d < 0.03 THEN 'aborted' ELSE 'succeeded' END AS outcome
    FROM generate_series($6::bigint, $7::bigint) n
    CROSS JOIN LATERAL (SELECT (hashint8(n) & 65535) / 65536.0::float8 AS a, ((hashint8(n) >> 16) & 65535) / 65536.0::float8 AS b, (hashint8(n * 31 + 7) & 65535) / 65536.0::float8 AS c, ((hashint8(n * 31 + 7) >> 16) & 65535) / 65536.0::float8 AS d) h
  ) x
  JOIN (VALUES
    (0, 'openai', 'gpt-4o', 'openai_chat', '/openai/v1/chat/completions', 2500), (1, 'openai', 'gpt-4o-mini', 'openai_chat', '/openai/v1/chat/completions', 150), (2, 'openai', 'gpt-5', 'openai_responses', '/openai/v1/responses', 1250),
    (3, 'openai', 'text-embedding-3-small', 'openai_embeddings', '/openai/v1/embeddings', 20), (4, 'anthropic', 'claude-sonnet-4-5', 'anthropic_messages', '/anthropic/v1/messages', 3000),
    (5, 'anthropic', 'claude-haiku-4-5', 'anthropic_messages', '/anthropic/v1/messages', 1000), (6, 'gemini', 'gemini-2.5-pro', 'gemini_models', '/gemini/v1beta/models/gemini-2.5-pro', 1250),
    (7, 'gemini', 'gemini-2.5-flash', 'gemini_models', '/gemini/v1beta/models/gemini-2.5-flash', 300), (8, 'mistral', 'mistral-large', 'mistral_chat', '/mistral/v1/chat/completions', 2000),
    (9, 'deepseek', 'deepseek-chat', 'deepseek_chat', '/deepseek/v1/chat/completions', 280), (10, 'openai', 'gpt-6-preview', 'openai_chat', '/openai/v1/chat/completions', NULL)
  ) m(pick, provider, model, operation, path, price) ON m.pick = x.pick`;

/** Adds events until the ledger has `to` of them, and rolls everything up. `from` are there already. */
export const fillLedger = async (sql: Pool, filled: Filled, { from, to }: { from: number; to: number }, say: (line: string) => void): Promise<void> => {
  const client = await sql.connect();
  try {
    await client.query(`SET synchronous_commit = off; SET statement_timeout = 0; SET work_mem = '64MB'`);
    await client.query(`SELECT ensure_usage_partition((current_date - make_interval(months => n))::date) FROM generate_series(0, 15) n`);
    const { rows } = await client.query<{ version: string; starts: Date; ends: Date }>(`SELECT plan_version_id AS version, app_now() - $2 * interval '1 day' AS starts, app_now() - interval '5 minutes' AS ends FROM workspaces WHERE id = $1`, [filled.workspaceId, daysBack]);
    const [own] = rows;
    if (!own) throw new Error('the customer has no workspace');
    const count = to - from;
    for (let done = 0; done < count; done += chunk) {
      const last = Math.min(done + chunk, count);
      // Numbers go on from what is there; the place in time is counted from the first of this filling.
      const text = oneChunk.replace('(n::float8 / $8)', '((n - $10::bigint)::float8 / $8)');
      await client.query(text, [filled.workspaceId, filled.keyId, own.version, own.starts, own.ends, from + done + 1, from + last, count, filled.others + 1, from]);
      if (last % 1_000_000 === 0) say(`  ${((from + last) / 1_000_000).toFixed(0)} million events`);
    }
    await client.query('ANALYZE usage_events');
    await client.query(`UPDATE usage_rollup_state SET rolled_until = '-infinity'; TRUNCATE usage_rollups, usage_model_rollups, usage_rollup_stale`);
    const step = to >= 1_000_000 ? '1 day' : '30 days';
    for (let more = true; more; ) more = (await client.query<{ more: boolean }>('SELECT usage_roll($1::interval) AS more', [step])).rows[0]?.more ?? false;
    await client.query('VACUUM ANALYZE usage_rollups, usage_model_rollups');
  } finally {
    client.release(true);
  }
};
