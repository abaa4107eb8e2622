/** What must hold of credits, purchases, overage, changes and mail. Each check answers one row per difference, as text. */
export const moneyChecks: Record<string, string> = {
  'every credit balance is the sum of its movements': `
    SELECT format('grant %s of workspace %s: %s kept, movements %s', g.id, g.workspace_id, g.remaining, COALESCE(e.units, 0)) AS detail
    FROM credit_grants g LEFT JOIN (SELECT grant_id, sum(units) AS units FROM credit_entries GROUP BY grant_id) e ON e.grant_id = g.id
    WHERE g.remaining <> COALESCE(e.units, 0) OR g.remaining < 0
    UNION ALL
    SELECT format('grant %s of workspace %s: %s units were given, its movements give %s', g.id, g.workspace_id, g.units, COALESCE(e.units, 0))
    FROM credit_grants g LEFT JOIN (SELECT grant_id, sum(units) AS units FROM credit_entries WHERE kind = 'granted' GROUP BY grant_id) e ON e.grant_id = g.id
    WHERE g.units <> COALESCE(e.units, 0)`,
  'every paid credit purchase was granted once': `
    SELECT format('purchase %s of workspace %s: paid %s units, granted %s', p.id, p.workspace_id, p.units, COALESCE(g.units, 0)) AS detail
    FROM credit_purchases p LEFT JOIN credit_grants g ON g.source_key = p.stripe_session_id AND g.workspace_id = p.workspace_id AND g.meter = p.meter
    WHERE p.status = 'paid' AND p.units <> COALESCE(g.units, 0)
    UNION ALL
    SELECT format('grant %s of workspace %s: no paid purchase', g.id, g.workspace_id) FROM credit_grants g
    WHERE g.source = 'pack' AND NOT EXISTS (SELECT FROM credit_purchases p WHERE p.stripe_session_id = g.source_key AND p.workspace_id = g.workspace_id AND p.status = 'paid')
      AND EXISTS (SELECT FROM credit_purchases p WHERE p.workspace_id = g.workspace_id)`,
  'what calls took from credits is in the movements': `
    SELECT format('call %s of workspace %s: the ledger says %s from credits, the movements %s', COALESCE(c.id, m.reason), c.workspace_id, COALESCE(c.units, 0), COALESCE(m.units, 0)) AS detail
    FROM (
      SELECT e.id, e.workspace_id, CASE WHEN e.outcome = 'released' THEN 0 ELSE sum((x ->> 'n')::bigint) END AS units
      FROM usage_events e CROSS JOIN LATERAL jsonb_array_elements(e.spent) x WHERE e.spent IS NOT NULL GROUP BY e.id, e.workspace_id, e.outcome
    ) c
    FULL JOIN (SELECT reason, -sum(units) AS units, min(at) AS at FROM credit_entries WHERE kind IN ('spent', 'returned') GROUP BY reason) m ON m.reason = c.id
    WHERE COALESCE(c.units, 0) <> COALESCE(m.units, 0) AND (c.id IS NOT NULL OR m.at >= (SELECT ledger_from FROM usage_rollup_state))`,
  'no credit purchase is stuck': `
    SELECT format('purchase %s of workspace %s: %s since %s', id, workspace_id, status, created_at) AS detail FROM credit_purchases
    WHERE status IN ('opening', 'open') AND created_at < app_now() - interval '2 days'`,
  'what was used beyond a limit is reported': `
    SELECT format('workspace %s, %s from %s: %s units beyond the limit, %s reported', w.id, o.meter, o.period_start, o.units, o.reported) AS detail
    FROM workspaces w CROSS JOIN LATERAL overage_of(w.id) o
    WHERE w.stripe_customer_id IS NOT NULL AND o.units > o.reported AND o.period_end < app_now() - interval '1 hour'
    UNION ALL
    SELECT format('report %s: its name says %s units in all, those up to it are %s', identifier, substring(identifier FROM '[0-9]+$'), running)
    FROM (SELECT identifier, sum(units) OVER (PARTITION BY workspace_id, meter, period_start ORDER BY substring(identifier FROM '[0-9]+$')::bigint) AS running FROM overage_reports) r
    WHERE running::text <> substring(identifier FROM '[0-9]+$')
    UNION ALL
    SELECT format('report %s: not at Stripe since %s, %s', identifier, created_at, last_error) FROM overage_reports WHERE sent_at IS NULL AND created_at < app_now() - interval '1 day'`,
  'no change of a subscription is stuck': `
    SELECT format('intent %s of workspace %s: %s since %s, %s', id, workspace_id, kind, created_at, last_error) AS detail FROM change_intents
    WHERE status = 'started' AND created_at < app_now() - interval '1 hour'`,
  'no mail is stuck': `
    SELECT format('mail %s, %s: %s after %s tries, %s', id, kind, status, attempts, last_error) AS detail FROM emails
    WHERE status = 'failed' OR (status = 'queued' AND attempts > 0 AND created_at < app_now() - interval '1 day')`,
};
