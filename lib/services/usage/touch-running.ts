import type { Pool } from 'pg';

/** Says of calls that still run that they do, so that nobody makes them a second time. */
export const touchRunning = async (ctx: { sql: Pool }, calls: { decisionId: string; occurredAt: string }[]): Promise<void> =>
  void (await ctx.sql.query({
    name: 'touch_running',
    text: `UPDATE usage_events e SET running_at = app_now() FROM unnest($1::text[], $2::timestamptz[]) x(id, at) WHERE e.id = x.id AND e.occurred_at = x.at AND e.outcome = 'unknown'`,
    values: [calls.map(({ decisionId }) => decisionId), calls.map(({ occurredAt }) => occurredAt)],
  }));
