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
    WITH used AS MATERIALIZED (
      SELECT e.workspace_id, e.api_key_id, e.member_id, e.plan_version_id, e.occurred_at, e.period_start, m.key AS meter, m.value::bigint AS units, units_from_packs(COALESCE(e.spent, '[]'), m.key) AS other
      FROM usage_events e CROSS JOIN LATERAL jsonb_each_text(e.units) m WHERE e.outcome <> 'released'
    ), sums AS MATERIALIZED (
      SELECT e.workspace_id, '' AS scope, e.meter, n.window AS win, CASE WHEN n.window = 'billing_period' THEN e.period_start ELSE b.starts END AS starts,
             sum(e.units - CASE WHEN n.window = 'billing_period' THEN e.other ELSE 0 END) AS units
      FROM used e JOIN entitlements n ON n.plan_version_id = e.plan_version_id AND n.meter = e.meter
      CROSS JOIN LATERAL window_at(n.window, e.occurred_at, e.period_start) b GROUP BY 1, 2, 3, 4, 5
      UNION ALL
      SELECT c.workspace_id, c.scope, c.meter, c.window, c.window_start, sum(e.units)
      FROM usage_counters c JOIN used e ON e.workspace_id = c.workspace_id AND e.meter = c.meter AND e.occurred_at >= c.window_start AND e.occurred_at < c.window_end
        AND (c.window <> 'billing_period' OR e.period_start = c.window_start) AND c.scope IN ('own', 'key:' || COALESCE(e.api_key_id, ''), 'member:' || COALESCE(e.member_id, '')) GROUP BY 1, 2, 3, 4, 5
    )
    SELECT format('workspace %s, %s%s per %s from %s: counter %s, ledger %s', c.workspace_id, c.meter, rtrim(' ' || c.scope), c.window, c.window_start, c.used, COALESCE(s.units, 0)) AS detail
    FROM usage_counters c LEFT JOIN sums s ON s.workspace_id = c.workspace_id AND s.scope = c.scope AND s.meter = c.meter AND s.win = c.window AND s.starts = c.window_start
    WHERE c.used <> COALESCE(s.units, 0) AND c.window_start >= (SELECT ledger_from FROM usage_rollup_state)
    UNION ALL
    SELECT format('workspace %s, %s per %s from %s: no counter, ledger %s', s.workspace_id, s.meter, s.win, s.starts, s.units)
    FROM sums s JOIN workspaces w ON w.id = s.workspace_id CROSS JOIN LATERAL window_at(s.win, app_now(), w.period_anchor) b
    WHERE s.scope = '' AND s.units > 0 AND s.starts = b.starts AND s.win <> 'minute'
      AND NOT EXISTS (SELECT FROM usage_counters c WHERE c.workspace_id = s.workspace_id AND c.scope = '' AND c.meter = s.meter AND c.window = s.win AND c.window_start = s.starts)`,
  'a plan’s grant holds what its limit has left': `
    SELECT format('workspace %s, %s: the grant of the plan holds %s, limit %s, counter %s', w.id, g.meter, g.remaining, g.plan_limit, COALESCE(u.used, 0)) AS detail
    FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b
    JOIN credit_grants g ON g.workspace_id = w.id AND g.source = 'plan' AND g.starts_at = b.starts AND g.plan_version_id = w.plan_version_id
    JOIN entitlements e ON e.plan_version_id = w.plan_version_id AND e.meter = g.meter AND e.window = 'billing_period' AND limit_in_force(w.id, e.meter, e.window, e.limit, app_now()) = g.plan_limit
    LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.scope = '' AND u.meter = g.meter AND u.window = 'billing_period' AND u.window_start = b.starts
    WHERE g.remaining <> GREATEST(0, g.plan_limit - COALESCE(u.used, 0))`,
  'no hold outlives its end': `
    SELECT format('call %s of workspace %s: held since %s until %s', id, workspace_id, occurred_at, hold_expires_at) AS detail FROM usage_events
    WHERE outcome = 'held' AND hold_expires_at < app_now() - interval '10 minutes'`,
  'no alert was raised twice': `
    SELECT format('workspace %s, %s: %s%% of %s per %s from %s, %s times', workspace_id, meter, threshold, "limit", "window", window_start, count(*)) AS detail
    FROM alerts GROUP BY workspace_id, scope, meter, "window", window_start, threshold, "limit" HAVING count(*) > 1`,
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
