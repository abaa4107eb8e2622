import type { Database } from '@/lib/adapters/db';
import { newId } from '@/lib/domain/ids';

export type LedgerRow = {
  at: Date; operation?: string; apiKeyId?: string | null; memberId?: string | null; provider?: string | null; model?: string | null; outcome?: string; units?: Record<string, number>;
  costMicros?: number | null; inputTokens?: number | null; outputTokens?: number | null; requestId?: string; path?: string;
};

/** Puts rows into the ledger as they would be there, whenever they happened, past the meter and its counters. Answers their ids. */
export const writeLedger = async (database: Database, workspaceId: string, rows: LedgerRow[]): Promise<string[]> => {
  const { planVersionId, periodAnchor } = await database.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const full = rows.map((row) => {
    const id = newId('dec', row.at.getTime());
    return {
      id, occurredAt: row.at, workspaceId, apiKeyId: row.apiKeyId ?? null, memberId: row.memberId ?? null, requestId: row.requestId ?? `req-${id}`, operation: row.operation ?? 'search',
      units: row.units ?? { calls: 1 }, planVersionId, periodStart: periodAnchor, outcome: row.outcome ?? 'succeeded', degraded: false, statusCode: 200, latencyMs: 20, method: 'GET', path: row.path ?? '/v1/search', limits: [],
      provider: row.provider ?? null, model: row.model ?? null, costMicros: row.costMicros ?? null, inputTokens: row.inputTokens ?? null, outputTokens: row.outputTokens ?? null,
      holdExpiresAt: row.outcome === 'held' ? row.at : null,
    };
  });
  await database.db.usageEvent.createMany({ data: full });
  return full.map((row) => row.id);
};

/** The same numbers on every run. */
export const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

const one = <T>(random: () => number, of: readonly T[]): T => {
  const found = of[Math.floor(random() * of.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
};

const models = [['openai', 'gpt-4o', 12], ['openai', 'gpt-4o-mini', 1], ['anthropic', 'claude-sonnet', 15], ['acme', 'unheard-of', null]] as const;

/** Calls of all kinds, at random between two instants: with and without models, keys, members and units, in every outcome. */
export const randomCalls = (random: () => number, count: number, from: Date, to: Date): LedgerRow[] =>
  Array.from({ length: count }, (): LedgerRow => {
    const at = new Date(from.getTime() + Math.floor(random() * (to.getTime() - from.getTime())));
    const common = { at, apiKeyId: one(random, ['key_a', 'key_b', null]), memberId: one(random, ['usr_a', 'usr_b', null]), outcome: one(random, ['succeeded', 'succeeded', 'succeeded', 'released', 'aborted', 'unknown', 'held']) };
    if (random() < 0.4) return { ...common, operation: one(random, ['search', 'other']), units: one<Record<string, number>>(random, [{ calls: 1 }, { calls: 1, credits: 3 }, {}]) };
    const [provider, model, price] = one(random, models);
    const [inputTokens, outputTokens] = [Math.floor(random() * 4_000), Math.floor(random() * 900)];
    return { ...common, operation: 'generate_text', provider, model, inputTokens, outputTokens, costMicros: price === null ? null : inputTokens * price, units: { calls: 1, credits: inputTokens + outputTokens } };
  });
