-- What a workspace used beyond its soft limits, by billing period, of periods that can still be reported: the units in all, and
-- those that were reported. Calls that run are left out until they have settled; one without an outcome after a quarter of an
-- hour was cut off by a crash, and what it was charged stays charged.
--
-- Of several plans within one period the largest limit counts, none at all where one of them has none: nobody pays for units
-- that the better of their plans includes.
CREATE FUNCTION overage_of(p_workspace text) RETURNS TABLE (meter text, period_start timestamptz, period_end timestamptz, units bigint, reported bigint)
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
    SELECT sum((x.units ->> p.meter)::bigint - COALESCE(units_from_packs(x.spent, p.meter), 0)) AS running FROM usage_events x
    WHERE x.workspace_id = p.workspace_id AND x.period_start = p.window_start AND x.outcome = 'unknown' AND x.units ? p.meter
      AND x.occurred_at >= GREATEST(p.window_start, app_now() - interval '15 minutes')
  ) r ON true
  LEFT JOIN LATERAL (
    SELECT sum(o.units) AS reported FROM overage_reports o WHERE o.workspace_id = p.workspace_id AND o.meter = p.meter AND o.period_start = p.window_start
  ) d ON true
  WHERE p.workspace_id = p_workspace AND p.window = 'billing_period' AND p.window_end > app_now() - interval '34 days' AND l.soft AND l.most IS NOT NULL
$$;
