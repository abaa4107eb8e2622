import type { Pool } from 'pg';
import { consume, weightsOf, type MeteredCall } from './consume';

/** A call that passed while the meter was away, and when by the application's clock. */
export type PassedCall = MeteredCall & { at: Date };
/** The row of the ledger that a call has; null where there can be none. */
export type RecordedCall = { decisionId: string; occurredAt: string } | null;
type Late = { n: number; workspace_id: string; key_id: string; member_id: string | null };

/**
 * Records calls that passed while the meter was away, even beyond a limit, each in the windows of the instant at which it passed. Safe
 * to repeat: a request id counts once.
 */
export const recordPassed = async (ctx: { sql: Pool }, calls: PassedCall[]): Promise<RecordedCall[]> => {
  const late = new Map((await inClosedWindows(ctx, calls)).map((one) => [one.n - 1, one]));
  const recorded = new Map<PassedCall, RecordedCall>();
  const current = calls.filter((_, i) => !late.has(i));
  const decisions = current.length > 0 || calls.length === 0 ? await consume(ctx, current) : [];
  decisions.forEach((decision, i) => decision.allowed && recorded.set(current[i] as PassedCall, { decisionId: decision.decisionId, occurredAt: decision.occurredAt }));
  for (const keyId of new Set([...late.values()].map((one) => one.key_id))) {
    const [key, ...others] = [...late.values()].filter((one) => one.key_id === keyId);
    if (key) await recordLate(ctx, key, [key, ...others].map(({ n }) => calls[n - 1] as PassedCall), recorded);
  }
  return calls.map((call) => recorded.get(call) ?? null);
};

/** Those whose day or billing period is over by now. A minute that is over limits nothing. */
const inClosedWindows = async ({ sql }: { sql: Pool }, calls: PassedCall[]): Promise<Late[]> =>
  (await sql.query<Late>({
    name: 'passed_in_closed_windows',
    text: `SELECT q.n::int AS n, k.workspace_id, k.id AS key_id, k.created_by_id AS member_id
           FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY q(hash, at, n) JOIN api_keys k ON k.hash = q.hash JOIN workspaces w ON w.id = k.workspace_id
           WHERE date_trunc('day', q.at, 'UTC') < date_trunc('day', app_now(), 'UTC') OR (window_at('billing_period', q.at, w.period_anchor)).ends <= app_now() ORDER BY q.n`,
    values: [calls.map(({ question }) => question.keyHash), calls.map(({ at }) => at.toISOString())],
  })).rows;

const recordLate = async ({ sql }: { sql: Pool }, key: Late, calls: PassedCall[], recorded: Map<PassedCall, RecordedCall>): Promise<void> => {
  const events = calls.map(({ decisionId, question, resolved, at, source, final }) => ({
    d: decisionId, r: question.requestId, a: at.toISOString(), o: resolved?.operation ?? '', u: resolved ? weightsOf(resolved) : {}, q: { m: question.method, p: question.path, s: source ?? 'gateway', e: final === true },
  }));
  const { rows } = await sql.query<{ result: string; id: string; at: Date | null }>({
    name: 'record_late',
    text: `SELECT i.result, i.decision_id AS id, e.occurred_at AS at FROM meter_ingest($1, $2, $3, $4::jsonb) WITH ORDINALITY i(result, decision_id, n)
           LEFT JOIN usage_events e ON e.workspace_id = $1 AND e.id = i.decision_id ORDER BY i.n`,
    values: [key.workspace_id, key.key_id, key.member_id, JSON.stringify(events)],
  });
  rows.forEach(({ result, id, at }, i) => result !== 'conflict' && recorded.set(calls[i] as PassedCall, { decisionId: id, occurredAt: (at ?? (calls[i] as PassedCall).at).toISOString() }));
};
