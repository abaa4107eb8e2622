import type { Pool } from 'pg';
import type { Outcome } from '@/lib/domain/views/usage-view';

/** Seconds after which a call without an outcome, of which nobody says that it runs, is taken for one whose server died. */
export const rerunAfterSeconds = 30;

/**
 * Whether a repeated call may be made once more without a new charge: only when the first one has no outcome, was last known
 * to run longer than `rerunAfterSeconds` ago, and nobody claimed this before. Answers its outcome otherwise.
 */
export const claimRerun = async (ctx: { sql: Pool }, call: { decisionId: string; occurredAt: string }): Promise<{ claimed: boolean; outcome: Outcome | null }> => {
  const { rowCount } = await ctx.sql.query(
    `UPDATE usage_events SET rerun_at = app_now()
     WHERE id = $1 AND occurred_at = $2 AND outcome = 'unknown' AND rerun_at IS NULL AND COALESCE(running_at, occurred_at) < app_now() - $3 * interval '1 second'`,
    [call.decisionId, call.occurredAt, rerunAfterSeconds],
  );
  if (rowCount) return { claimed: true, outcome: 'unknown' };
  const { rows } = await ctx.sql.query<{ outcome: Outcome }>('SELECT outcome FROM usage_events WHERE id = $1 AND occurred_at = $2', [call.decisionId, call.occurredAt]);
  return { claimed: false, outcome: rows[0]?.outcome ?? null };
};
