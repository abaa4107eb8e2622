import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { moneyChecks } from './money-checks';
import { rollupChecks } from './rollup-checks';

export const verifyBooksInput = z.strictObject({});

export type Finding = { check: string; detail: string };
export type Verified = { checks: string[]; findings: Finding[] };

/** Each check is a query that answers one row per difference, as text. */
const usageChecks: Record<string, string> = {
  'every counter equals the ledger': `
    WITH sums AS MATERIALIZED (
      SELECT e.workspace_id, m.key AS meter, n.window AS win, CASE WHEN n.window = 'billing_period' THEN e.period_start ELSE b.starts END AS starts,
             sum(m.value::bigint - CASE WHEN n.window = 'billing_period' AND e.spent IS NOT NULL THEN units_from_packs(e.spent, m.key) ELSE 0 END) AS units
      FROM usage_events e CROSS JOIN LATERAL jsonb_each_text(e.units) m
      JOIN entitlements n ON n.plan_version_id = e.plan_version_id AND n.meter = m.key
      CROSS JOIN LATERAL window_at(n.window, e.occurred_at, e.period_start) b
      WHERE e.outcome <> 'released' GROUP BY 1, 2, 3, 4
    )
    SELECT format('workspace %s, %s per %s from %s: counter %s, ledger %s', c.workspace_id, c.meter, c.window, c.window_start, c.used, COALESCE(s.units, 0)) AS detail
    FROM usage_counters c LEFT JOIN sums s ON s.workspace_id = c.workspace_id AND s.meter = c.meter AND s.win = c.window AND s.starts = c.window_start
    WHERE c.used <> COALESCE(s.units, 0) AND c.window_start >= (SELECT ledger_from FROM usage_rollup_state)
    UNION ALL
    SELECT format('workspace %s, %s per %s from %s: no counter, ledger %s', s.workspace_id, s.meter, s.win, s.starts, s.units)
    FROM sums s JOIN workspaces w ON w.id = s.workspace_id CROSS JOIN LATERAL window_at(s.win, app_now(), w.period_anchor) b
    WHERE s.units > 0 AND s.starts = b.starts AND s.win <> 'minute'
      AND NOT EXISTS (SELECT FROM usage_counters c WHERE c.workspace_id = s.workspace_id AND c.meter = s.meter AND c.window = s.win AND c.window_start = s.starts)`,
  'every request id was charged once': `
    SELECT format('workspace %s, request %s: charged %s times', workspace_id, request_id, count(*)) AS detail
    FROM usage_events WHERE outcome <> 'released' GROUP BY workspace_id, request_id HAVING count(*) > 1`,
  'no workspace has two live subscriptions': `
    SELECT format('workspace %s has %s', workspace_id, count(*)) AS detail FROM subscriptions
    WHERE status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete') GROUP BY workspace_id HAVING count(*) > 1`,
  'every workspace has an owner': `
    SELECT format('workspace %s', w.id) AS detail FROM workspaces w WHERE NOT EXISTS (SELECT FROM members m WHERE m.workspace_id = w.id AND m.role = 'owner')`,
  'no event from Stripe is stuck': `
    SELECT format('%s %s: %s after %s tries, %s', id, type, status, attempts, last_error) AS detail FROM inbound_events
    WHERE status = 'quarantined' OR (status = 'received' AND received_at < app_now() - interval '15 minutes')`,
};

const checks: Record<string, string> = { ...usageChecks, ...rollupChecks, ...moneyChecks };

/** Proves the books from immutable entries, in one snapshot. No findings means that they are right. */
export const verifyBooks = async (ctx: Pick<Ctx, 'sql'>, _input: z.infer<typeof verifyBooksInput>): Promise<Verified> => {
  const client = await ctx.sql.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const findings: Finding[] = [];
    for (const [check, text] of Object.entries(checks)) {
      const { rows } = await client.query<{ detail: string }>(text);
      findings.push(...rows.map(({ detail }) => ({ check, detail })));
    }
    await client.query('COMMIT');
    return { checks: Object.keys(checks), findings };
  } finally {
    client.release();
  }
};
