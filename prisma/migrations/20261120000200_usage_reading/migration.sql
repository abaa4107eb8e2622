-- The ledger as the pages sum it up: one row per hour, operation, key, outcome and meter. Hours that a job rolled up come
-- from the rollups, the newest minutes and hours that changed since come from the ledger, so the sum is never stale.
CREATE FUNCTION usage_facts(p_workspace text, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (hour timestamptz, operation text, api_key_id text, outcome text, meter text, calls bigint, units bigint)
LANGUAGE sql STABLE AS $$
  SELECT r.hour, r.operation, r.api_key_id, r.outcome, r.meter, r.calls, r.units
  FROM usage_rollups r
  WHERE r.workspace_id = p_workspace AND r.hour >= date_trunc('hour', p_from, 'UTC') AND r.hour < p_to
    AND NOT EXISTS (SELECT FROM usage_rollup_stale s WHERE s.workspace_id = r.workspace_id AND s.hour = r.hour)
  UNION ALL
  SELECT date_trunc('hour', e.occurred_at, 'UTC'), e.operation, COALESCE(e.api_key_id, ''), e.outcome, COALESCE(m.key, ''), count(*), COALESCE(sum(m.value::bigint), 0)::bigint
  FROM (
    SELECT n.* FROM usage_events n
    WHERE n.workspace_id = p_workspace AND n.occurred_at >= date_trunc('hour', p_from, 'UTC') AND n.occurred_at < p_to
      AND n.occurred_at >= (SELECT rolled_until FROM usage_rollup_state)
    UNION ALL
    SELECT o.* FROM usage_rollup_stale s
    JOIN usage_events o ON o.workspace_id = s.workspace_id AND o.occurred_at >= s.hour AND o.occurred_at < s.hour + interval '1 hour'
      AND o.occurred_at < (SELECT rolled_until FROM usage_rollup_state)
    WHERE s.workspace_id = p_workspace AND s.hour >= date_trunc('hour', p_from, 'UTC') AND s.hour < p_to
  ) e
  LEFT JOIN LATERAL jsonb_each_text(e.units) m ON true
  GROUP BY 1, 2, 3, 4, 5
$$;

-- Rolls up to one more step of the ledger and recomputes the hours that changed. Answers whether more is to be done. Rows
-- younger than a minute are left: every statement that writes the ledger is cancelled long before that.
CREATE FUNCTION usage_roll(p_step interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_from timestamptz;
  v_to timestamptz;
  v_newest timestamptz := date_trunc('minute', app_now() - interval '1 minute', 'UTC');
  v_spaces text[];
  v_hours timestamptz[];
BEGIN
  SELECT rolled_until INTO v_from FROM usage_rollup_state FOR UPDATE;
  IF v_from = '-infinity' THEN
    SELECT date_trunc('hour', min(occurred_at), 'UTC') INTO v_from FROM usage_events;
    v_from := COALESCE(v_from, v_newest);
  END IF;
  v_to := LEAST(v_from + p_step, v_newest);
  IF v_to < v_from THEN RETURN false; END IF;

  WITH gone AS (DELETE FROM usage_rollup_stale WHERE hour < v_to RETURNING workspace_id, hour)
  SELECT array_agg(workspace_id), array_agg(hour) INTO v_spaces, v_hours FROM gone;
  DELETE FROM usage_rollups r USING unnest(v_spaces, v_hours) s(space, hour) WHERE r.workspace_id = s.space AND r.hour = s.hour;

  INSERT INTO usage_rollups AS r (workspace_id, hour, operation, api_key_id, outcome, meter, calls, units)
  SELECT e.workspace_id, date_trunc('hour', e.occurred_at, 'UTC'), e.operation, COALESCE(e.api_key_id, ''), e.outcome, COALESCE(m.key, ''), count(*), COALESCE(sum(m.value::bigint), 0)
  FROM (
    SELECT n.* FROM usage_events n
    WHERE n.occurred_at >= v_from AND n.occurred_at < v_to
      AND NOT EXISTS (SELECT FROM unnest(v_spaces, v_hours) s(space, hour) WHERE s.space = n.workspace_id AND s.hour = date_trunc('hour', n.occurred_at, 'UTC'))
    UNION ALL
    SELECT o.* FROM unnest(v_spaces, v_hours) s(space, hour)
    JOIN usage_events o ON o.workspace_id = s.space AND o.occurred_at >= s.hour AND o.occurred_at < LEAST(s.hour + interval '1 hour', v_to)
  ) e
  LEFT JOIN LATERAL jsonb_each_text(e.units) m ON true
  GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (workspace_id, hour, operation, api_key_id, outcome, meter) DO UPDATE SET calls = r.calls + excluded.calls, units = r.units + excluded.units;

  UPDATE usage_rollup_state SET rolled_until = v_to;
  RETURN v_to < v_newest;
END $$;
