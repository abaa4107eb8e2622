-- The same decisions as before for less: calls are read before the lock is taken, plans once for all of their subscribers, and what only
-- some calls need not at all for the others. And rows are found by their keys, whatever the planner knew of the tables (decision 0017).

-- Decides a whole batch of calls in one statement: keys, entitlements, overrides, the customer's own limits, every window's counter,
-- grants, the ledger, alerts and the refusals. The caller answers nobody before this has committed.
--
-- A meter that packs exist for is paid from grants, soonest to expire first, then by priority, then the oldest; the plan's own units
-- of the period are one of them. What grants cannot pay passes where the limit is soft, and is billed.
--
-- p_groups: calls of the same kind share one: [{k: key hash, o: operation, w: {meter: units}, z: {meter: units that must be left, where
--            they are not w's}, f: feature needed}]
-- p_calls:  [{g: group, from 1, r: request id, c: is the id the client's, t: the first call of this batch with the same id, d: id for a new
--            decision, m: method, p: path, x: record even beyond a limit (it was let through while we were away), s: source,
--            h: seconds to hold the units for, e: final at once, without an outcome to come}]
CREATE OR REPLACE FUNCTION meter_consume(p_groups jsonb, p_calls jsonb)
RETURNS TABLE (code text, decision_id text, workspace_id text, plan text, occurred_at timestamptz, is_replay boolean, limits text, refused jsonb, required bigint, admits_unavailable boolean, decided_at timestamptz)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz; v_minute timestamptz; v_day timestamptz; v_month timestamptz; v_month_end timestamptz;
  v_size int := jsonb_array_length(p_calls);
  v_utc timestamp; v_asked jsonb := '{}'; v_left jsonb; v_found text[];
  -- The workspaces, in the order of their locks.
  w_id text[]; w_version text[]; w_plan text[]; w_start timestamptz[]; w_end timestamptz[]; w_cap bigint[]; w_cap_hard boolean[]; w_spend bigint[]; w_first int[]; w_last int[];
  -- The groups: as given, what their keys are, and the counters that they move.
  q_k text[]; q_o text[]; q_w jsonb[]; q_z jsonb[]; q_f text[]; g_shape text[];
  g_ws int[]; g_space text[]; g_key text[]; g_member text[]; g_code text[]; g_dead boolean[]; g_late text[]; g_first int[]; g_last int[]; g_lacks boolean[]; g_admits boolean[];
  m_row int[]; m_units bigint[]; m_need bigint[];
  -- The counters that this batch may touch.
  s_ws int[]; s_scope text[]; s_meter text[]; s_window text[]; s_limit bigint[]; s_start timestamptz[]; s_end timestamptz[]; s_used bigint[]; s_added bigint[]; s_row tid[]; s_soft boolean[]; s_admits boolean[];
  s_wallet boolean[]; s_shadow boolean[]; s_per bigint[]; s_minor bigint[]; s_head text[]; s_next bigint[]; s_funds bigint[]; s_from int[]; s_to int[];
  -- The grants that may pay.
  k_id text[]; k_left bigint[]; k_plan boolean[];
  -- The calls.
  c_g int[]; c_r text[]; c_c boolean[]; c_t int[]; c_d text[]; c_m text[]; c_p text[]; c_x boolean[]; c_s text[]; c_h int[]; c_e boolean[];
  p_id text[]; p_at timestamptz[]; p_limits text[]; p_same boolean[];
  r_code text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_decision text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_ws int[] := array_fill(NULL::int, ARRAY[v_size]);
  r_at timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_size]);
  r_replay boolean[] := array_fill(false, ARRAY[v_size]);
  r_limits text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_required bigint[] := array_fill(NULL::bigint, ARRAY[v_size]);
  r_refused jsonb[] := array_fill(NULL::jsonb, ARRAY[v_size]);
  r_new boolean[] := array_fill(false, ARRAY[v_size]);
  r_spent text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_beyond text[] := array_fill(NULL::text, ARRAY[v_size]);
  -- Refusals, real and in shadow: the call and the limit. Alerts: the limit, its threshold, the call.
  f_call int[] := '{}'; f_row int[] := '{}'; f_shadow boolean[] := '{}';
  a_row int[] := '{}'; a_ws int[] := '{}'; a_threshold int[] := '{}'; a_limit bigint[] := '{}'; a_used bigint[] := '{}'; a_decision text[] := '{}';
  n int; g int; i int; j int; t int; v_ws int; v_over int; v_twin int; v_units bigint; v_need bigint; v_limits text; v_take bigint; v_piece bigint; v_other bigint; v_rest bigint; v_delta bigint; v_new boolean := false; v_wallets boolean; v_spent text;
  v_odd text[]; v_own text[]; v_ruled text[]; v_due text[]; v_written int; v_in_month text; v_in_day text; v_in_minute text; v_beyond text; v_stale boolean; v_unmarked boolean; v_forced boolean; v_holds boolean; v_featured boolean; v_chosen boolean; v_twins boolean;
BEGIN
  -- Everything is looked up by arrays: a planner takes those for the few rows that they are, and finds each by its index. What belongs to a
  -- workspace is looked up for each (LIMIT, OFFSET 0): joined, a table that was empty when the plan was made is read whole by it, however
  -- large it has become.
  SELECT array_agg(q.k), array_agg(q.o), array_agg(q.w), array_agg(q.z), array_agg(q.f), bool_or(q.f IS NOT NULL) INTO q_k, q_o, q_w, q_z, q_f, v_featured
  FROM jsonb_to_recordset(p_groups) AS q(k text, o text, w jsonb, z jsonb, f text);
  SELECT array_agg(q.g), array_agg(q.r), array_agg(q.c), array_agg(q.t), array_agg(q.d), array_agg(q.m), array_agg(q.p), array_agg(COALESCE(q.x, false)), array_agg(q.s), array_agg(q.h), array_agg(q.e),
         bool_or(q.h IS NOT NULL), bool_or(q.c OR COALESCE(q.x, false)), bool_or(q.t IS NOT NULL)
  INTO c_g, c_r, c_c, c_t, c_d, c_m, c_p, c_x, c_s, c_h, c_e, v_holds, v_chosen, v_twins
  FROM jsonb_to_recordset(p_calls) AS q(g int, r text, c boolean, t int, d text, m text, p text, x boolean, s text, h int, e boolean);
  -- One writer per workspace. Locks are taken in one order, so batches that share workspaces never deadlock.
  PERFORM pg_advisory_xact_lock(4801, h.key) FROM (
    SELECT DISTINCT hashtext(k.workspace_id) AS key FROM unnest(q_k) q(k) JOIN api_keys k ON k.hash = q.k ORDER BY 1
  ) h;
  v_now := app_now();
  v_utc := v_now AT TIME ZONE 'UTC';
  v_minute := date_trunc('minute', v_utc) AT TIME ZONE 'UTC'; v_day := date_trunc('day', v_utc) AT TIME ZONE 'UTC'; v_month := date_trunc('month', v_utc) AT TIME ZONE 'UTC';
  v_month_end := (date_trunc('month', v_utc) + interval '1 month') AT TIME ZONE 'UTC';
  v_in_month := ',"s":' || date_part('epoch', v_month) || ',"e":' || date_part('epoch', v_month_end);
  v_in_day := ',"s":' || date_part('epoch', v_day) || ',"e":' || date_part('epoch', v_day + interval '24 hours');
  v_in_minute := ',"s":' || date_part('epoch', v_minute) || ',"e":' || date_part('epoch', v_minute + interval '1 minute');

  -- Read under the lock: a key that was revoked meanwhile is revoked.
  SELECT array_agg(k.workspace_id ORDER BY q.n), array_agg(k.id ORDER BY q.n), array_agg(k.created_by_id ORDER BY q.n), array_agg(COALESCE(k.revoked_at IS NOT NULL OR k.expires_at <= v_now, false) ORDER BY q.n),
         array_agg(CASE WHEN k.id IS NULL THEN 'invalid_api_key' WHEN NOT 'gateway' = ANY (k.scopes) THEN 'insufficient_scope' WHEN q.o IS NULL THEN 'unknown_operation' END ORDER BY q.n),
         COALESCE(bool_or(k.id IS NOT NULL AND (k.last_used_at IS NULL OR k.last_used_at < v_now - interval '1 minute')), false)
  INTO g_space, g_key, g_member, g_dead, g_code, v_unmarked
  FROM unnest(q_k, q_o) WITH ORDINALITY q(k, o, n) LEFT JOIN api_keys k ON k.hash = q.k;

  -- What only some workspaces have is asked for all at once, and looked up for those that have it.
  SELECT (SELECT array_agg(o.workspace_id) FROM overrides o WHERE o.workspace_id = ANY (g_space) AND o.kind = 'limit' AND o.revoked_at IS NULL),
         (SELECT array_agg(l.workspace_id) FROM own_limits l WHERE l.workspace_id = ANY (g_space)),
         (SELECT array_agg(r.workspace_id) FROM alert_rules r WHERE r.workspace_id = ANY (g_space)),
         (SELECT array_agg(h.workspace_id) FROM hold_clocks h WHERE h.workspace_id = ANY (g_space) AND h.next_expiry <= v_now)
  INTO v_odd, v_own, v_ruled, v_due;
  IF v_due IS NOT NULL THEN
    PERFORM meter_expire_holds(h.id) FROM (SELECT x.id FROM unnest(v_due) x(id) ORDER BY 1) h;
  END IF;

  -- Read once: a plan that changes in the middle of a batch must not be counted by one version and recorded under another.
  SELECT array_agg(x.id), array_agg(x.version), array_agg(x.plan), array_agg(x.starts), array_agg(x.ends), array_agg(x.cap), array_agg(x.hard), array_agg(0::bigint)
  INTO w_id, w_version, w_plan, w_start, w_end, w_cap, w_cap_hard, w_spend
  FROM (
    SELECT w.id, w.plan_version_id AS version, v.plan, (w.anchor + make_interval(months => b.n)) AT TIME ZONE 'UTC' AS starts, (w.anchor + make_interval(months => b.n + 1)) AT TIME ZONE 'UTC' AS ends,
           l.limit AS cap, l.mode = 'hard' AS hard
    FROM (SELECT x.id, x.plan_version_id, x.period_anchor AT TIME ZONE 'UTC' AS anchor FROM workspaces x WHERE x.id = ANY (g_space)) w
    CROSS JOIN LATERAL (SELECT ((date_part('year', v_utc) - date_part('year', w.anchor)) * 12 + date_part('month', v_utc) - date_part('month', w.anchor))::int AS n) d
    CROSS JOIN LATERAL (SELECT CASE WHEN w.anchor + make_interval(months => d.n) > v_utc THEN d.n - 1 ELSE d.n END AS n) b
    JOIN plan_versions v ON v.id = w.plan_version_id
    LEFT JOIN (SELECT o.* FROM own_limits o WHERE o.workspace_id = ANY (v_own) AND o.scope = 'own' AND o.meter = 'spend' AND o.window = 'billing_period' OFFSET 0) l ON l.workspace_id = w.id
    ORDER BY w.id
  ) x;

  g_ws := array_fill(NULL::int, ARRAY[cardinality(q_k)]);
  FOR g IN 1 .. cardinality(q_k) LOOP
    g_ws[g] := array_position(w_id, g_space[g]);
    IF g = 1 OR q_w[g] <> q_w[g - 1] THEN v_asked := v_asked || q_w[g]; END IF;
  END LOOP;

  -- Every counter that this batch may touch, workspace by workspace: those of the plan, then the customer's own.
  SELECT array_agg(x.ws), array_agg(x.scope), array_agg(x.meter), array_agg(x.win), array_agg(x.lim), array_agg(x.starts), array_agg(x.ends), array_agg(x.used), array_agg(0::bigint), array_agg(x.row), array_agg(x.soft), array_agg(x.admits),
         array_agg(x.wallet), array_agg(x.shadow), array_agg(x.per), array_agg(x.minor),
         array_agg(x.head || COALESCE(x.lim::text, 'null')
           || CASE x.win WHEN 'month' THEN v_in_month WHEN 'day' THEN v_in_day WHEN 'minute' THEN v_in_minute ELSE ',"s":' || date_part('epoch', x.starts) || ',"e":' || date_part('epoch', x.ends) END
           || CASE WHEN x.scope = '' THEN ',"u":' ELSE ',"c":' || to_json(x.scope) || ',"u":' END),
         array_agg(CASE WHEN x.lim IS NULL OR x.win = 'minute' OR (x.shadow AND x.scope = '') THEN NULL
                        WHEN x.rules IS NULL THEN CASE WHEN x.used < (x.lim + 1) / 2 THEN (x.lim + 1) / 2 ELSE next_alert_at('{50,80,90,100}', x.lim, x.used) END
                        ELSE next_alert_at(x.rules, x.lim, x.used) END),
         COALESCE(bool_or(x.wallet), false)
  INTO s_ws, s_scope, s_meter, s_window, s_limit, s_start, s_end, s_used, s_added, s_row, s_soft, s_admits, s_wallet, s_shadow, s_per, s_minor, s_head, s_next, v_wallets
  FROM (
    SELECT y.*, COALESCE(u.used, 0) AS used, u.row, a.thresholds AS rules
    FROM (
      SELECT w.n::int AS ws, w.id, '' AS scope, e.meter, e.window AS win, l.lim, e.is_soft AS soft, e.uses_packs AND l.lim IS NOT NULL AS wallet, e.is_shadow AS shadow, e.when_unavailable = 'admit' AS admits, e.overage_per AS per, e.overage_minor AS minor, e.head,
             CASE e.window WHEN 'billing_period' THEN w.starts WHEN 'month' THEN v_month WHEN 'day' THEN v_day ELSE v_minute END AS starts,
             CASE e.window WHEN 'billing_period' THEN w.ends WHEN 'month' THEN v_month_end WHEN 'day' THEN v_day + interval '24 hours' ELSE v_minute + interval '1 minute' END AS ends
      -- Plans are few and their subscribers many: OFFSET 0 has each plan's entitlements read once.
      FROM (SELECT f.*, '{"m":' || to_json(f.meter) || ',"w":"' || f.window || '","l":' AS head FROM entitlements f WHERE f.plan_version_id = ANY (w_version) AND (v_asked ? f.meter OR f.is_soft) OFFSET 0) e
      JOIN unnest(w_id, w_version, w_start, w_end, w_cap) WITH ORDINALITY w(id, version, starts, ends, cap, n) ON w.version = e.plan_version_id
      CROSS JOIN LATERAL (SELECT CASE WHEN w.id = ANY (v_odd) THEN limit_in_force(w.id, e.meter, e.window, e.limit, v_now) ELSE e.limit END AS lim) l
      WHERE v_asked ? e.meter OR w.cap IS NOT NULL
      UNION ALL
      SELECT w.n::int, w.id, l.scope, l.meter, l.window, l.limit, false, false, l.mode = 'notify', true, NULL, NULL, '{"m":' || to_json(l.meter) || ',"w":"' || l.window || '","l":',
             CASE l.window WHEN 'billing_period' THEN w.starts WHEN 'month' THEN v_month ELSE v_day END,
             CASE l.window WHEN 'billing_period' THEN w.ends WHEN 'month' THEN v_month_end ELSE v_day + interval '24 hours' END
      FROM unnest(w_id, w_start, w_end) WITH ORDINALITY w(id, starts, ends, n) CROSS JOIN LATERAL (SELECT o.* FROM own_limits o WHERE o.workspace_id = w.id OFFSET 0) l WHERE v_own IS NOT NULL AND v_asked ? l.meter
    ) y
    LEFT JOIN LATERAL (SELECT c.used, c.ctid AS row FROM usage_counters c WHERE c.workspace_id = y.id AND c.scope = y.scope AND c.meter = y.meter AND c.window = y.win AND c.window_start = y.starts LIMIT 1) u ON true
    LEFT JOIN (SELECT r.* FROM alert_rules r WHERE r.workspace_id = ANY (v_ruled) OFFSET 0) a ON a.workspace_id = y.id AND a.meter = y.meter
    ORDER BY y.ws, y.scope, y.meter, y.ends - y.starts, y.win
  ) x;

  -- What the grants hold, read only where a plan is paid from them.
  IF v_wallets THEN
    SELECT bool_or(p.id IS NULL OR p.remaining <> GREATEST(0, x.lim - x.used)) INTO v_stale
    FROM unnest(s_ws, s_meter, s_limit, s_start, s_wallet, s_used) x(ws, meter, lim, starts, wallet, used)
    LEFT JOIN credit_grants p ON p.workspace_id = w_id[x.ws] AND p.meter = x.meter AND p.source = 'plan' AND p.starts_at = x.starts AND p.plan_limit = x.lim
    WHERE x.wallet;
    IF v_stale THEN PERFORM refresh_plan_grants(w_id, w_version, w_start, w_end, v_now); END IF;
    WITH held AS (
      SELECT x.n, h.id, h.remaining, h.source = 'plan' AS of_plan, row_number() OVER (ORDER BY x.n, h.expires_at NULLS LAST, h.priority, h.created_at, h.id) AS at
      FROM unnest(s_ws, s_meter, s_start, s_wallet) WITH ORDINALITY x(ws, meter, starts, wallet, n)
      JOIN credit_grants h ON x.wallet AND h.workspace_id = w_id[x.ws] AND h.meter = x.meter AND h.remaining > 0 AND (h.expires_at IS NULL OR h.expires_at > v_now) AND (h.source <> 'plan' OR h.starts_at = x.starts)
    )
    SELECT (SELECT array_agg(h.id ORDER BY h.at) FROM held h), (SELECT array_agg(h.remaining ORDER BY h.at) FROM held h), (SELECT array_agg(h.of_plan ORDER BY h.at) FROM held h),
           array_agg(COALESCE(f.total, 0) ORDER BY x.n), array_agg(COALESCE(f.lo, 1) ORDER BY x.n), array_agg(COALESCE(f.hi, 0) ORDER BY x.n)
    INTO k_id, k_left, k_plan, s_funds, s_from, s_to
    FROM unnest(s_ws) WITH ORDINALITY x(ws, n)
    LEFT JOIN (SELECT h.n, sum(h.remaining)::bigint AS total, min(h.at)::int AS lo, max(h.at)::int AS hi FROM held h GROUP BY h.n) f ON f.n = x.n;
  END IF;

  -- Features, where any is asked for.
  IF v_featured THEN
    SELECT array_agg(CASE WHEN q.f IS NOT NULL AND NOT q.f = ANY (v.features) THEN 'feature_not_included' END ORDER BY q.n) INTO g_late
    FROM unnest(q_f, g_ws) WITH ORDINALITY q(f, ws, n) LEFT JOIN plan_versions v ON v.id = w_version[q.ws];
  ELSE
    g_late := array_fill(NULL::text, ARRAY[cardinality(q_k)]);
  END IF;

  -- The counters of each workspace, and what it spends beyond its plan.
  w_first := array_fill(1, ARRAY[COALESCE(cardinality(w_id), 0)]); w_last := array_fill(0, ARRAY[COALESCE(cardinality(w_id), 0)]);
  FOR i IN 1 .. COALESCE(cardinality(s_ws), 0) LOOP
    v_ws := s_ws[i];
    IF w_last[v_ws] = 0 THEN w_first[v_ws] := i; END IF;
    w_last[v_ws] := i;
    CONTINUE WHEN NOT s_soft[i] OR w_cap[v_ws] IS NULL OR s_limit[i] IS NULL;
    w_spend[v_ws] := w_spend[v_ws] + overage_minor(s_used[i] - s_limit[i], s_per[i], s_minor[i]);
  END LOOP;

  -- The counters that each group moves, in their order, and whether its plan grants all that it needs.
  g_first := array_fill(1, ARRAY[cardinality(q_k)]); g_last := array_fill(0, ARRAY[cardinality(q_k)]); g_lacks := array_fill(false, ARRAY[cardinality(q_k)]); g_admits := array_fill(true, ARRAY[cardinality(q_k)]);
  j := 0;
  FOR g IN 1 .. cardinality(q_k) LOOP
    v_ws := g_ws[g];
    CONTINUE WHEN v_ws IS NULL;
    g_first[g] := j + 1; v_found := '{}';
    FOR i IN w_first[v_ws] .. w_last[v_ws] LOOP
      v_units := (q_w[g] ->> s_meter[i])::bigint;
      CONTINUE WHEN v_units IS NULL OR (s_scope[i] <> '' AND s_scope[i] <> 'own' AND s_scope[i] <> 'key:' || g_key[g] AND s_scope[i] <> 'member:' || COALESCE(g_member[g], ''));
      v_need := COALESCE((q_z[g] ->> s_meter[i])::bigint, v_units);
      j := j + 1; m_row[j] := i; m_units[j] := v_units; m_need[j] := v_need;
      CONTINUE WHEN s_scope[i] <> '';
      v_found := v_found || s_meter[i];
      IF v_need > 0 AND NOT s_admits[i] THEN g_admits[g] := false; END IF;
    END LOOP;
    g_last[g] := j;
    v_left := q_w[g] - v_found;
    IF v_left <> '{}' THEN
      g_lacks[g] := EXISTS (SELECT FROM jsonb_each_text(v_left) m WHERE m.value::bigint > 0 OR COALESCE(q_z[g], '{}') ? m.key);
    END IF;
  END LOOP;

  -- What was decided before under the ids that clients chose, or under those of calls that passed while we were away.
  IF v_chosen OR v_twins THEN
    SELECT array_agg(jsonb_build_array(q.o, q.w)::text ORDER BY q.n) INTO g_shape FROM unnest(q_o, q_w) WITH ORDINALITY q(o, w, n);
  END IF;
  IF v_chosen THEN
    SELECT array_agg(e.id ORDER BY q.n), array_agg(e.occurred_at ORDER BY q.n), array_agg(e.limits::text ORDER BY q.n),
           array_agg(jsonb_build_array(e.operation, COALESCE(e.held, e.units))::text = g_shape[q.g] AND e.method = q.m AND e.path = q.p ORDER BY q.n)
    INTO p_id, p_at, p_limits, p_same
    FROM unnest(c_g, c_r, c_c, c_x, c_m, c_p) WITH ORDINALITY q(g, r, c, x, m, p, n)
    LEFT JOIN LATERAL (
      SELECT e.id, e.occurred_at, e.operation, e.units, e.held, e.method, e.path, e.limits FROM usage_events e
      WHERE (q.c OR q.x) AND e.workspace_id = w_id[g_ws[q.g]] AND e.request_id = q.r AND e.outcome <> 'released'
        AND e.occurred_at >= CASE WHEN q.c THEN '-infinity'::timestamptz ELSE v_now - interval '2 days' END
      LIMIT 1
    ) e ON true;
  END IF;

  FOR n IN 1 .. v_size LOOP
    g := c_g[n]; v_ws := g_ws[g]; v_forced := c_x[n];
    r_ws[n] := v_ws; r_decision[n] := c_d[n];
    IF v_ws IS NULL OR (g_dead[g] AND NOT v_forced) THEN
      r_code[n] := 'invalid_api_key'; r_decision[n] := NULL; r_ws[n] := NULL; CONTINUE;
    ELSIF g_code[g] IS NOT NULL THEN
      r_code[n] := g_code[g]; r_decision[n] := NULL; CONTINUE;
    ELSIF p_id[n] IS NOT NULL THEN
      r_decision[n] := p_id[n];
      IF p_same[n] THEN
        r_replay[n] := true; r_at[n] := p_at[n]; r_limits[n] := p_limits[n];
      ELSE
        r_code[n] := 'request_id_reused';
      END IF;
      CONTINUE;
    END IF;

    -- The same id earlier in this very batch.
    IF c_t[n] IS NOT NULL THEN
      v_twin := NULL;
      FOR i IN c_t[n] .. n - 1 LOOP
        IF r_new[i] AND r_ws[i] = v_ws AND c_r[i] = c_r[n] THEN v_twin := i; EXIT; END IF;
      END LOOP;
      IF v_twin IS NOT NULL THEN
        r_decision[n] := r_decision[v_twin];
        IF g_shape[c_g[v_twin]] = g_shape[g] AND c_m[v_twin] = c_m[n] AND c_p[v_twin] = c_p[n] THEN
          r_replay[n] := true; r_at[n] := r_at[v_twin]; r_limits[n] := r_limits[v_twin];
        ELSE
          r_code[n] := 'request_id_reused';
        END IF;
        CONTINUE;
      END IF;
    END IF;

    -- All windows must have room; the one that frees up last is the one to name.
    v_delta := 0;
    IF NOT v_forced THEN
      IF g_late[g] IS NOT NULL THEN
        r_code[n] := g_late[g]; f_call := f_call || n; f_row := f_row || NULL::int; f_shadow := f_shadow || false; CONTINUE;
      END IF;
      v_over := NULL;
      FOR j IN g_first[g] .. g_last[g] LOOP
        i := m_row[j];
        CONTINUE WHEN s_limit[i] IS NULL;
        v_need := m_need[j];
        IF s_wallet[i] THEN
          CONTINUE WHEN v_need <= s_funds[i];
        ELSE
          CONTINUE WHEN s_used[i] + v_need <= s_limit[i] OR v_need = 0;
        END IF;
        IF s_shadow[i] THEN
          f_call := f_call || n; f_row := f_row || i; f_shadow := f_shadow || true;
        ELSIF s_soft[i] THEN
          -- What other grants than the plan's pay is not counted against the plan.
          v_units := m_units[j] - CASE WHEN s_wallet[i] THEN s_funds[i] - GREATEST(0, s_limit[i] - s_used[i]) ELSE 0 END;
          v_delta := v_delta + overage_minor(s_used[i] + v_units - s_limit[i], s_per[i], s_minor[i]) - overage_minor(s_used[i] - s_limit[i], s_per[i], s_minor[i]);
        ELSIF v_over IS NULL OR s_end[i] > s_end[v_over] THEN
          v_over := i; v_rest := v_need;
        END IF;
      END LOOP;
      IF v_over IS NOT NULL THEN
        r_code[n] := CASE WHEN s_scope[v_over] <> '' THEN 'own_limit_reached' WHEN s_wallet[v_over] THEN 'insufficient_credits' ELSE 'quota_exceeded' END;
        r_required[n] := v_rest;
        r_refused[n] := (s_head[v_over] || s_used[v_over] || CASE WHEN s_wallet[v_over] THEN ',"a":' || s_funds[v_over] ELSE '' END || '}')::jsonb;
        f_call := f_call || n; f_row := f_row || v_over; f_shadow := f_shadow || false;
        CONTINUE;
      ELSIF g_lacks[g] THEN
        -- A meter of which the plan grants nothing, as after a change of catalogue, is not an unlimited one.
        r_code[n] := 'feature_not_included'; f_call := f_call || n; f_row := f_row || NULL::int; f_shadow := f_shadow || false; CONTINUE;
      END IF;
      IF v_delta > 0 AND w_cap_hard[v_ws] AND w_spend[v_ws] + v_delta > w_cap[v_ws] THEN
        r_code[n] := 'own_limit_reached'; r_required[n] := v_delta;
        r_refused[n] := jsonb_build_object('m', 'spend', 'w', 'billing_period', 'l', w_cap[v_ws], 'u', w_spend[v_ws], 's', extract(epoch FROM w_start[v_ws]), 'e', extract(epoch FROM w_end[v_ws]), 'c', 'own');
        f_call := f_call || n; f_row := f_row || 0; f_shadow := f_shadow || false;
        CONTINUE;
      END IF;
    END IF;

    v_limits := NULL; v_spent := NULL; v_beyond := NULL;
    FOR j IN g_first[g] .. g_last[g] LOOP
      i := m_row[j]; v_units := m_units[j];
      IF s_wallet[i] AND v_units > 0 THEN
        v_rest := v_units; v_other := 0;
        FOR t IN s_from[i] .. s_to[i] LOOP
          CONTINUE WHEN k_left[t] = 0;
          v_piece := LEAST(v_rest, k_left[t]); k_left[t] := k_left[t] - v_piece; v_rest := v_rest - v_piece;
          IF NOT k_plan[t] THEN v_other := v_other + v_piece; END IF;
          v_spent := COALESCE(v_spent || ',', '') || '{"g":"' || k_id[t] || '","m":' || to_json(s_meter[i]) || ',"n":' || v_piece || CASE WHEN k_plan[t] THEN ',"p":1}' ELSE '}' END;
          EXIT WHEN v_rest = 0;
        END LOOP;
        s_funds[i] := s_funds[i] - (v_units - v_rest);
        v_units := v_units - v_other;
        IF v_rest > 0 THEN v_beyond := COALESCE(v_beyond || ',', '') || '{"m":' || to_json(s_meter[i]) || ',"n":' || v_rest || ',"as":"' || CASE WHEN s_soft[i] THEN 'overage' ELSE 'debt' END || '"}'; END IF;
      ELSIF s_used[i] + v_units > s_limit[i] AND v_units > 0 AND s_scope[i] = '' AND NOT s_shadow[i] THEN
        v_beyond := COALESCE(v_beyond || ',', '') || '{"m":' || to_json(s_meter[i]) || ',"w":"' || s_window[i] || '","n":' || LEAST(v_units, s_used[i] + v_units - s_limit[i])
          || ',"as":"' || CASE WHEN s_soft[i] THEN 'overage' ELSE 'debt' END || '"}';
      END IF;
      IF v_forced AND s_soft[i] AND s_limit[i] IS NOT NULL AND w_cap[v_ws] IS NOT NULL THEN
        v_delta := v_delta + overage_minor(s_used[i] + v_units - s_limit[i], s_per[i], s_minor[i]) - overage_minor(s_used[i] - s_limit[i], s_per[i], s_minor[i]);
      END IF;
      s_used[i] := s_used[i] + v_units; s_added[i] := s_added[i] + v_units;
      IF s_limit[i] IS NOT NULL THEN
        v_limits := COALESCE(v_limits || ',', '') || s_head[i] || s_used[i] || CASE WHEN s_wallet[i] THEN ',"a":' || s_funds[i] || '}' ELSE '}' END;
        IF s_used[i] >= s_next[i] THEN
          FOREACH t IN ARRAY alert_thresholds(w_id[v_ws], s_meter[i]) LOOP
            CONTINUE WHEN s_used[i] - v_units >= (s_limit[i] * t + 99) / 100 OR s_used[i] < (s_limit[i] * t + 99) / 100;
            a_row := a_row || i; a_ws := a_ws || v_ws; a_threshold := a_threshold || t; a_limit := a_limit || s_limit[i]; a_used := a_used || s_used[i]; a_decision := a_decision || c_d[n];
          END LOOP;
          s_next[i] := next_alert_at(alert_thresholds(w_id[v_ws], s_meter[i]), s_limit[i], s_used[i]);
        END IF;
      END IF;
    END LOOP;
    IF v_delta > 0 AND w_cap[v_ws] IS NOT NULL THEN
      FOREACH t IN ARRAY alert_thresholds(w_id[v_ws], 'spend') LOOP
        CONTINUE WHEN w_cap[v_ws] = 0 OR w_spend[v_ws] >= (w_cap[v_ws] * t + 99) / 100 OR w_spend[v_ws] + v_delta < (w_cap[v_ws] * t + 99) / 100;
        a_row := a_row || 0; a_ws := a_ws || v_ws; a_threshold := a_threshold || t; a_limit := a_limit || w_cap[v_ws]; a_used := a_used || (w_spend[v_ws] + v_delta); a_decision := a_decision || c_d[n];
      END LOOP;
      w_spend[v_ws] := w_spend[v_ws] + v_delta;
    END IF;
    r_at[n] := v_now; r_limits[n] := '[' || COALESCE(v_limits, '') || ']'; r_new[n] := true; v_new := true;
    IF v_spent IS NOT NULL THEN r_spent[n] := '[' || v_spent || ']'; END IF;
    IF v_beyond IS NOT NULL THEN r_beyond[n] := '[' || v_beyond || ']'; END IF;
  END LOOP;

  IF v_new THEN
    -- Whoever writes a counter of a window that is not over holds the workspace's lock. So they are where they were read.
    UPDATE usage_counters u SET used = u.used + s_added[array_position(s_row, u.ctid)] WHERE u.ctid = ANY (s_row) AND s_added[array_position(s_row, u.ctid)] > 0;
    GET DIAGNOSTICS v_written = ROW_COUNT;
    n := COALESCE(cardinality(s_added), 0) - COALESCE(cardinality(array_positions(s_added, 0)), 0);
    IF v_written < n THEN
      INSERT INTO usage_counters (workspace_id, scope, meter, "window", window_start, window_end, used)
      SELECT w_id[x.ws], x.scope, x.meter, x.win, x.starts, x.ends, x.added
      FROM unnest(s_row, s_ws, s_scope, s_meter, s_window, s_start, s_end, s_added) x(row, ws, scope, meter, win, starts, ends, added) WHERE x.row IS NULL AND x.added > 0;
      GET DIAGNOSTICS i = ROW_COUNT;
      IF v_written + i < n THEN RAISE EXCEPTION 'a counter was written without its workspace''s lock'; END IF;
    END IF;

    INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, member_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, method, path, limits, spent, beyond, source, held, hold_expires_at)
    SELECT x.d, v_now, w_id[x.ws], g_key[x.g], g_member[x.g], x.r, q_o[x.g], q_w[x.g], w_version[x.ws], w_start[x.ws],
           CASE WHEN x.h IS NOT NULL THEN 'held' WHEN x.e THEN 'succeeded' ELSE 'unknown' END, x.x, x.m, x.p, x.lims::jsonb, x.spent::jsonb, x.beyond::jsonb,
           COALESCE(x.s, 'gateway'), CASE WHEN x.h IS NOT NULL OR q_z[x.g] IS NOT NULL THEN q_w[x.g] END, v_now + x.h * interval '1 second'
    FROM unnest(c_g, c_r, c_d, c_m, c_p, c_x, c_s, c_h, c_e, r_new, r_ws, r_limits, r_spent, r_beyond) AS x(g, r, d, m, p, x, s, h, e, fresh, ws, lims, spent, beyond)
    WHERE x.fresh;

    -- One movement per call and grant, named after the decision. Nothing is overdrawn: the lock above is taken by everybody who takes from a grant.
    IF v_wallets THEN
      INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
      SELECT 'ent_' || x.decision || '_' || y.n, y.piece ->> 'g', 'spent', -(y.piece ->> 'n')::bigint, x.decision, v_now
      FROM unnest(r_decision, r_spent) x(decision, spent) CROSS JOIN LATERAL jsonb_array_elements(x.spent::jsonb) WITH ORDINALITY y(piece, n) WHERE x.spent IS NOT NULL;
    END IF;
    IF v_holds THEN
      INSERT INTO hold_clocks AS h (workspace_id, next_expiry)
      SELECT w_id[x.ws], min(v_now + x.h * interval '1 second') FROM unnest(c_h, r_new, r_ws) AS x(h, fresh, ws) WHERE x.fresh AND x.h IS NOT NULL GROUP BY 1
      ON CONFLICT (workspace_id) DO UPDATE SET next_expiry = LEAST(h.next_expiry, excluded.next_expiry);
    END IF;
    IF cardinality(a_row) > 0 THEN
      INSERT INTO alerts (id, workspace_id, scope, meter, "window", window_start, window_end, threshold, "limit", used, decision_id, severity, at)
      SELECT 'alt_' || substr(x.decision, 5) || '_' || x.n, w_id[x.ws], CASE WHEN x.row = 0 THEN 'own' ELSE s_scope[x.row] END, CASE WHEN x.row = 0 THEN 'spend' ELSE s_meter[x.row] END,
             CASE WHEN x.row = 0 THEN 'billing_period' ELSE s_window[x.row] END, CASE WHEN x.row = 0 THEN w_start[x.ws] ELSE s_start[x.row] END, CASE WHEN x.row = 0 THEN w_end[x.ws] ELSE s_end[x.row] END,
             x.threshold, x.lim, x.used, x.decision, alert_severity(x.threshold), v_now
      FROM unnest(a_row, a_ws, a_threshold, a_limit, a_used, a_decision) WITH ORDINALITY x(row, ws, threshold, lim, used, decision, n)
      ON CONFLICT DO NOTHING;
    END IF;
  END IF;

  -- "Last used" to the minute, so that a busy key is not written with every batch, and never waiting for a key that is being changed.
  IF v_unmarked THEN
    UPDATE api_keys k SET last_used_at = v_now
    FROM (SELECT x.id FROM api_keys x WHERE x.id = ANY (g_key) AND (x.last_used_at IS NULL OR x.last_used_at < v_now - interval '1 minute') FOR NO KEY UPDATE SKIP LOCKED) stale
    WHERE k.id = stale.id;
  END IF;

  -- A flood of refusals stays cheap: one row a minute for each reason, whose id every refused call carries.
  IF cardinality(f_call) > 0 THEN
    WITH said AS (
      SELECT x.n, x.call, w_id[r_ws[x.call]] AS space, q_o[c_g[x.call]] AS o, x.shadow, CASE WHEN NOT x.shadow THEN r_code[x.call] WHEN s_scope[x.row] <> '' THEN 'own_limit_reached' ELSE 'quota_exceeded' END AS code,
             CASE WHEN x.row = 0 THEN 'spend' ELSE COALESCE(s_meter[x.row], '') END AS meter, CASE WHEN x.row = 0 THEN 'billing_period' ELSE COALESCE(s_window[x.row], '') END AS win,
             CASE WHEN x.row = 0 THEN 'own' ELSE COALESCE(s_scope[x.row], '') END AS scope,
             COALESCE((r_refused[x.call] ->> 'l')::bigint, s_limit[x.row]) AS lim, COALESCE((r_refused[x.call] ->> 'u')::bigint, s_used[x.row]) AS used, r_required[x.call] AS required,
             COALESCE(to_timestamp((r_refused[x.call] ->> 'e')::float8), s_end[x.row]) AS ends,
             g_key[c_g[x.call]] AS key, w_version[r_ws[x.call]] AS version, CASE WHEN x.shadow THEN 'shd_' || substr(c_d[x.call], 5) || '_' || x.n ELSE c_d[x.call] END AS decision
      FROM unnest(f_call, f_row, f_shadow) WITH ORDINALITY x(call, row, shadow, n)
    ), kept AS (
      INSERT INTO refusals AS f (id, workspace_id, operation, code, meter, "window", scope, is_shadow, minute, count, "limit", used, required, resets_at, api_key_id, plan_version_id, first_at, last_at)
      SELECT (array_agg(y.decision ORDER BY y.n))[1], y.space, y.o, y.code, y.meter, y.win, y.scope, y.shadow, v_minute, count(*),
             (array_agg(y.lim ORDER BY y.n))[1], (array_agg(y.used ORDER BY y.n))[1], (array_agg(y.required ORDER BY y.n))[1], (array_agg(y.ends ORDER BY y.n))[1],
             (array_agg(y.key ORDER BY y.n))[1], (array_agg(y.version ORDER BY y.n))[1], v_now, v_now
      FROM said y GROUP BY y.space, y.o, y.code, y.meter, y.win, y.scope, y.shadow
      ON CONFLICT (workspace_id, operation, code, meter, "window", scope, is_shadow, minute) DO UPDATE SET count = f.count + excluded.count, last_at = excluded.last_at
      RETURNING f.id, f.workspace_id, f.operation, f.code, f.meter, f.window, f.scope, f.is_shadow
    )
    SELECT array_agg(COALESCE(k.id, d.decision) ORDER BY d.n) INTO r_decision
    FROM unnest(r_decision) WITH ORDINALITY d(decision, n)
    LEFT JOIN said y ON y.call = d.n AND NOT y.shadow
    LEFT JOIN kept k ON k.workspace_id = y.space AND k.operation = y.o AND k.code = y.code AND k.meter = y.meter AND k.window = y.win AND k.scope = y.scope AND NOT k.is_shadow;
  END IF;

  RETURN QUERY
  SELECT x.code, x.decision, w_id[x.ws], w_plan[x.ws], x.at, x.replay, x.lims, x.refused, x.required, g_admits[x.g], v_now
  FROM unnest(r_code, r_decision, r_ws, r_at, r_replay, r_limits, r_refused, r_required, c_g) x(code, decision, ws, at, replay, lims, refused, required, g);
END $$;

-- Writes what became of calls, once each: an outcome other than 'unknown' and 'held' is final. A released call gives everything back. A
-- hold that has expired is no longer there to be settled, whether it was swept already or not.
--
-- p_calls: [{d: decision id, a: occurred at, o: outcome, s: status code, l: latency in ms,
--            v: {u: {meter: real units}, p: provider, m: model, i: input tokens, o: output tokens, c: cost in micro-dollars}}]
CREATE OR REPLACE FUNCTION meter_settle(p_calls jsonb) RETURNS int
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  v_now timestamptz; v_settled int; v_given usage_events[]; v_call usage_events; v_made record; one record; v_spaces text[]; v_ats timestamptz[];
BEGIN
  PERFORM pg_advisory_xact_lock(4801, h.key) FROM (
    SELECT DISTINCT hashtext(e.workspace_id) AS key
    FROM jsonb_to_recordset(p_calls) AS q(d text, a timestamptz, o text, v jsonb)
    CROSS JOIN LATERAL (SELECT x.workspace_id FROM usage_events x WHERE x.id = q.d AND x.occurred_at = q.a LIMIT 1) e
    WHERE q.o = 'released' OR q.v IS NOT NULL ORDER BY 1
  ) h;
  v_now := app_now();
  WITH settled AS (
    UPDATE usage_events e SET outcome = q.o, status_code = q.s, latency_ms = q.l
    FROM (SELECT DISTINCT ON (x.d) x.* FROM jsonb_to_recordset(p_calls) AS x(d text, a timestamptz, o text, s int, l int, v jsonb) ORDER BY x.d) q
    WHERE e.id = q.d AND e.occurred_at = q.a AND (q.v IS NULL OR q.o = 'released') AND (e.outcome = 'unknown' OR (e.outcome = 'held' AND e.hold_expires_at > v_now))
    RETURNING e.*
  )
  SELECT count(*), array_agg(s::usage_events) FILTER (WHERE s.outcome = 'released'),
         array_agg(s.workspace_id) FILTER (WHERE s.occurred_at < v_now - interval '50 seconds'), array_agg(s.occurred_at) FILTER (WHERE s.occurred_at < v_now - interval '50 seconds')
  INTO v_settled, v_given, v_spaces, v_ats FROM settled s;
  IF v_given IS NOT NULL THEN PERFORM meter_give_back(v_given); END IF;

  FOR one IN
    SELECT DISTINCT ON (x.d) x.* FROM jsonb_to_recordset(p_calls) AS x(d text, a timestamptz, o text, s int, l int, v jsonb) WHERE x.v IS NOT NULL AND x.o <> 'released' ORDER BY x.d
  LOOP
    SELECT * INTO v_call FROM usage_events e WHERE e.id = one.d AND e.occurred_at = one.a AND (e.outcome = 'unknown' OR (e.outcome = 'held' AND e.hold_expires_at > v_now)) FOR UPDATE;
    CONTINUE WHEN v_call.id IS NULL;
    SELECT * INTO v_made FROM meter_measure(v_call, COALESCE(one.v -> 'u', '{}'));
    UPDATE usage_events e SET outcome = one.o, status_code = one.s, latency_ms = one.l, units = v_made.o_units, spent = v_made.o_spent, beyond = v_made.o_beyond,
      held = CASE WHEN v_call.held IS NULL AND v_made.o_units <> v_call.units THEN v_call.units ELSE v_call.held END,
      provider = one.v ->> 'p', model = one.v ->> 'm', input_tokens = (one.v ->> 'i')::bigint, output_tokens = (one.v ->> 'o')::bigint, cost_micros = (one.v ->> 'c')::bigint
    WHERE e.id = v_call.id AND e.occurred_at = v_call.occurred_at;
    IF v_call.occurred_at < v_now - interval '50 seconds' THEN
      v_spaces := v_spaces || v_call.workspace_id; v_ats := v_ats || v_call.occurred_at;
    END IF;
    v_settled := v_settled + 1;
  END LOOP;
  IF v_ats IS NOT NULL THEN PERFORM mark_changed_hours(v_spaces, v_ats); END IF;
  RETURN v_settled;
END $$;

-- A connection makes its plans once, perhaps while the ledger is empty. Whatever the planner knows then, rows are found by their keys: a
-- plan that reads a table whole takes longer with every call there ever was.
ALTER FUNCTION meter_expire_holds(text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off;
ALTER FUNCTION meter_ingest(text, text, text, jsonb) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off;
