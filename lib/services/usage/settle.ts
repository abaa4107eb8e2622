import type { Pool } from 'pg';
import type { Outcome } from '@/lib/domain/views/usage-view';

/** What became of an admitted call. `released` gives its units back; every outcome is written once and is final. */
export type Settlement = { decisionId: string; occurredAt: string; outcome: Exclude<Outcome, 'unknown'>; statusCode: number | null; latencyMs: number };

/** Settles a batch of calls in one statement. Answers how many were not settled before. Safe to repeat. */
export const settle = async (ctx: { sql: Pool }, settlements: Settlement[]): Promise<number> => {
  const batch = settlements.map((one) => ({ d: one.decisionId, a: one.occurredAt, o: one.outcome, s: one.statusCode, l: Math.round(one.latencyMs) }));
  const { rows } = await ctx.sql.query<{ settled: number }>({ name: 'meter_settle', text: 'SELECT meter_settle($1::jsonb) AS settled', values: [JSON.stringify(batch)] });
  return rows[0]?.settled ?? 0;
};
