-- Decides a whole batch of calls in one statement: keys, entitlements, every window's counter, the ledger and the
-- refusals. The caller answers nobody before this has committed.
--
-- A call that no longer fits into the plan's billing period is paid from the workspace's credit packs where the meter has
-- any, soonest to expire first; such units are not counted against the plan. What is left passes where the limit is soft.
--
-- p_calls: [{k: key hash, r: request id, c: is the id the client's, d: id for a new decision, o: operation, w: {meter: units},
--            f: feature needed, m: method, p: path, x: record even beyond a limit (it was let through while we were away)}]
CREATE OR REPLACE FUNCTION meter_consume(p_calls jsonb)
RETURNS TABLE (ord int, code text, decision_id text, workspace_id text, occurred_at timestamptz, is_replay boolean, limits jsonb, refused jsonb, required bigint, plan text, feature text, admits_unavailable boolean, decided_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_size int := jsonb_array_length(p_calls);
  v_spaces text[]; v_versions text[]; v_anchors timestamptz[];
  v_first int[]; v_last int[];
  s_space text[]; s_meter text[]; s_window text[]; s_limit bigint[]; s_start timestamptz[]; s_end timestamptz[]; s_used bigint[]; s_added bigint[]; s_admits boolean[]; s_soft boolean[]; s_packs boolean[]; s_funds bigint[];
  g_space text[]; g_meter text[]; g_id text[]; g_left bigint[];
  r_code text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_decision text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_space text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_at timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_size]);
  r_replay boolean[] := array_fill(false, ARRAY[v_size]);
  r_limits jsonb[] := array_fill(NULL::jsonb, ARRAY[v_size]);
  r_refused jsonb[] := array_fill(NULL::jsonb, ARRAY[v_size]);
  r_required bigint[] := array_fill(NULL::bigint, ARRAY[v_size]);
  r_plan text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_key text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_version text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_period timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_size]);
  r_admits boolean[] := array_fill(true, ARRAY[v_size]);
  r_new boolean[] := array_fill(false, ARRAY[v_size]);
  r_request text[] := array_fill(NULL::text, ARRAY[v_size]);
  r_shape jsonb[] := array_fill(NULL::jsonb, ARRAY[v_size]);
  r_spent jsonb[] := array_fill(NULL::jsonb, ARRAY[v_size]);
  c record;
  i int; v_units bigint; v_over int; v_twin int; v_granted int; v_limits jsonb;
  v_take bigint; v_piece bigint; v_spent jsonb; v_has_spent boolean := false;
BEGIN
  SELECT array_agg(DISTINCT k.workspace_id ORDER BY k.workspace_id) INTO v_spaces
  FROM jsonb_to_recordset(p_calls) AS q(k text) JOIN api_keys k ON k.hash = q.k;

  -- One writer per workspace. Locks are taken in one order, so batches that share workspaces never deadlock.
  PERFORM pg_advisory_xact_lock(4801, h.key)
  FROM (SELECT DISTINCT hashtext(id) AS key FROM unnest(v_spaces) id ORDER BY 1) h;
  v_now := app_now();

  -- Read once: a plan that changes in the middle of a batch must not be counted by one version and recorded under another.
  SELECT array_agg(w.plan_version_id ORDER BY w.id), array_agg(w.period_anchor ORDER BY w.id) INTO v_versions, v_anchors FROM workspaces w WHERE w.id = ANY (v_spaces);

  -- Every counter that this batch may touch, workspace by workspace.
  SELECT array_agg(s.space ORDER BY s.n), array_agg(s.meter ORDER BY s.n), array_agg(s.win ORDER BY s.n), array_agg(s.lim ORDER BY s.n),
         array_agg(s.starts ORDER BY s.n), array_agg(s.ends ORDER BY s.n), array_agg(s.used ORDER BY s.n), array_agg(0::bigint), array_agg(s.admits ORDER BY s.n),
         array_agg(s.soft ORDER BY s.n), array_agg(s.packs ORDER BY s.n)
  INTO s_space, s_meter, s_window, s_limit, s_start, s_end, s_used, s_added, s_admits, s_soft, s_packs
  FROM (
    SELECT w.id AS space, e.meter, e.window AS win, e.limit AS lim, b.starts, b.ends, COALESCE(u.used, 0) AS used, e.when_unavailable = 'admit' AS admits,
           e.is_soft AS soft, e.uses_packs AS packs,
           row_number() OVER (ORDER BY w.id, e.meter, b.ends - b.starts, e.window) AS n
    FROM unnest(v_spaces, v_versions, v_anchors) w(id, version, anchor)
    JOIN entitlements e ON e.plan_version_id = w.version
    CROSS JOIN LATERAL window_at(e.window, v_now, w.anchor) b
    LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.meter = e.meter AND u.window = e.window AND u.window_start = b.starts
  ) s;
  -- What the workspaces' packs hold, read only where a plan may spend it.
  IF true = ANY (s_packs) THEN
    SELECT array_agg(g.workspace_id ORDER BY g.n), array_agg(g.meter ORDER BY g.n), array_agg(g.id ORDER BY g.n), array_agg(g.remaining ORDER BY g.n)
    INTO g_space, g_meter, g_id, g_left
    FROM (
      SELECT k.*, row_number() OVER (ORDER BY k.workspace_id, k.meter, k.expires_at NULLS LAST, k.priority, k.created_at, k.id) AS n
      FROM credit_grants k WHERE k.workspace_id = ANY (v_spaces) AND k.remaining > 0 AND (k.expires_at IS NULL OR k.expires_at > v_now)
    ) g;
    SELECT array_agg(CASE WHEN t.packs THEN COALESCE(f.total, 0) ELSE 0 END ORDER BY t.n) INTO s_funds
    FROM unnest(s_space, s_meter, s_packs) WITH ORDINALITY t(space, meter, packs, n)
    LEFT JOIN (SELECT x.space, x.meter, sum(x.rest)::bigint AS total FROM unnest(g_space, g_meter, g_left) x(space, meter, rest) GROUP BY 1, 2) f
      ON f.space = t.space AND f.meter = t.meter;
  END IF;
  SELECT array_agg(f.lo ORDER BY f.space), array_agg(f.hi ORDER BY f.space) INTO v_first, v_last
  FROM (
    SELECT x.id AS space, min(t.n) AS lo, max(t.n) AS hi
    FROM unnest(v_spaces) x(id) LEFT JOIN unnest(s_space) WITH ORDINALITY t(space, n) ON t.space = x.id GROUP BY x.id
  ) f;

  FOR c IN
    SELECT q.n::int AS n, q.r, q.d, q.o, q.w, q.f, q.m, q.p, COALESCE(q.x, false) AS forced,
           k.id AS key_id, k.workspace_id AS space, k.scopes, (k.revoked_at IS NOT NULL OR k.expires_at <= v_now) AS dead,
           v.id AS version, v.plan, v.features, ws.s,
           period.starts AS period_start, prior.id AS prior_id, prior.occurred_at AS prior_at, prior.limits AS prior_limits,
           (prior.operation = q.o AND prior.units = q.w AND prior.method = q.m AND prior.path = q.p) AS prior_same,
           first_value(q.n) OVER (PARTITION BY k.workspace_id, q.r ORDER BY q.n)::int AS first_n,
           jsonb_build_array(q.o, q.w, q.m, q.p) AS shape,
           (SELECT count(*) FROM jsonb_each_text(q.w) m WHERE m.value::bigint > 0) AS meters
    FROM ROWS FROM (jsonb_to_recordset(p_calls) AS (k text, r text, c boolean, d text, o text, w jsonb, f text, m text, p text, x boolean))
         WITH ORDINALITY AS q(k, r, c, d, o, w, f, m, p, x, n)
    LEFT JOIN api_keys k ON k.hash = q.k AND k.workspace_id = ANY (v_spaces)
    LEFT JOIN unnest(v_spaces, v_versions, v_anchors) WITH ORDINALITY ws(id, version, anchor, s) ON ws.id = k.workspace_id
    LEFT JOIN plan_versions v ON v.id = ws.version
    LEFT JOIN LATERAL window_at('billing_period', v_now, ws.anchor) period ON true
    LEFT JOIN LATERAL (
      SELECT e.id, e.occurred_at, e.operation, e.units, e.method, e.path, e.limits FROM usage_events e
      WHERE e.workspace_id = k.workspace_id AND e.request_id = q.r AND e.outcome <> 'released'
        AND e.occurred_at >= CASE WHEN q.c THEN '-infinity'::timestamptz ELSE v_now - interval '2 days' END
      LIMIT 1
    ) prior ON true
    ORDER BY q.n
  LOOP
    r_space[c.n] := c.space; r_plan[c.n] := c.plan; r_key[c.n] := c.key_id; r_version[c.n] := c.version; r_period[c.n] := c.period_start;
    r_decision[c.n] := c.d; r_request[c.n] := c.r; r_shape[c.n] := c.shape;
    IF c.key_id IS NULL OR (c.dead AND NOT c.forced) THEN
      r_code[c.n] := 'invalid_api_key'; r_decision[c.n] := NULL; r_space[c.n] := NULL; CONTINUE;
    ELSIF NOT 'gateway' = ANY (c.scopes) THEN
      r_code[c.n] := 'insufficient_scope'; r_decision[c.n] := NULL; CONTINUE;
    ELSIF c.o IS NULL THEN
      r_code[c.n] := 'unknown_operation'; r_decision[c.n] := NULL; CONTINUE;
    ELSIF c.prior_id IS NOT NULL THEN
      IF c.prior_same THEN
        r_replay[c.n] := true; r_decision[c.n] := c.prior_id; r_at[c.n] := c.prior_at; r_limits[c.n] := c.prior_limits;
      ELSE
        r_code[c.n] := 'request_id_reused'; r_decision[c.n] := c.prior_id;
      END IF;
      CONTINUE;
    END IF;

    -- The same id earlier in this very batch.
    v_twin := NULL;
    IF c.first_n < c.n THEN
      FOR i IN c.first_n .. c.n - 1 LOOP
        IF r_new[i] AND r_space[i] = c.space AND r_request[i] = c.r THEN v_twin := i; EXIT; END IF;
      END LOOP;
    END IF;
    IF v_twin IS NOT NULL THEN
      r_decision[c.n] := r_decision[v_twin];
      IF r_shape[v_twin] = c.shape THEN
        r_replay[c.n] := true; r_at[c.n] := r_at[v_twin]; r_limits[c.n] := r_limits[v_twin];
      ELSE
        r_code[c.n] := 'request_id_reused';
      END IF;
      CONTINUE;
    ELSIF c.f IS NOT NULL AND NOT c.f = ANY (c.features) AND NOT c.forced THEN
      r_code[c.n] := 'feature_not_included'; CONTINUE;
    END IF;

    -- All windows must have room; the one that frees up last is the one to name. A meter of which the plan grants nothing, as
    -- after a change of catalogue, is not an unlimited one.
    v_over := NULL; v_granted := 0;
    IF NOT c.forced THEN
      FOR i IN COALESCE(v_first[c.s], 1) .. COALESCE(v_last[c.s], 0) LOOP
        v_units := (c.w ->> s_meter[i])::bigint;
        IF v_units > 0 AND (i = v_first[c.s] OR s_meter[i] <> s_meter[i - 1]) THEN v_granted := v_granted + 1; END IF;
        IF v_units > 0 AND s_used[i] + v_units > s_limit[i] AND NOT s_soft[i]
           AND LEAST(v_units, s_used[i] + v_units - s_limit[i]) > COALESCE(s_funds[i], 0) AND (v_over IS NULL OR s_end[i] > s_end[v_over]) THEN v_over := i; END IF;
      END LOOP;
    END IF;
    IF v_over IS NOT NULL THEN
      r_code[c.n] := CASE WHEN s_packs[v_over] THEN 'insufficient_credits' ELSE 'quota_exceeded' END; r_required[c.n] := (c.w ->> s_meter[v_over])::bigint;
      r_refused[c.n] := limit_state(s_meter[v_over], s_window[v_over], s_limit[v_over], s_used[v_over], s_start[v_over], s_end[v_over])
        || CASE WHEN s_packs[v_over] THEN jsonb_build_object('p', s_funds[v_over]) ELSE '{}' END;
      CONTINUE;
    ELSIF v_granted < c.meters AND NOT c.forced THEN
      r_code[c.n] := 'feature_not_included'; CONTINUE;
    END IF;

    v_limits := '[]'; v_spent := NULL;
    FOR i IN COALESCE(v_first[c.s], 1) .. COALESCE(v_last[c.s], 0) LOOP
      v_units := (c.w ->> s_meter[i])::bigint;
      IF v_units IS NOT NULL THEN
        IF v_units > 0 AND s_funds[i] > 0 AND s_used[i] + v_units > s_limit[i] THEN
          v_take := LEAST(v_units, s_used[i] + v_units - s_limit[i], s_funds[i]);
          v_units := v_units - v_take; s_funds[i] := s_funds[i] - v_take;
          FOR j IN 1 .. cardinality(g_id) LOOP
            CONTINUE WHEN g_left[j] = 0 OR g_space[j] <> c.space OR g_meter[j] <> s_meter[i];
            v_piece := LEAST(v_take, g_left[j]); g_left[j] := g_left[j] - v_piece; v_take := v_take - v_piece;
            v_spent := COALESCE(v_spent, '[]') || jsonb_build_object('g', g_id[j], 'm', s_meter[i], 'n', v_piece);
            EXIT WHEN v_take = 0;
          END LOOP;
        END IF;
        s_used[i] := s_used[i] + v_units; s_added[i] := s_added[i] + v_units;
        IF NOT s_admits[i] AND (c.w ->> s_meter[i])::bigint > 0 THEN r_admits[c.n] := false; END IF;
        IF s_limit[i] IS NOT NULL THEN
          v_limits := v_limits || (limit_state(s_meter[i], s_window[i], s_limit[i], s_used[i], s_start[i], s_end[i])
            || CASE WHEN s_packs[i] THEN jsonb_build_object('p', s_funds[i]) ELSE '{}' END);
        END IF;
      END IF;
    END LOOP;
    r_at[c.n] := v_now; r_limits[c.n] := v_limits; r_new[c.n] := true;
    IF v_spent IS NOT NULL THEN r_spent[c.n] := v_spent; v_has_spent := true; END IF;
  END LOOP;

  INSERT INTO usage_counters AS u (workspace_id, meter, "window", window_start, window_end, used)
  SELECT t.space, t.meter, t.win, t.starts, t.ends, t.added
  FROM unnest(s_space, s_meter, s_window, s_start, s_end, s_added) t(space, meter, win, starts, ends, added) WHERE t.added > 0
  ON CONFLICT (workspace_id, scope, meter, "window", window_start) DO UPDATE SET used = u.used + excluded.used;

  INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, method, path, limits, spent)
  SELECT t.decision, v_now, t.space, t.key, q.r, q.o, q.w, t.version, t.period, 'unknown', COALESCE(q.x, false), q.m, q.p, t.lims, t.spent
  FROM ROWS FROM (jsonb_to_recordset(p_calls) AS (r text, o text, w jsonb, m text, p text, x boolean)) WITH ORDINALITY AS q(r, o, w, m, p, x, n)
  JOIN unnest(r_new, r_decision, r_space, r_key, r_version, r_period, r_limits, r_spent) WITH ORDINALITY t(fresh, decision, space, key, version, period, lims, spent, n)
    ON t.n = q.n AND t.fresh;

  -- One movement per call and grant, named after the decision. Nothing is overdrawn: the lock above is taken by everybody who takes from a grant.
  IF v_has_spent THEN
    INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
    SELECT 'ent_' || t.decision || '_' || x.n, x.piece ->> 'g', 'spent', -(x.piece ->> 'n')::bigint, t.decision, v_now
    FROM unnest(r_decision, r_spent) t(decision, spent) CROSS JOIN LATERAL jsonb_array_elements(t.spent) WITH ORDINALITY x(piece, n) WHERE t.spent IS NOT NULL;
  END IF;

  -- "Last used" to the minute, so that a busy key is not written with every batch, and never waiting for a key that is being changed.
  UPDATE api_keys k SET last_used_at = v_now
  FROM (SELECT id FROM api_keys WHERE id = ANY (r_key) AND (last_used_at IS NULL OR last_used_at < v_now - interval '1 minute') FOR NO KEY UPDATE SKIP LOCKED) stale
  WHERE k.id = stale.id;

  -- A flood of refusals stays cheap: one row a minute for each reason, whose id every refused call carries.
  WITH refused AS (
    SELECT t.n, t.space, q.o, t.code, COALESCE(t.lim ->> 'm', '') AS meter, COALESCE(t.lim ->> 'w', '') AS win, t.lim, t.required, t.key, t.version, t.decision
    FROM ROWS FROM (jsonb_to_recordset(p_calls) AS (o text)) WITH ORDINALITY AS q(o, n)
    JOIN unnest(r_code, r_decision, r_space, r_key, r_version, r_refused, r_required) WITH ORDINALITY t(code, decision, space, key, version, lim, required, n)
      ON t.n = q.n AND t.code IN ('quota_exceeded', 'insufficient_credits', 'feature_not_included')
  ), kept AS (
    INSERT INTO refusals AS f (id, workspace_id, operation, code, meter, "window", minute, count, "limit", used, required, resets_at, api_key_id, plan_version_id, first_at, last_at)
    SELECT (array_agg(g.decision ORDER BY g.n))[1], g.space, g.o, g.code, g.meter, g.win, date_trunc('minute', v_now, 'UTC'), count(*),
           (array_agg((g.lim ->> 'l')::bigint ORDER BY g.n))[1], (array_agg((g.lim ->> 'u')::bigint ORDER BY g.n))[1], (array_agg(g.required ORDER BY g.n))[1],
           to_timestamp((array_agg((g.lim ->> 'e')::numeric ORDER BY g.n))[1]::float8), (array_agg(g.key ORDER BY g.n))[1], (array_agg(g.version ORDER BY g.n))[1], v_now, v_now
    FROM refused g GROUP BY g.space, g.o, g.code, g.meter, g.win
    ON CONFLICT (workspace_id, operation, code, meter, "window", scope, is_shadow, minute) DO UPDATE SET count = f.count + excluded.count, last_at = excluded.last_at
    RETURNING f.id, f.workspace_id, f.operation, f.code, f.meter, f.window
  )
  SELECT array_agg(COALESCE(k.id, d.decision) ORDER BY d.n) INTO r_decision
  FROM unnest(r_decision) WITH ORDINALITY d(decision, n)
  LEFT JOIN refused g ON g.n = d.n
  LEFT JOIN kept k ON k.workspace_id = g.space AND k.operation = g.o AND k.code = g.code AND k.meter = g.meter AND k.window = g.win;

  RETURN QUERY
  SELECT t.n::int, t.code, t.decision, t.space, t.at, t.replay, t.lims, t.refused, t.required, t.plan, q.f, t.admits, v_now
  FROM unnest(r_code, r_decision, r_space, r_at, r_replay, r_limits, r_refused, r_required, r_plan, r_admits) WITH ORDINALITY t(code, decision, space, at, replay, lims, refused, required, plan, admits, n)
  JOIN ROWS FROM (jsonb_to_recordset(p_calls) AS (f text)) WITH ORDINALITY AS q(f, n) ON q.n = t.n
  ORDER BY t.n;
END $$;

-- Writes what became of calls, once each: an outcome other than 'unknown' is final. A released call gives its units back to
-- the very windows it was counted in: those of the plan it was admitted under, whatever the plan is now. What packs paid
-- goes back to the packs.
--
-- p_calls: [{d: decision id, a: occurred at, o: outcome, s: status code, l: latency in ms}]
CREATE OR REPLACE FUNCTION meter_settle(p_calls jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_settled int;
BEGIN
  PERFORM pg_advisory_xact_lock(4801, h.key) FROM (
    SELECT DISTINCT hashtext(e.workspace_id) AS key
    FROM jsonb_to_recordset(p_calls) AS q(d text, a timestamptz, o text) JOIN usage_events e ON e.id = q.d AND e.occurred_at = q.a
    WHERE q.o = 'released' ORDER BY 1
  ) h;
  WITH settled AS (
    UPDATE usage_events e SET outcome = q.o, status_code = q.s, latency_ms = q.l
    FROM (SELECT DISTINCT ON (d) * FROM jsonb_to_recordset(p_calls) AS x(d text, a timestamptz, o text, s int, l int)) q
    WHERE e.id = q.d AND e.occurred_at = q.a AND e.outcome = 'unknown'
    RETURNING e.workspace_id, e.occurred_at, e.period_start, e.plan_version_id, e.units, e.outcome, e.id, e.spent
  ), back AS (
    SELECT s.workspace_id, m.key AS meter, n.window AS win, CASE WHEN n.window = 'billing_period' THEN s.period_start ELSE b.starts END AS starts,
           sum(m.value::bigint - CASE WHEN n.window = 'billing_period' THEN units_from_packs(s.spent, m.key) ELSE 0 END) AS units
    FROM settled s
    CROSS JOIN LATERAL jsonb_each_text(s.units) m
    JOIN entitlements n ON n.plan_version_id = s.plan_version_id AND n.meter = m.key
    CROSS JOIN LATERAL window_at(n.window, s.occurred_at, s.period_start) b
    WHERE s.outcome = 'released' AND m.value::bigint > 0
    GROUP BY 1, 2, 3, 4
  ), returned AS (
    UPDATE usage_counters u SET used = u.used - back.units FROM back
    WHERE u.workspace_id = back.workspace_id AND u.meter = back.meter AND u.window = back.win AND u.window_start = back.starts
  ), refilled AS (
    INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
    SELECT 'ent_' || s.id || '_' || x.n || 'r', x.piece ->> 'g', 'returned', (x.piece ->> 'n')::bigint, s.id, app_now()
    FROM settled s CROSS JOIN LATERAL jsonb_array_elements(s.spent) WITH ORDINALITY x(piece, n) WHERE s.outcome = 'released' AND s.spent IS NOT NULL
  ), stale AS (
    INSERT INTO usage_rollup_stale (workspace_id, hour)
    SELECT DISTINCT s.workspace_id, date_trunc('hour', s.occurred_at, 'UTC') FROM settled s WHERE s.occurred_at < app_now() - interval '50 seconds'
    ON CONFLICT DO NOTHING
  )
  SELECT count(*) INTO v_settled FROM settled;
  RETURN v_settled;
END $$;
