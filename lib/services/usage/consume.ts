import type { Pool } from 'pg';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, LimitState, MeterQuestion } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { operationResolver, type ResolvedCall } from '@/lib/domain/operations';

type MeterCtx = { sql: Pool; catalog: Catalog };

/** One call of a batch, resolved, as `meter_consume` takes it. */
export type MeteredCall = { question: MeterQuestion; resolved: ResolvedCall | null; decisionId: string; forced?: boolean };

type Row = {
  code: Extract<Decision, { allowed: false }>['code'] | null;
  decision_id: string | null;
  workspace_id: string | null;
  occurred_at: Date | null;
  is_replay: boolean;
  limits: RawLimit[] | null;
  refused: RawLimit | null;
  required: string | null;
  plan: string | null;
  feature: string | null;
  admits_unavailable: boolean;
  decided_at: Date;
};
/** `p`: what credit packs hold besides, where the plan may spend them. */
export type RawLimit = { m: string; w: string; l: number; u: number; s: number; e: number; p?: number };

const resolvers = new WeakMap<Catalog, ReturnType<typeof operationResolver>>();

const resolverOf = (catalog: Catalog) => {
  const known = resolvers.get(catalog) ?? operationResolver(catalog);
  resolvers.set(catalog, known);
  return known;
};

/** Gives each question its operation, weights and the id its decision will have. */
export const resolveCalls = (ctx: Pick<MeterCtx, 'catalog'> & { now: Date }, questions: MeterQuestion[]): MeteredCall[] => {
  const resolve = resolverOf(ctx.catalog);
  return questions.map((question) => ({ question, resolved: resolve(question), decisionId: newId('dec', ctx.now.getTime()) }));
};

/**
 * Decides a batch of calls, in order, in one SQL statement that has committed when this returns: every admitted call is
 * a row of the ledger. Answers one decision per question, in the same order.
 *
 * @throws when the database cannot be reached or does not answer in time; nothing is known then, and asking again with
 *   the same request ids is safe.
 */
export const consume = async (ctx: MeterCtx, calls: MeteredCall[]): Promise<Decision[]> => {
  const batch = calls.map(({ question, resolved, decisionId, forced }) => ({
    k: question.keyHash, r: question.requestId, c: question.isClientRequestId, d: decisionId, m: question.method, p: question.path,
    o: resolved?.operation ?? null, w: resolved?.weights ?? {}, f: resolved?.feature ?? null, x: forced === true ? true : undefined,
  }));
  const { rows } = await ctx.sql.query<Row>({ name: 'meter_consume', text: 'SELECT * FROM meter_consume($1::jsonb)', values: [JSON.stringify(batch)] });
  return rows.map((row, i) => toDecision(row, calls[i] as MeteredCall));
};

const toDecision = (row: Row, call: MeteredCall): Decision => {
  const now = row.decided_at;
  const limits = (row.limits ?? []).map((raw) => toLimitState(raw, now));
  if (row.code === null) {
    return {
      allowed: true, decisionId: row.decision_id ?? call.decisionId, workspaceId: row.workspace_id ?? '', occurredAt: (row.occurred_at ?? now).toISOString(),
      operation: call.resolved?.operation ?? '', units: call.resolved?.weights ?? {}, limits, isReplay: row.is_replay, degraded: call.forced === true,
      admitsUnavailable: row.admits_unavailable,
    };
  }
  const refusedBy = row.refused === null ? null : toLimitState(row.refused, now);
  const required = row.required === null ? null : Number(row.required);
  return {
    allowed: false, code: row.code, decisionId: row.decision_id, operation: call.resolved?.operation ?? null, limits: refusedBy ? [refusedBy] : limits, refusedBy,
    required, plan: row.plan, feature: row.code === 'feature_not_included' ? row.feature : null, retryAfterSeconds: waitFor(refusedBy, required),
  };
};

/** Waiting helps only where a fresh window would have room for the call. */
const waitFor = (refusedBy: LimitState | null, required: number | null): number | null =>
  refusedBy === null || required === null || required > refusedBy.limit ? null : Math.max(1, refusedBy.resetsInSeconds);

const toLimitState = (raw: RawLimit, now: Date): LimitState => ({
  meter: raw.m, window: raw.w, limit: raw.l, used: raw.u, remaining: Math.max(0, raw.l - raw.u) + (raw.p ?? 0),
  resetsAt: new Date(raw.e * 1000).toISOString(), resetsInSeconds: Math.max(0, Math.ceil(raw.e - now.getTime() / 1000)), windowSeconds: Math.round(raw.e - raw.s),
});
