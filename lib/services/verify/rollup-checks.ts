/** A sum of the ledger by the columns of one of the rollups, by hours that are kept and by days. */
const ledgerBy = (columns: string[]): string => `
  SELECT e.workspace_id, x.span, date_trunc(x.span, e.occurred_at, 'UTC') AS at, ${columns.map((column) => `COALESCE(e.${column}, '') AS ${column}`).join(', ')}, m.meter,
         count(*) AS calls, sum(m.units) AS units, sum(COALESCE(e.cost_micros, 0)) AS cost, sum(COALESCE(e.input_tokens, 0)) AS input, sum(COALESCE(e.output_tokens, 0)) AS output,
         count(*) FILTER (WHERE e.provider IS NOT NULL AND e.cost_micros IS NULL) AS unpriced
  FROM usage_events e CROSS JOIN usage_rollup_state s CROSS JOIN (VALUES ('hour'), ('day')) x(span)
  CROSS JOIN LATERAL (SELECT '' AS meter, 0::bigint AS units UNION ALL SELECT key, value::bigint FROM jsonb_each_text(e.units)) m
  WHERE e.occurred_at < s.rolled_until AND (x.span = 'day' OR e.occurred_at >= s.hours_from)
  GROUP BY e.workspace_id, 2, 3, ${columns.map((_, i) => i + 4).join(', ')}, m.meter`;

const rolledBy = (table: string, columns: string[]): string => `
  SELECT r.workspace_id, r.span, r.at, ${columns.map((column) => `r.${column}`).join(', ')}, m.meter,
         r.calls, m.units, r.cost_micros AS cost, r.input_tokens AS input, r.output_tokens AS output, r.unpriced
  FROM ${table} r CROSS JOIN usage_rollup_state s CROSS JOIN LATERAL (SELECT '' AS meter, 0::bigint AS units UNION ALL SELECT key, value::numeric FROM jsonb_each_text(r.units)) m
  WHERE r.at >= s.ledger_from`;

/** Every sum of a rollup against the ledger. Calls, costs and tokens are compared once, beside the meter ''. Hours that wait to be read again are left out. */
const differences = (table: string, columns: string[]): string => `
  SELECT format('workspace %s, %s of %s, %s, meter %s: rolled up %s calls, %s units and %s micro-dollars, ledger %s, %s and %s', workspace_id, span, at, concat_ws(' ', ${columns.join(', ')}), meter,
                r.calls, r.units, r.cost, l.calls, l.units, l.cost) AS detail
  FROM (${ledgerBy(columns)}) l FULL JOIN (${rolledBy(table, columns)}) r USING (workspace_id, span, at, ${columns.join(', ')}, meter)
  WHERE (l.units IS DISTINCT FROM r.units OR (meter = '' AND (l.calls IS DISTINCT FROM r.calls OR l.cost IS DISTINCT FROM r.cost OR l.input IS DISTINCT FROM r.input OR l.output IS DISTINCT FROM r.output OR l.unpriced IS DISTINCT FROM r.unpriced)))
    AND NOT EXISTS (SELECT FROM usage_rollup_stale t WHERE t.workspace_id = COALESCE(l.workspace_id, r.workspace_id) AND date_trunc(COALESCE(l.span, r.span), t.hour, 'UTC') = COALESCE(l.at, r.at))`;

/** A month's sums, as they were put down when it left the ledger, against the days that the pages read. */
const keptOf = (table: string): string => `
  SELECT format('workspace %s, %s, in ${table}: kept %s charged calls, %s and %s micro-dollars, when it left the ledger %s, %s and %s', COALESCE(d.workspace_id, r.workspace_id), COALESCE(d.month, r.month),
                r.charged, r.units, r.cost, d.charged, d.units, d.cost_micros) AS detail
  FROM usage_detached_months d
  FULL JOIN (
    SELECT c.month, c.workspace_id, c.calls, c.charged, c.unpriced, c.cost, c.input, c.output, COALESCE(m.units, '{}') AS units FROM (
      SELECT (date_trunc('month', r.at, 'UTC') AT TIME ZONE 'UTC')::date AS month, r.workspace_id, sum(r.calls) AS calls, sum(r.calls) FILTER (WHERE r.outcome <> 'released') AS charged, sum(r.unpriced) AS unpriced,
             sum(r.cost_micros) AS cost, sum(r.input_tokens) AS input, sum(r.output_tokens) AS output
      FROM ${table} r WHERE r.span = 'day' AND r.at < (SELECT ledger_from FROM usage_rollup_state) GROUP BY 1, 2
    ) c LEFT JOIN (
      SELECT x.month, x.workspace_id, jsonb_object_agg(x.key, x.units) AS units FROM (
        SELECT (date_trunc('month', r.at, 'UTC') AT TIME ZONE 'UTC')::date AS month, r.workspace_id, u.key, sum(u.value::numeric) AS units
        FROM ${table} r CROSS JOIN LATERAL jsonb_each_text(r.units) u WHERE r.span = 'day' AND r.outcome <> 'released' AND r.at < (SELECT ledger_from FROM usage_rollup_state) GROUP BY 1, 2, 3
      ) x GROUP BY 1, 2
    ) m USING (month, workspace_id)
  ) r ON r.workspace_id = d.workspace_id AND r.month = d.month
  WHERE (r.calls, r.charged, r.unpriced, r.cost, r.input, r.output, r.units) IS DISTINCT FROM (d.calls, d.charged, d.unpriced, d.cost_micros, d.input_tokens, d.output_tokens, d.units)`;

export const rollupChecks: Record<string, string> = {
  'the rollups equal the ledger': `
    ${differences('usage_rollups', ['operation', 'api_key_id', 'member_id', 'outcome'])}
    UNION ALL
    ${differences('usage_model_rollups', ['provider', 'model', 'outcome'])}`,
  'the sums of months that left the ledger are what they were': `
    ${keptOf('usage_rollups')}
    UNION ALL
    ${keptOf('usage_model_rollups')}`,
};
