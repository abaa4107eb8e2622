import type { Pool } from 'pg';
import type { Outcome } from '@/lib/domain/views/usage-view';
import { withCosts } from '@/lib/services/model-prices/with-costs';

/**
 * What a call turned out to take. `units` are the actual ones of the meters that it names, in place of what was held or weighed
 * for them. A cost that is not given follows from provider, model and tokens, and is counted by `costMeter`.
 */
export type Measured = {
  units?: Record<string, number>;
  provider?: string;
  model?: string;
  inputTokens?: number;
  outputTokens?: number;
  costMicros?: number | null;
  costMeter?: string;
};

/** What became of an admitted call. `released` gives its units back; every outcome is written once and is final. */
export type Settlement = { decisionId: string; occurredAt: string; outcome: Exclude<Outcome, 'unknown' | 'held'>; statusCode: number | null; latencyMs: number; measured?: Measured };

/** Settles a batch of calls in one statement. Answers how many were not settled before. Safe to repeat. */
export const settle = async (ctx: { sql: Pool }, settlements: Settlement[]): Promise<number> => {
  const priced = await withCosts(ctx, settlements);
  const batch = priced.map((one) => ({ d: one.decisionId, a: one.occurredAt, o: one.outcome, s: one.statusCode, l: Math.round(one.latencyMs), v: one.measured && measuredFields(one.measured) }));
  const { rows } = await ctx.sql.query<{ settled: number }>({ name: 'meter_settle', text: 'SELECT meter_settle($1::jsonb) AS settled', values: [JSON.stringify(batch)] });
  return rows[0]?.settled ?? 0;
};

/** As `meter_settle` and `meter_ingest` read it. */
export const measuredFields = ({ units, provider, model, inputTokens, outputTokens, costMicros }: Measured) => ({ u: units, p: provider, m: model, i: inputTokens, o: outputTokens, c: costMicros });
