import type { Mutant } from './mutant';

const consume = { sql: 'meter_consume' };
const usage = (name: string) => `test/integration/usage/${name}.test.ts`;

/** Bugs in how a call is decided. */
export const ofDeciding: Mutant[] = [
  { bug: 'drop the lock of a workspace', in: consume, find: 'PERFORM pg_advisory_xact_lock(4801, h.key) FROM (', replace: 'PERFORM h.key FROM (', tests: [usage('consume')] },
  { bug: 'compare with <', in: consume, find: 's_used[i] + v_need <= s_limit[i]', replace: 's_used[i] + v_need < s_limit[i]', tests: [usage('consume')] },
  { bug: 'admit while anything is left', in: consume, find: 's_used[i] + v_need <= s_limit[i]', replace: 's_used[i] < s_limit[i]', tests: [usage('consume')] },
  { bug: 'compare credits with <', in: consume, find: 'CONTINUE WHEN v_need <= s_funds[i];', replace: 'CONTINUE WHEN v_need < s_funds[i];', tests: [usage('packs')] },
  {
    bug: 'count refused calls', in: consume, find: `f_call := f_call || n; f_row := f_row || v_over; f_shadow := f_shadow || false;
        CONTINUE;`, replace: `f_call := f_call || n; f_row := f_row || v_over; f_shadow := f_shadow || false;`, tests: [usage('consume')],
  },
  { bug: 'answer before the commit', in: { file: 'lib/services/usage/consume.ts' }, find: 'const { rows } = await ctx.sql.query<Row>(', replace: `const early = await (ctx.sql as Pool).connect();
  await early.query('BEGIN');
  setTimeout(() => void early.query('COMMIT').then(() => early.release()), 100);
  const { rows } = await early.query<Row>(`, tests: [usage('consume')] },
  { bug: 'skip what was decided before under a request id', in: consume, find: 'WHERE (q.c OR q.x) AND e.workspace_id', replace: 'WHERE false AND e.workspace_id', tests: [usage('consume')] },
  { bug: 'forget the workspace of a request id', in: consume, find: 'e.workspace_id = w_id[g_ws[q.g]] AND e.request_id = q.r', replace: 'e.request_id = q.r', tests: [usage('consume')] },
  { bug: 'forget the workspace of a request id within a batch', in: consume, find: 'IF r_new[i] AND r_ws[i] = v_ws AND c_r[i] = c_r[n]', replace: 'IF r_new[i] AND c_r[i] = c_r[n]', tests: [usage('consume')] },
  { bug: 'answer another call under a used request id', in: consume, find: 'jsonb_build_array(e.operation, COALESCE(e.held, e.units))::text = g_shape[q.g] AND e.method = q.m AND e.path = q.p', replace: 'e.method <> \'\'', tests: [usage('consume')] },
  { bug: 'let a revoked key pass', in: consume, find: 'COALESCE(k.revoked_at IS NOT NULL OR k.expires_at <= v_now, false)', replace: 'COALESCE(k.expires_at <= v_now, false)', tests: [usage('consume')] },
  { bug: 'let an expired key pass', in: consume, find: 'COALESCE(k.revoked_at IS NOT NULL OR k.expires_at <= v_now, false)', replace: 'COALESCE(k.revoked_at IS NOT NULL, false)', tests: [usage('consume')] },
  { bug: 'let a key without the scope pass', in: consume, find: `WHEN NOT 'gateway' = ANY (k.scopes) THEN 'insufficient_scope' `, replace: '', tests: [usage('consume')] },
  { bug: 'open a feature to every plan', in: consume, find: 'IF g_late[g] IS NOT NULL THEN', replace: 'IF false THEN', tests: [usage('consume')] },
  { bug: 'take a meter that the plan does not grant for unlimited', in: consume, find: 'ELSIF g_lacks[g] THEN', replace: 'ELSIF false THEN', tests: [usage('consume')] },
  { bug: 'ignore that a grant has expired', in: consume, find: ' AND h.remaining > 0 AND (h.expires_at IS NULL OR h.expires_at > v_now)', replace: ' AND h.remaining > 0', tests: [usage('packs')] },
  { bug: 'burn the last to expire first', in: consume, find: 'ORDER BY x.n, h.expires_at NULLS LAST, h.priority', replace: 'ORDER BY x.n, h.expires_at DESC NULLS FIRST, h.priority', tests: [usage('packs')] },
  { bug: 'count the limit of another key', in: consume, find: `s_scope[i] <> 'key:' || g_key[g] AND s_scope[i] <>`, replace: `s_scope[i] NOT LIKE 'key:%' AND s_scope[i] <>`, tests: [usage('rules')] },
  { bug: 'let a limit in shadow refuse', in: consume, find: `IF s_shadow[i] THEN
          f_call`, replace: `IF false THEN
          f_call`, tests: [usage('rules')] },
  { bug: 'a spend cap that is off by one', in: consume, find: 'w_spend[v_ws] + v_delta > w_cap[v_ws]', replace: 'w_spend[v_ws] + v_delta >= w_cap[v_ws]', tests: [usage('rules')] },
  { bug: 'alert a call too late', in: consume, find: 'OR s_used[i] < (s_limit[i] * t + 99) / 100', replace: 'OR s_used[i] <= (s_limit[i] * t + 99) / 100', tests: [usage('rules')] },
  { bug: 'ignore overrides', in: consume, find: 'CASE WHEN w.id = ANY (v_odd) THEN limit_in_force', replace: 'CASE WHEN false THEN limit_in_force', tests: [usage('rules')] },
  { bug: 'honour an override after it has ended', in: { sql: 'limit_in_force' }, find: ' AND (x.expires_at IS NULL OR x.expires_at > p_at)', replace: '', tests: [usage('rules')] },
  { bug: 'honour an override that was taken back', in: { sql: 'limit_in_force' }, find: ' AND x.revoked_at IS NULL', replace: '', tests: [usage('rules')] },
  { bug: 'honour another workspace’s override', in: { sql: 'limit_in_force' }, find: 'x.workspace_id = p_workspace AND ', replace: '', tests: [usage('rules')] },
  { bug: 'raise alerts by another workspace’s rules', in: consume, find: 'a.workspace_id = y.id AND a.meter = y.meter', replace: 'a.meter = y.meter', tests: [usage('alerting')] },
  { bug: 'hold a workspace to another’s cap of spend', in: consume, find: 'l ON l.workspace_id = w.id', replace: 'l ON true', tests: [usage('spend-cap')] },
  { bug: 'count on where others have written meanwhile', in: consume, find: `IF v_written + i < n THEN RAISE EXCEPTION`, replace: `IF false THEN RAISE EXCEPTION`, tests: [usage('counters')] },
  { bug: 'never look for holds that have expired', in: consume, find: 'IF v_due IS NOT NULL THEN', replace: 'IF false THEN', tests: [usage('holds')] },
];
