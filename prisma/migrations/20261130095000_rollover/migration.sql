-- As before, but that only plans with a rollover let units of the period before pass, and only where there was one.
CREATE OR REPLACE FUNCTION refresh_plan_grants(p_spaces text[], p_versions text[], p_starts timestamptz[], p_ends timestamptz[], p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
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
