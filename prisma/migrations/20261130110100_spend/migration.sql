-- What a workspace is billed beyond its plan in the billing period that is open, in minor units: the same sum that meter_consume holds to its cap.
CREATE FUNCTION spend_beyond_plan(p_workspace text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT COALESCE(sum(overage_minor(COALESCE(u.used, 0) - limit_in_force(w.id, e.meter, e.window, e.limit, app_now()), e.overage_per, e.overage_minor)), 0)::bigint
  FROM workspaces w JOIN entitlements e ON e.plan_version_id = w.plan_version_id AND e.is_soft
  CROSS JOIN LATERAL window_at(e.window, app_now(), w.period_anchor) b
  LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.scope = '' AND u.meter = e.meter AND u.window = e.window AND u.window_start = b.starts
  WHERE w.id = p_workspace
$$;

-- Marks alerts of the spend cap whose threshold no longer holds: the cap was raised or lifted, or units were given back.
CREATE FUNCTION recover_spend_alerts(p_workspace text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_done int;
BEGIN
  UPDATE alerts a SET recovered_at = app_now()
  FROM (SELECT spend_beyond_plan(p_workspace) AS amount) s
  LEFT JOIN own_limits o ON o.workspace_id = p_workspace AND o.scope = 'own' AND o.meter = 'spend' AND o.window = 'billing_period'
  WHERE a.workspace_id = p_workspace AND a.scope = 'own' AND a.meter = 'spend' AND a.recovered_at IS NULL AND a.window_end > app_now()
    AND (o.id IS NULL OR (o.limit > 0 AND s.amount < (o.limit * a.threshold + 99) / 100));
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done;
END $$;
