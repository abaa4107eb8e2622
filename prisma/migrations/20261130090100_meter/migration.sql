-- The effective limit that a plan's grant was last brought in line with.
ALTER TABLE "credit_grants" ADD COLUMN "plan_limit" BIGINT;
ALTER TABLE "credit_grants" DROP CONSTRAINT "credit_grants_units_are_positive";
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_units_are_not_negative" CHECK ("units" >= 0);
ALTER TABLE "credit_grants" DROP CONSTRAINT "credit_grants_source_is_known";
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_source_is_known" CHECK ("source" IN ('plan', 'rollover', 'pack', 'gift'));
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_of_plans_have_a_period" CHECK ("source" <> 'plan' OR ("starts_at" IS NOT NULL AND "expires_at" IS NOT NULL AND "plan_limit" IS NOT NULL));

-- Found by `outcome <> 'released'` through each month's own unique index; a second index on the same columns only costs.
DROP INDEX "usage_events_workspace_id_request_id_idx";

-- The soonest that a hold of a workspace can expire, so that a call which needs the units finds them without a search.
CREATE TABLE "hold_clocks" (
  "workspace_id" TEXT PRIMARY KEY REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "next_expiry" TIMESTAMPTZ(3) NOT NULL
);

DROP FUNCTION meter_consume(jsonb);
DROP FUNCTION meter_settle(jsonb);

-- What grants other than the plan's paid of a call: its `spent` is [{g: grant, m: meter, n: units, p: 1 where the grant is the plan's}].
CREATE OR REPLACE FUNCTION units_from_packs(p_spent jsonb, p_meter text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(sum((x ->> 'n')::bigint), 0)::bigint FROM jsonb_array_elements(p_spent) x WHERE x ->> 'm' = p_meter AND NOT x ? 'p'
$$;

-- What units beyond a limit cost, in minor units: each begun `p_per` is a whole one (lib/domain/overage-cost.ts is the same rule).
CREATE FUNCTION overage_minor(p_units bigint, p_per bigint, p_minor bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_units <= 0 OR p_per IS NULL THEN 0 ELSE ((p_units + p_per - 1) / p_per) * p_minor END
$$;

-- At how many percent of its limits a workspace is told, of one meter.
CREATE FUNCTION alert_thresholds(p_workspace text, p_meter text) RETURNS int[] LANGUAGE sql STABLE AS $$
  SELECT COALESCE((SELECT thresholds FROM alert_rules WHERE workspace_id = p_workspace AND meter = p_meter), '{50,80,90,100}')
$$;

CREATE FUNCTION alert_severity(p_threshold int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_threshold < 80 THEN 'info' WHEN p_threshold < 100 THEN 'warning' ELSE 'critical' END
$$;

-- The smallest use at which a threshold of a limit is reached that `p_used` has not reached; null where none is left.
CREATE FUNCTION next_alert_at(p_thresholds int[], p_limit bigint, p_used bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT min(x.units) FROM (SELECT ((p_limit * t + 99) / 100)::bigint AS units FROM unnest(p_thresholds) t) x WHERE p_limit > 0 AND x.units > p_used
$$;

-- The limit in force of a workspace's plan for a meter and window: the newest override that holds at `p_at`, else the entitlement's.
CREATE FUNCTION limit_in_force(p_workspace text, p_meter text, p_window text, p_limit bigint, p_at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN o.id IS NULL THEN p_limit ELSE o.limit END
  FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT x.id, x.limit FROM overrides x
    WHERE x.workspace_id = p_workspace AND x.kind = 'limit' AND x.meter = p_meter AND x.window = p_window AND x.revoked_at IS NULL AND (x.expires_at IS NULL OR x.expires_at > p_at)
    ORDER BY x.created_at DESC, x.id DESC LIMIT 1
  ) o ON true
$$;

-- Brings the grants that plans give in line with what holds now, under the workspaces' locks: a new billing period gets its grant, and
-- what its plan lets pass of the period before; a limit that changed within the period raises or lowers what is left; grants of
-- periods that are over are written off. Afterwards a plan's grant holds exactly what its limit has left beside the counter.
CREATE FUNCTION refresh_plan_grants(p_spaces text[], p_versions text[], p_starts timestamptz[], p_ends timestamptz[], p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record; v_grant credit_grants; v_before credit_grants; v_id text; v_delta bigint; v_moved bigint; v_tag text;
BEGIN
  FOR r IN
    SELECT w.id AS space, w.version, e.meter, e.rollover, w.starts, w.ends, COALESCE(u.used, 0) AS used, limit_in_force(w.id, e.meter, e.window, e.limit, p_now) AS lim
    FROM unnest(p_spaces, p_versions, p_starts, p_ends) w(id, version, starts, ends)
    JOIN entitlements e ON e.plan_version_id = w.version AND e.window = 'billing_period' AND e.uses_packs
    LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.scope = '' AND u.meter = e.meter AND u.window = e.window AND u.window_start = w.starts
    ORDER BY w.id, e.meter
  LOOP
    v_tag := r.space || ':' || r.meter || ':' || extract(epoch FROM r.starts)::bigint;
    SELECT * INTO v_grant FROM credit_grants g WHERE g.source_key = 'plan:' || v_tag;
    IF v_grant.id IS NULL AND r.lim IS NOT NULL THEN
      v_id := 'grt_plan_' || md5(v_tag);
      INSERT INTO credit_grants (id, workspace_id, meter, source, source_key, units, priority, starts_at, expires_at, created_at, plan_version_id, plan_limit)
      VALUES (v_id, r.space, r.meter, 'plan', 'plan:' || v_tag, r.lim, 0, r.starts, r.ends, p_now, r.version, r.lim) RETURNING * INTO v_grant;
      IF r.lim > 0 THEN INSERT INTO credit_entries (id, grant_id, kind, units, reason, at) VALUES ('ent_' || v_id, v_id, 'granted', r.lim, 'plan', p_now); END IF;
      SELECT * INTO v_before FROM credit_grants g WHERE g.workspace_id = r.space AND g.meter = r.meter AND g.source = 'plan' AND g.expires_at = r.starts AND g.remaining > 0 LIMIT 1;
      -- LEAST passes over nulls: without a period before, or a plan that lets nothing pass, nothing does.
      v_moved := LEAST(COALESCE(v_before.remaining, 0), COALESCE(r.rollover, 0));
      IF v_moved > 0 THEN
        INSERT INTO credit_grants (id, workspace_id, meter, source, source_key, units, priority, starts_at, expires_at, created_at)
        VALUES ('grt_roll_' || md5(v_tag), r.space, r.meter, 'rollover', 'rollover:' || v_tag, v_moved, 0, r.starts, r.ends, p_now);
        INSERT INTO credit_entries (id, grant_id, kind, units, reason, at) VALUES
          ('ent_roll_' || md5(v_tag) || '_from', v_before.id, 'rolled_over', -v_moved, 'grt_roll_' || md5(v_tag), p_now),
          ('ent_roll_' || md5(v_tag), 'grt_roll_' || md5(v_tag), 'granted', v_moved, v_before.id, p_now);
      END IF;
    END IF;
    -- Read again: its entries have moved it.
    SELECT * INTO v_grant FROM credit_grants g WHERE g.source_key = 'plan:' || v_tag;
    v_delta := CASE WHEN r.lim IS NULL THEN 0 ELSE GREATEST(0, r.lim - r.used) END - v_grant.remaining;
    IF v_delta <> 0 THEN
      INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
      VALUES ('ent_' || gen_random_uuid(), v_grant.id, 'adjusted', v_delta, CASE WHEN v_grant.plan_limit IS DISTINCT FROM r.lim THEN 'limit' ELSE 'counter' END, p_now);
    END IF;
    UPDATE credit_grants g SET plan_limit = COALESCE(r.lim, 0), plan_version_id = r.version
    WHERE g.id = v_grant.id AND (g.plan_limit IS DISTINCT FROM COALESCE(r.lim, 0) OR g.plan_version_id <> r.version);
    INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
    SELECT 'ent_' || gen_random_uuid(), g.id, 'expired', -g.remaining, 'period', p_now FROM credit_grants g
    WHERE g.workspace_id = r.space AND g.meter = r.meter AND g.source = 'plan' AND g.starts_at <> r.starts AND g.remaining > 0 ORDER BY g.id;
  END LOOP;
END $$;

-- The same for one workspace by what it has now.
CREATE FUNCTION refresh_plan_grants(p_workspace text) RETURNS void LANGUAGE sql AS $$
  SELECT refresh_plan_grants(ARRAY[w.id], ARRAY[w.plan_version_id], ARRAY[b.starts], ARRAY[b.ends], app_now())
  FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b WHERE w.id = p_workspace
$$;

-- What the ledger says of a limit's scope in the window that is open, for limits that begin in the middle of one. Under the workspace's lock.
CREATE FUNCTION own_limit_backfill(p_workspace text, p_scope text, p_meter text, p_window text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_counters AS u (workspace_id, scope, meter, "window", window_start, window_end, used)
  SELECT w.id, p_scope, p_meter, p_window, b.starts, b.ends, COALESCE((
    SELECT sum((e.units ->> p_meter)::bigint) FROM usage_events e
    WHERE e.workspace_id = w.id AND e.occurred_at >= b.starts AND e.occurred_at < b.ends AND e.outcome <> 'released'
      -- A period that began in the middle of another overlaps it: its calls are those recorded in it.
      AND (p_window <> 'billing_period' OR e.period_start = b.starts)
      AND p_scope IN ('own', 'key:' || COALESCE(e.api_key_id, ''), 'member:' || COALESCE(e.member_id, ''))), 0)
  FROM workspaces w CROSS JOIN LATERAL window_at(p_window, app_now(), w.period_anchor) b WHERE w.id = p_workspace AND p_meter <> 'spend'
  ON CONFLICT (workspace_id, scope, meter, "window", window_start) DO UPDATE SET used = excluded.used
$$;

-- Marks alerts of open windows whose threshold no longer holds under the limits in force: a limit was raised, or units were given back.
CREATE FUNCTION recover_alerts(p_workspace text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := app_now();
  v_done int;
BEGIN
  WITH open AS (
    SELECT a.id, a.threshold, COALESCE(u.used, 0) AS used,
           CASE WHEN a.scope = '' THEN limit_in_force(a.workspace_id, a.meter, a.window, e.limit, v_now) ELSE o.limit END AS lim,
           CASE WHEN a.scope = '' THEN e.meter IS NULL ELSE o.id IS NULL END AS gone
    FROM alerts a JOIN workspaces w ON w.id = a.workspace_id
    LEFT JOIN entitlements e ON e.plan_version_id = w.plan_version_id AND e.meter = a.meter AND e.window = a.window
    LEFT JOIN own_limits o ON o.workspace_id = a.workspace_id AND o.scope = a.scope AND o.meter = a.meter AND o.window = a.window
    LEFT JOIN usage_counters u ON u.workspace_id = a.workspace_id AND u.scope = a.scope AND u.meter = a.meter AND u.window = a.window AND u.window_start = a.window_start
    WHERE a.workspace_id = p_workspace AND a.recovered_at IS NULL AND a.window_end > v_now AND a.meter <> 'spend'
  )
  UPDATE alerts a SET recovered_at = v_now FROM open o
  WHERE o.id = a.id AND (o.gone OR o.lim IS NULL OR (o.lim > 0 AND o.used < (o.lim * o.threshold + 99) / 100));
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done;
END $$;

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
CREATE FUNCTION meter_consume(p_groups jsonb, p_calls jsonb)
RETURNS TABLE (code text, decision_id text, workspace_id text, plan text, occurred_at timestamptz, is_replay boolean, limits text, refused jsonb, required bigint, admits_unavailable boolean, decided_at timestamptz)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz; v_minute timestamptz; v_day timestamptz; v_month timestamptz; v_month_end timestamptz;
  v_size int := jsonb_array_length(p_calls);
  v_meters text[];
  -- The workspaces, in the order of their locks.
  w_id text[]; w_version text[]; w_plan text[]; w_start timestamptz[]; w_end timestamptz[]; w_cap bigint[]; w_cap_hard boolean[]; w_spend bigint[]; w_odd boolean[]; w_due boolean[];
  -- The groups: as given, what their keys are, and the counters that they move.
  q_k text[]; q_o text[]; q_w jsonb[]; q_z jsonb[]; q_f text[]; q_meters int[]; g_shape text[];
  g_ws int[]; g_space text[]; g_key text[]; g_member text[]; g_code text[]; g_dead boolean[]; g_late text[]; g_first int[]; g_last int[]; g_granted int[]; g_admits boolean[];
  m_group int[]; m_row int[]; m_units bigint[]; m_need bigint[];
  -- The counters that this batch may touch.
  s_ws int[]; s_scope text[]; s_meter text[]; s_window text[]; s_limit bigint[]; s_start timestamptz[]; s_end timestamptz[]; s_used bigint[]; s_added bigint[]; s_soft boolean[]; s_admits boolean[];
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
  v_beyond text; v_stale boolean; v_unmarked boolean; v_forced boolean; v_holds boolean;
BEGIN
  -- Everything is looked up by arrays: a planner takes those for the few rows that they are, and finds each by its index.
  SELECT array_agg(q.k), array_agg(q.o), array_agg(q.w), array_agg(q.z), array_agg(q.f), array_agg(jsonb_build_array(q.o, q.w)::text),
         array_agg((SELECT count(*) FROM jsonb_each_text(q.w) m WHERE m.value::bigint > 0 OR COALESCE(q.z, '{}') ? m.key)::int)
  INTO q_k, q_o, q_w, q_z, q_f, g_shape, q_meters
  FROM jsonb_to_recordset(p_groups) AS q(k text, o text, w jsonb, z jsonb, f text);
  -- One writer per workspace. Locks are taken in one order, so batches that share workspaces never deadlock.
  PERFORM pg_advisory_xact_lock(4801, h.key) FROM (
    SELECT DISTINCT hashtext(k.workspace_id) AS key FROM unnest(q_k) q(k) JOIN api_keys k ON k.hash = q.k ORDER BY 1
  ) h;
  v_now := app_now();
  v_minute := date_trunc('minute', v_now, 'UTC'); v_day := date_trunc('day', v_now, 'UTC'); v_month := date_trunc('month', v_now, 'UTC');
  v_month_end := (date_trunc('month', v_now AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';

  SELECT array_agg(q.g), array_agg(q.r), array_agg(q.c), array_agg(q.t), array_agg(q.d), array_agg(q.m), array_agg(q.p), array_agg(COALESCE(q.x, false)), array_agg(q.s), array_agg(q.h), array_agg(q.e), COALESCE(bool_or(q.h IS NOT NULL), false)
  INTO c_g, c_r, c_c, c_t, c_d, c_m, c_p, c_x, c_s, c_h, c_e, v_holds
  FROM jsonb_to_recordset(p_calls) AS q(g int, r text, c boolean, t int, d text, m text, p text, x boolean, s text, h int, e boolean);

  -- Read under the lock: a key that was revoked meanwhile is revoked.
  SELECT array_agg(k.workspace_id ORDER BY q.n), array_agg(k.id ORDER BY q.n), array_agg(k.created_by_id ORDER BY q.n), array_agg(COALESCE(k.revoked_at IS NOT NULL OR k.expires_at <= v_now, false) ORDER BY q.n),
         array_agg(CASE WHEN k.id IS NULL THEN 'invalid_api_key' WHEN NOT 'gateway' = ANY (k.scopes) THEN 'insufficient_scope' WHEN q.o IS NULL THEN 'unknown_operation' END ORDER BY q.n),
         COALESCE(bool_or(k.id IS NOT NULL AND (k.last_used_at IS NULL OR k.last_used_at < v_now - interval '1 minute')), false)
  INTO g_space, g_key, g_member, g_dead, g_code, v_unmarked
  FROM unnest(q_k, q_o) WITH ORDINALITY q(k, o, n) LEFT JOIN api_keys k ON k.hash = q.k;

  -- Read once: a plan that changes in the middle of a batch must not be counted by one version and recorded under another.
  SELECT array_agg(x.id), array_agg(x.version), array_agg(x.plan), array_agg(x.starts), array_agg(x.ends), array_agg(x.cap), array_agg(x.hard), array_agg(0::bigint), array_agg(x.odd), array_agg(x.due)
  INTO w_id, w_version, w_plan, w_start, w_end, w_cap, w_cap_hard, w_spend, w_odd, w_due
  FROM (
    SELECT w.id, w.plan_version_id AS version, v.plan, (w.anchor + make_interval(months => b.n)) AT TIME ZONE 'UTC' AS starts, (w.anchor + make_interval(months => b.n + 1)) AT TIME ZONE 'UTC' AS ends,
           l.limit AS cap, l.mode = 'hard' AS hard, EXISTS (SELECT FROM overrides o WHERE o.workspace_id = w.id AND o.kind = 'limit' AND o.revoked_at IS NULL) AS odd, h.next_expiry <= v_now AS due
    FROM (SELECT x.*, x.period_anchor AT TIME ZONE 'UTC' AS anchor, v_now AT TIME ZONE 'UTC' AS now FROM workspaces x
          WHERE x.id = ANY (g_space)) w
    CROSS JOIN LATERAL (SELECT ((extract(year FROM w.now) - extract(year FROM w.anchor)) * 12 + extract(month FROM w.now) - extract(month FROM w.anchor))::int AS n) d
    CROSS JOIN LATERAL (SELECT CASE WHEN w.anchor + make_interval(months => d.n) > w.now THEN d.n - 1 ELSE d.n END AS n) b
    JOIN plan_versions v ON v.id = w.plan_version_id
    LEFT JOIN own_limits l ON l.workspace_id = w.id AND l.scope = 'own' AND l.meter = 'spend' AND l.window = 'billing_period'
    LEFT JOIN hold_clocks h ON h.workspace_id = w.id
    ORDER BY w.id
  ) x;
  IF true = ANY (w_due) THEN
    PERFORM meter_expire_holds(x.id) FROM unnest(w_id, w_due) x(id, due) WHERE x.due;
  END IF;

  SELECT array_agg(array_position(w_id, q.space) ORDER BY q.n) INTO g_ws FROM unnest(g_space) WITH ORDINALITY q(space, n);
  SELECT array_agg(DISTINCT m.key) INTO v_meters FROM unnest(q_w) q(w) CROSS JOIN LATERAL jsonb_object_keys(q.w) m(key);

  -- Every counter that this batch may touch, workspace by workspace: those of the plan, then the customer's own.
  SELECT array_agg(x.ws), array_agg(x.scope), array_agg(x.meter), array_agg(x.win), array_agg(x.lim), array_agg(x.starts), array_agg(x.ends), array_agg(x.used), array_agg(0::bigint), array_agg(x.soft), array_agg(x.admits),
         array_agg(x.wallet), array_agg(x.shadow), array_agg(x.per), array_agg(x.minor),
         array_agg('{"m":' || to_json(x.meter) || ',"w":"' || x.win || '","l":' || COALESCE(x.lim::text, 'null') || ',"s":' || extract(epoch FROM x.starts) || ',"e":' || extract(epoch FROM x.ends)
           || CASE WHEN x.scope = '' THEN '' ELSE ',"c":' || to_json(x.scope) END || ',"u":'),
         array_agg(CASE WHEN x.lim IS NULL OR x.win = 'minute' OR (x.shadow AND x.scope = '') THEN NULL
                        WHEN x.rules IS NULL THEN CASE WHEN x.used < (x.lim + 1) / 2 THEN (x.lim + 1) / 2 ELSE next_alert_at('{50,80,90,100}', x.lim, x.used) END
                        ELSE next_alert_at(x.rules, x.lim, x.used) END),
         COALESCE(bool_or(x.wallet), false)
  INTO s_ws, s_scope, s_meter, s_window, s_limit, s_start, s_end, s_used, s_added, s_soft, s_admits, s_wallet, s_shadow, s_per, s_minor, s_head, s_next, v_wallets
  FROM (
    SELECT y.*, COALESCE(u.used, 0) AS used, a.thresholds AS rules
    FROM (
      SELECT w.n::int AS ws, w.id, '' AS scope, e.meter, e.window AS win, e.lim, e.is_soft AS soft, e.uses_packs AND e.lim IS NOT NULL AS wallet, e.is_shadow AS shadow, e.when_unavailable = 'admit' AS admits, e.overage_per AS per, e.overage_minor AS minor,
             CASE e.window WHEN 'billing_period' THEN w.starts WHEN 'month' THEN v_month WHEN 'day' THEN v_day ELSE v_minute END AS starts,
             CASE e.window WHEN 'billing_period' THEN w.ends WHEN 'month' THEN v_month_end WHEN 'day' THEN v_day + interval '24 hours' ELSE v_minute + interval '1 minute' END AS ends
      FROM unnest(w_id, w_version, w_start, w_end, w_cap, w_odd) WITH ORDINALITY w(id, version, starts, ends, cap, odd, n)
      CROSS JOIN LATERAL (
        SELECT f.*, CASE WHEN w.odd THEN limit_in_force(w.id, f.meter, f.window, f.limit, v_now) ELSE f.limit END AS lim FROM entitlements f
        WHERE f.plan_version_id = w.version AND (f.meter = ANY (v_meters) OR (f.is_soft AND w.cap IS NOT NULL))
      ) e
      UNION ALL
      SELECT w.n::int, w.id, l.scope, l.meter, l.window, l.limit, false, false, l.mode = 'notify', true, NULL, NULL,
             CASE l.window WHEN 'billing_period' THEN w.starts WHEN 'month' THEN v_month ELSE v_day END,
             CASE l.window WHEN 'billing_period' THEN w.ends WHEN 'month' THEN v_month_end ELSE v_day + interval '24 hours' END
      FROM unnest(w_id, w_start, w_end) WITH ORDINALITY w(id, starts, ends, n) JOIN own_limits l ON l.workspace_id = w.id AND l.meter = ANY (v_meters)
    ) y
    LEFT JOIN usage_counters u ON u.workspace_id = y.id AND u.scope = y.scope AND u.meter = y.meter AND u.window = y.win AND u.window_start = y.starts
    LEFT JOIN alert_rules a ON a.workspace_id = y.id AND a.meter = y.meter
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
  IF cardinality(array_remove(q_f, NULL)) > 0 THEN
    SELECT array_agg(CASE WHEN q.f IS NOT NULL AND NOT q.f = ANY (v.features) THEN 'feature_not_included' END ORDER BY q.n) INTO g_late
    FROM unnest(q_f, g_ws) WITH ORDINALITY q(f, ws, n) LEFT JOIN plan_versions v ON v.id = w_version[q.ws];
  ELSE
    g_late := array_fill(NULL::text, ARRAY[cardinality(q_k)]);
  END IF;

  -- The counters that each group moves, in their order.
  SELECT array_agg(y.g), array_agg(y.row), array_agg(y.units), array_agg(y.need) INTO m_group, m_row, m_units, m_need
  FROM (
    SELECT q.n::int AS g, x.n::int AS row, m.value::bigint AS units, COALESCE((q.z ->> m.key)::bigint, m.value::bigint) AS need
    FROM unnest(q_w, q_z, g_ws, g_key, g_member) WITH ORDINALITY q(w, z, ws, key, member, n)
    CROSS JOIN LATERAL jsonb_each_text(q.w) m
    JOIN unnest(s_ws, s_scope, s_meter) WITH ORDINALITY x(ws, scope, meter, n) ON x.ws = q.ws AND x.meter = m.key AND x.scope IN ('', 'own', 'key:' || q.key, 'member:' || COALESCE(q.member, ''))
    ORDER BY q.n, x.n
  ) y;
  g_first := array_fill(1, ARRAY[cardinality(q_k)]); g_last := array_fill(0, ARRAY[cardinality(q_k)]); g_granted := g_last; g_admits := array_fill(true, ARRAY[cardinality(q_k)]);
  FOR j IN 1 .. COALESCE(cardinality(m_group), 0) LOOP
    g := m_group[j]; i := m_row[j];
    IF g_last[g] = 0 THEN g_first[g] := j; END IF;
    IF s_scope[i] = '' AND m_need[j] > 0 THEN
      IF g_last[g] = 0 OR s_meter[m_row[j - 1]] <> s_meter[i] THEN g_granted[g] := g_granted[g] + 1; END IF;
      g_admits[g] := g_admits[g] AND s_admits[i];
    END IF;
    g_last[g] := j;
  END LOOP;

  -- What was decided before under the ids that clients chose, or under those of calls that passed while we were away.
  IF true = ANY (c_c) OR true = ANY (c_x) THEN
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

  FOR i IN 1 .. COALESCE(cardinality(s_ws), 0) LOOP
    CONTINUE WHEN NOT s_soft[i] OR w_cap[s_ws[i]] IS NULL OR s_limit[i] IS NULL;
    w_spend[s_ws[i]] := w_spend[s_ws[i]] + overage_minor(s_used[i] - s_limit[i], s_per[i], s_minor[i]);
  END LOOP;

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
      ELSIF g_granted[g] < q_meters[g] THEN
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
    INSERT INTO usage_counters AS u (workspace_id, scope, meter, "window", window_start, window_end, used)
    SELECT w_id[x.ws], x.scope, x.meter, x.win, x.starts, x.ends, x.added
    FROM unnest(s_ws, s_scope, s_meter, s_window, s_start, s_end, s_added) x(ws, scope, meter, win, starts, ends, added) WHERE x.added > 0
    ON CONFLICT (workspace_id, scope, meter, "window", window_start) DO UPDATE SET used = u.used + excluded.used;

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

-- Gives the units of released calls back to the very windows, scopes and grants that they were taken from: those of the plan they were
-- admitted under, whatever the plan is now. Under the workspaces' locks; `p_calls` are rows that have just become 'released'.
CREATE FUNCTION meter_give_back(p_calls usage_events[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH back AS (
    SELECT s.workspace_id, s.api_key_id, s.member_id, s.occurred_at, s.period_start, m.key AS meter, s.plan_version_id, m.value::bigint AS units, units_from_packs(COALESCE(s.spent, '[]'), m.key) AS other
    FROM unnest(p_calls) s CROSS JOIN LATERAL jsonb_each_text(s.units) m WHERE m.value::bigint > 0
  ), moved AS (
    SELECT b.workspace_id, '' AS scope, b.meter, n.window AS win, CASE WHEN n.window = 'billing_period' THEN b.period_start ELSE x.starts END AS starts, b.units - CASE WHEN n.window = 'billing_period' THEN b.other ELSE 0 END AS units
    FROM back b JOIN entitlements n ON n.plan_version_id = b.plan_version_id AND n.meter = b.meter CROSS JOIN LATERAL window_at(n.window, b.occurred_at, b.period_start) x
    UNION ALL
    SELECT c.workspace_id, c.scope, c.meter, c.window, c.window_start, b.units
    FROM back b JOIN usage_counters c ON c.workspace_id = b.workspace_id AND c.meter = b.meter AND c.window_start <= b.occurred_at AND b.occurred_at < c.window_end
      AND (c.window <> 'billing_period' OR c.window_start = b.period_start) AND c.scope IN ('own', 'key:' || COALESCE(b.api_key_id, ''), 'member:' || COALESCE(b.member_id, ''))
  )
  UPDATE usage_counters u SET used = u.used - t.units
  FROM (SELECT workspace_id, scope, meter, win, starts, sum(units) AS units FROM moved GROUP BY 1, 2, 3, 4, 5) t
  WHERE u.workspace_id = t.workspace_id AND u.scope = t.scope AND u.meter = t.meter AND u.window = t.win AND u.window_start = t.starts;

  INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
  SELECT 'ent_' || s.id || '_' || x.n || 'r', x.piece ->> 'g', 'returned', (x.piece ->> 'n')::bigint, s.id, app_now()
  FROM unnest(p_calls) s CROSS JOIN LATERAL jsonb_array_elements(s.spent) WITH ORDINALITY x(piece, n) WHERE s.spent IS NOT NULL;
  -- A plan that changed meanwhile may hold less or more by now than what comes back.
  PERFORM refresh_plan_grants(x.space) FROM (
    SELECT DISTINCT s.workspace_id AS space FROM unnest(p_calls) s WHERE EXISTS (SELECT FROM credit_grants g WHERE g.workspace_id = s.workspace_id AND g.source = 'plan' AND s.units ? g.meter)
  ) x;
END $$;

-- Writes the real units of one call in place of those that were held or weighed, under its workspace's lock. More than was held is taken
-- as far as it is there; the rest is overage or debt, as the entitlement says. Less is taken off what was beyond, and then given back, the
-- last grant first: which of them paid is on record and does not follow from the limit of today.
CREATE FUNCTION meter_measure(p_call usage_events, p_units jsonb, OUT o_units jsonb, OUT o_spent jsonb, OUT o_beyond jsonb) LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := app_now();
  m record; e record; x record; v_delta bigint; v_other bigint; v_rest bigint; v_piece bigint; v_at int := 0; v_refresh boolean := false; v_before bigint; v_wallet entitlements;
  v_cap bigint; v_spend bigint; v_spent bigint; v_anchor timestamptz; v_from timestamptz; v_to timestamptz;
BEGIN
  -- Its billing period is the one that it was recorded in, whatever the workspace's is by now.
  SELECT w.period_anchor, b.starts, b.ends INTO v_anchor, v_from, v_to FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', p_call.occurred_at, w.period_anchor) b WHERE w.id = p_call.workspace_id;
  IF v_from <> p_call.period_start THEN SELECT b.starts, b.ends INTO v_from, v_to FROM window_at('billing_period', p_call.period_start, p_call.period_start) b; END IF;
  -- What the customer has capped of their spend, where this call can raise it.
  SELECT l.limit, spend_beyond_plan(l.workspace_id) INTO v_cap, v_spent FROM own_limits l
  WHERE l.workspace_id = p_call.workspace_id AND l.scope = 'own' AND l.meter = 'spend' AND l.window = 'billing_period' AND l.limit > 0
    AND EXISTS (SELECT FROM entitlements n WHERE n.plan_version_id = p_call.plan_version_id AND n.is_soft AND p_units ? n.meter);
  o_units := p_call.units; o_spent := COALESCE(p_call.spent, '[]'); o_beyond := COALESCE(p_call.beyond, '[]');
  FOR m IN SELECT u.key AS meter, u.value::bigint AS units FROM jsonb_each_text(p_units) u ORDER BY 1 LOOP
    v_delta := m.units - COALESCE((o_units ->> m.meter)::bigint, 0);
    o_units := o_units || jsonb_build_object(m.meter, m.units);
    CONTINUE WHEN v_delta = 0;
    v_other := 0; v_rest := v_delta;
    SELECT * INTO v_wallet FROM entitlements n WHERE n.plan_version_id = p_call.plan_version_id AND n.meter = m.meter AND n.window = 'billing_period' AND n.uses_packs
      AND limit_in_force(p_call.workspace_id, n.meter, n.window, n.limit, v_now) IS NOT NULL;
    IF v_wallet.meter IS NOT NULL THEN PERFORM refresh_plan_grants(p_call.workspace_id); END IF;
    IF v_delta > 0 AND v_wallet.meter IS NOT NULL THEN
      FOR x IN
        -- A plan's grant pays only for calls of its own period: beside the counter of another it would be given back at once.
        SELECT h.* FROM credit_grants h
        WHERE h.workspace_id = p_call.workspace_id AND h.meter = m.meter AND h.remaining > 0 AND (h.expires_at IS NULL OR h.expires_at > v_now) AND (h.source <> 'plan' OR h.starts_at = p_call.period_start)
        ORDER BY h.expires_at NULLS LAST, h.priority, h.created_at, h.id
      LOOP
        v_piece := LEAST(v_rest, x.remaining); v_rest := v_rest - v_piece; v_at := v_at + 1;
        IF x.source <> 'plan' THEN v_other := v_other + v_piece; END IF;
        o_spent := o_spent || jsonb_build_array(jsonb_build_object('g', x.id, 'm', m.meter, 'n', v_piece) || CASE WHEN x.source = 'plan' THEN '{"p": 1}' ELSE '{}' END::jsonb);
        INSERT INTO credit_entries (id, grant_id, kind, units, reason, at) VALUES ('ent_' || p_call.id || '_s' || v_at, x.id, 'spent', -v_piece, p_call.id, v_now);
        EXIT WHEN v_rest = 0;
      END LOOP;
      IF v_rest > 0 THEN
        o_beyond := o_beyond || jsonb_build_object('m', m.meter, 'n', v_rest, 'as', CASE WHEN v_wallet.is_soft THEN 'overage' ELSE 'debt' END);
      END IF;
    ELSIF v_delta < 0 THEN
      v_rest := -v_delta;
      -- Each window of a meter without grants has its own part ('w'). Of one with grants there is one part: what they could not pay.
      FOR x IN SELECT y.piece, y.n FROM jsonb_array_elements(o_beyond) WITH ORDINALITY y(piece, n) WHERE y.piece ->> 'm' = m.meter LOOP
        v_piece := LEAST(-v_delta, (x.piece ->> 'n')::bigint);
        o_beyond := jsonb_set(o_beyond, ARRAY[(x.n - 1)::text, 'n'], to_jsonb((x.piece ->> 'n')::bigint - v_piece));
        IF NOT x.piece ? 'w' THEN v_rest := v_rest - v_piece; END IF;
      END LOOP;
      FOR x IN SELECT y.piece, y.n FROM jsonb_array_elements(o_spent) WITH ORDINALITY y(piece, n) WHERE y.piece ->> 'm' = m.meter ORDER BY y.n DESC LOOP
        v_piece := LEAST(v_rest, (x.piece ->> 'n')::bigint); v_rest := v_rest - v_piece; v_at := v_at + 1; v_refresh := true;
        CONTINUE WHEN v_piece = 0;
        IF NOT x.piece ? 'p' THEN v_other := v_other - v_piece; END IF;
        o_spent := jsonb_set(o_spent, ARRAY[(x.n - 1)::text, 'n'], to_jsonb((x.piece ->> 'n')::bigint - v_piece));
        INSERT INTO credit_entries (id, grant_id, kind, units, reason, at) VALUES ('ent_' || p_call.id || '_s' || v_at, x.piece ->> 'g', 'returned', v_piece, p_call.id, v_now);
      END LOOP;
    END IF;
    FOR e IN
      SELECT '' AS scope, n.window AS win, CASE WHEN n.window = 'billing_period' THEN v_from ELSE b.starts END AS starts, CASE WHEN n.window = 'billing_period' THEN v_to ELSE b.ends END AS ends, limit_in_force(p_call.workspace_id, n.meter, n.window, n.limit, v_now) AS lim, n.is_soft AS soft, n.is_shadow AS shadow,
             v_delta - CASE WHEN n.window = 'billing_period' THEN v_other ELSE 0 END AS units
      FROM entitlements n CROSS JOIN LATERAL window_at(n.window, p_call.occurred_at, p_call.period_start) b WHERE n.plan_version_id = p_call.plan_version_id AND n.meter = m.meter
      UNION ALL
      SELECT l.scope, l.window, b.starts, b.ends, l.limit, false, true, v_delta
      FROM own_limits l CROSS JOIN LATERAL window_at(l.window, p_call.occurred_at, p_call.period_start) h CROSS JOIN LATERAL window_at(l.window, v_now, v_anchor) o
      CROSS JOIN LATERAL (SELECT CASE WHEN l.window = 'billing_period' THEN v_from ELSE h.starts END AS starts, CASE WHEN l.window = 'billing_period' THEN v_to ELSE h.ends END AS ends) b
      WHERE l.workspace_id = p_call.workspace_id AND l.meter = m.meter AND l.scope IN ('own', 'key:' || COALESCE(p_call.api_key_id, ''), 'member:' || COALESCE(p_call.member_id, ''))
        -- A window that was over before its limit was set was never counted.
        AND (b.starts >= o.starts OR EXISTS (SELECT FROM usage_counters c WHERE c.workspace_id = l.workspace_id AND c.scope = l.scope AND c.meter = l.meter AND c.window = l.window AND c.window_start = b.starts))
      ORDER BY 1, 2
    LOOP
      CONTINUE WHEN e.units = 0;
      INSERT INTO usage_counters AS u (workspace_id, scope, meter, "window", window_start, window_end, used)
      VALUES (p_call.workspace_id, e.scope, m.meter, e.win, e.starts, e.ends, GREATEST(0, e.units))
      ON CONFLICT (workspace_id, scope, meter, "window", window_start) DO UPDATE SET used = u.used + e.units RETURNING u.used - e.units INTO v_before;
      CONTINUE WHEN e.lim IS NULL OR e.units < 0;
      IF e.scope = '' AND v_wallet.meter IS NULL AND NOT e.shadow AND v_before + e.units > e.lim THEN
        o_beyond := o_beyond || jsonb_build_object('m', m.meter, 'w', e.win, 'n', LEAST(e.units, v_before + e.units - e.lim), 'as', CASE WHEN e.soft THEN 'overage' ELSE 'debt' END);
      END IF;
      -- Nobody is told of a limit that they are not held to.
      CONTINUE WHEN e.win = 'minute' OR e.lim = 0 OR e.ends <= v_now OR (e.shadow AND e.scope = '');
      INSERT INTO alerts (id, workspace_id, scope, meter, "window", window_start, window_end, threshold, "limit", used, decision_id, severity, at)
      SELECT 'alt_' || gen_random_uuid(), p_call.workspace_id, e.scope, m.meter, e.win, e.starts, e.ends, t, e.lim, v_before + e.units, p_call.id, alert_severity(t), v_now
      FROM unnest(alert_thresholds(p_call.workspace_id, m.meter)) t WHERE v_before < (e.lim * t + 99) / 100 AND v_before + e.units >= (e.lim * t + 99) / 100
      ON CONFLICT DO NOTHING;
    END LOOP;
    v_refresh := v_refresh OR v_wallet.meter IS NOT NULL;
  END LOOP;
  IF v_refresh THEN PERFORM refresh_plan_grants(p_call.workspace_id); END IF;
  IF v_cap IS NOT NULL THEN
    v_spend := spend_beyond_plan(p_call.workspace_id);
    INSERT INTO alerts (id, workspace_id, scope, meter, "window", window_start, window_end, threshold, "limit", used, decision_id, severity, at)
    SELECT 'alt_' || gen_random_uuid(), w.id, 'own', 'spend', 'billing_period', b.starts, b.ends, t, v_cap, v_spend, p_call.id, alert_severity(t), v_now
    FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', v_now, w.period_anchor) b CROSS JOIN unnest(alert_thresholds(w.id, 'spend')) t
    WHERE w.id = p_call.workspace_id AND v_spent < (v_cap * t + 99) / 100 AND v_spend >= (v_cap * t + 99) / 100
    ON CONFLICT DO NOTHING;
  END IF;
  o_spent := NULLIF((SELECT jsonb_agg(y.piece ORDER BY y.n) FROM jsonb_array_elements(o_spent) WITH ORDINALITY y(piece, n) WHERE y.piece ->> 'n' <> '0'), '[]');
  o_beyond := NULLIF((SELECT jsonb_agg(y.piece ORDER BY y.n) FROM jsonb_array_elements(o_beyond) WITH ORDINALITY y(piece, n) WHERE y.piece ->> 'n' <> '0'), '[]');
END $$;

-- Marks the hours of calls that changed late, for the roll-up to read again, as the last thing of a statement and in one order. A mark that
-- is there already is taken too: it must outlive a roll-up that cannot see this change yet.
CREATE FUNCTION mark_changed_hours(p_spaces text[], p_ats timestamptz[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_rollup_stale (workspace_id, hour)
  SELECT DISTINCT x.space, date_trunc('hour', x.at, 'UTC') FROM unnest(p_spaces, p_ats) x(space, at) ORDER BY 1, 2
  ON CONFLICT (workspace_id, hour) DO UPDATE SET hour = excluded.hour
$$;

-- Writes what became of calls, once each: an outcome other than 'unknown' and 'held' is final. A released call gives everything back. A
-- hold that has expired is no longer there to be settled, whether it was swept already or not.
--
-- p_calls: [{d: decision id, a: occurred at, o: outcome, s: status code, l: latency in ms,
--            v: {u: {meter: real units}, p: provider, m: model, i: input tokens, o: output tokens, c: cost in micro-dollars}}]
CREATE FUNCTION meter_settle(p_calls jsonb) RETURNS int LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_now timestamptz; v_settled int; v_given usage_events[]; v_call usage_events; v_made record; one record; v_spaces text[]; v_ats timestamptz[];
BEGIN
  PERFORM pg_advisory_xact_lock(4801, h.key) FROM (
    SELECT DISTINCT hashtext(e.workspace_id) AS key
    FROM jsonb_to_recordset(p_calls) AS q(d text, a timestamptz, o text, v jsonb) JOIN usage_events e ON e.id = q.d AND e.occurred_at = q.a
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

-- Releases what a workspace's expired holds hold, under its lock: a thousand at most, the oldest first, so that a flood of them keeps
-- nobody's statement long; the next takes the next ones. Answers how many.
CREATE FUNCTION meter_expire_holds(p_workspace text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz; v_given usage_events[]; v_spaces text[]; v_ats timestamptz[];
BEGIN
  PERFORM pg_advisory_xact_lock(4801, hashtext(p_workspace));
  v_now := app_now();
  WITH gone AS (
    UPDATE usage_events e SET outcome = 'released'
    FROM (SELECT x.id, x.occurred_at FROM usage_events x WHERE x.workspace_id = p_workspace AND x.outcome = 'held' AND x.hold_expires_at <= v_now ORDER BY x.hold_expires_at LIMIT 1000) d
    WHERE e.id = d.id AND e.occurred_at = d.occurred_at AND e.outcome = 'held' RETURNING e.*
  )
  SELECT array_agg(g::usage_events), array_agg(g.workspace_id) FILTER (WHERE g.occurred_at < v_now - interval '50 seconds'), array_agg(g.occurred_at) FILTER (WHERE g.occurred_at < v_now - interval '50 seconds')
  INTO v_given, v_spaces, v_ats FROM gone g;
  IF v_given IS NOT NULL THEN PERFORM meter_give_back(v_given); END IF;
  IF v_ats IS NOT NULL THEN PERFORM mark_changed_hours(v_spaces, v_ats); END IF;
  DELETE FROM hold_clocks WHERE workspace_id = p_workspace;
  INSERT INTO hold_clocks (workspace_id, next_expiry)
  SELECT p_workspace, min(e.hold_expires_at) FROM usage_events e WHERE e.workspace_id = p_workspace AND e.outcome = 'held' HAVING min(e.hold_expires_at) IS NOT NULL;
  RETURN COALESCE(cardinality(v_given), 0);
END $$;

-- Records usage that happened elsewhere, for one workspace: counted in the windows of the instant it happened at, never refused, once per
-- source and id. Units that no limit or grant has room for are overage or debt. Answers one row per event, in order.
--
-- p_events: [{d: id for a new decision, r: request id, a: occurred at, now where it is null, o: operation, u: {meter: units}, v: as meter_settle's v without u,
--             q: of a call that passed while the meter was away, however long ago: {m: method, p: path, s: source, e: final at once}}]
CREATE FUNCTION meter_ingest(p_workspace text, p_key text, p_member text, p_events jsonb) RETURNS TABLE (result text, decision_id text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz; v_call usage_events; v_prior usage_events; v_made record; one record; v_space workspaces; b record; v_at timestamptz; v_ats timestamptz[];
BEGIN
  PERFORM pg_advisory_xact_lock(4801, hashtext(p_workspace));
  v_now := app_now();
  SELECT * INTO v_space FROM workspaces w WHERE w.id = p_workspace;
  FOR one IN SELECT * FROM ROWS FROM (jsonb_to_recordset(p_events) AS (d text, r text, a timestamptz, o text, u jsonb, v jsonb, q jsonb)) WITH ORDINALITY AS x(d, r, a, o, u, v, q, n) ORDER BY x.n LOOP
    v_at := COALESCE(one.a, v_now);
    IF one.q IS NULL AND one.a < v_now - interval '24 hours' THEN result := 'too_late'; decision_id := NULL; RETURN NEXT; CONTINUE; END IF;
    IF one.q IS NULL AND one.a > v_now + interval '5 minutes' THEN result := 'in_the_future'; decision_id := NULL; RETURN NEXT; CONTINUE; END IF;
    SELECT * INTO v_prior FROM usage_events e WHERE e.workspace_id = p_workspace AND e.request_id = one.r AND e.outcome <> 'released' LIMIT 1;
    IF v_prior.id IS NOT NULL THEN
      result := CASE WHEN v_prior.operation = one.o AND COALESCE(v_prior.held, v_prior.units) = one.u AND (one.a IS NULL OR one.q IS NOT NULL OR v_prior.occurred_at = one.a) THEN 'duplicate' ELSE 'conflict' END;
      decision_id := v_prior.id; RETURN NEXT; CONTINUE;
    END IF;
    b := window_at('billing_period', v_at, v_space.period_anchor);
    INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, member_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, method, path, limits, source)
    VALUES (one.d, v_at, p_workspace, p_key, p_member, one.r, one.o, '{}', v_space.plan_version_id, b.starts,
      CASE WHEN (one.q ->> 'e')::boolean IS FALSE THEN 'unknown' ELSE 'succeeded' END, one.q IS NOT NULL, COALESCE(one.q ->> 'm', ''), COALESCE(one.q ->> 'p', ''), '[]', COALESCE(one.q ->> 's', 'ingest')) RETURNING * INTO v_call;
    SELECT * INTO v_made FROM meter_measure(v_call, one.u);
    UPDATE usage_events e SET units = v_made.o_units, spent = v_made.o_spent, beyond = v_made.o_beyond,
      provider = one.v ->> 'p', model = one.v ->> 'm', input_tokens = (one.v ->> 'i')::bigint, output_tokens = (one.v ->> 'o')::bigint, cost_micros = (one.v ->> 'c')::bigint
    WHERE e.id = one.d AND e.occurred_at = v_at;
    IF v_at < v_now - interval '50 seconds' THEN
      v_ats := v_ats || v_at;
    END IF;
    result := 'recorded'; decision_id := one.d; RETURN NEXT;
  END LOOP;
  IF v_ats IS NOT NULL THEN PERFORM mark_changed_hours(array_fill(p_workspace, ARRAY[cardinality(v_ats)]), v_ats); END IF;
END $$;

-- Ends the grants of a workspace whose time is over, under its lock: the plan's first, since some of its units may pass into the next period.
CREATE FUNCTION close_expired_grants(p_workspace text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(4801, hashtext(p_workspace));
  PERFORM refresh_plan_grants(p_workspace);
  INSERT INTO credit_entries (id, grant_id, kind, units, reason, at)
  SELECT 'ent_' || gen_random_uuid(), g.id, 'expired', -g.remaining, 'expired', app_now() FROM credit_grants g
  WHERE g.workspace_id = p_workspace AND g.remaining > 0 AND g.expires_at <= app_now() ORDER BY g.id;
END $$;

-- As before, and held units are left out too, for as long as they are held: what was reported cannot be taken back.
CREATE OR REPLACE FUNCTION overage_of(p_workspace text) RETURNS TABLE (meter text, period_start timestamptz, period_end timestamptz, units bigint, reported bigint)
LANGUAGE sql STABLE AS $$
  SELECT p.meter, p.window_start, p.window_end, GREATEST(0, p.used - COALESCE(r.running, 0) - l.most)::bigint, COALESCE(d.reported, 0)::bigint
  FROM usage_counters p
  JOIN workspaces w ON w.id = p.workspace_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_or(e.limit IS NULL) THEN NULL ELSE max(e.limit) END AS most, bool_or(e.is_soft) AS soft
    FROM entitlements e
    WHERE e.meter = p.meter AND e.window = 'billing_period' AND e.plan_version_id IN (
      SELECT w.plan_version_id WHERE p.window_end > app_now()
      UNION ALL (SELECT x.plan_version_id FROM usage_events x WHERE x.workspace_id = p.workspace_id AND x.occurred_at >= p.window_start AND x.occurred_at < p.window_end ORDER BY x.occurred_at LIMIT 1)
      UNION ALL (SELECT x.plan_version_id FROM usage_events x WHERE x.workspace_id = p.workspace_id AND x.occurred_at >= p.window_start AND x.occurred_at < p.window_end ORDER BY x.occurred_at DESC LIMIT 1)
    )
  ) l
  LEFT JOIN LATERAL (
    SELECT sum((x.units ->> p.meter)::bigint - COALESCE(units_from_packs(x.spent, p.meter), 0)) AS running FROM (
      SELECT y.units, y.spent FROM usage_events y WHERE y.workspace_id = p.workspace_id AND y.period_start = p.window_start AND y.outcome = 'held' AND y.occurred_at >= p.window_start
      UNION ALL
      SELECT y.units, y.spent FROM usage_events y WHERE y.workspace_id = p.workspace_id AND y.period_start = p.window_start AND y.outcome = 'unknown'
        AND y.occurred_at >= GREATEST(p.window_start, app_now() - interval '15 minutes')
    ) x WHERE x.units ? p.meter
  ) r ON true
  LEFT JOIN LATERAL (
    SELECT sum(o.units) AS reported FROM overage_reports o WHERE o.workspace_id = p.workspace_id AND o.meter = p.meter AND o.period_start = p.window_start
  ) d ON true
  WHERE p.workspace_id = p_workspace AND p.scope = '' AND p.window = 'billing_period' AND p.window_end > app_now() - interval '34 days' AND l.soft AND l.most IS NOT NULL
$$;
