import { types, type Pool, type PoolClient } from 'pg';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, LimitState, MeterQuestion } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { lately } from '@/lib/domain/lately';
import { resolveDirect } from '@/lib/services/metering/resolve-direct';
import { operationResolver, type ResolvedCall } from '@/lib/domain/operations';

type MeterCtx = { sql: Pool | PoolClient };

/**
 * One call of a batch, resolved, as `meter_consume` takes it. `forced`: it passed while the meter was away and is recorded even beyond
 * a limit. `final`: its units are the real ones, no outcome follows. `holdSeconds`: how long its units wait to be settled.
 */
export type MeteredCall = {
  question: MeterQuestion; resolved: ResolvedCall | null; decisionId: string; forced?: boolean; final?: boolean; holdSeconds?: number; source?: 'gateway' | 'api';
};

type RefusalCode = Extract<Decision, { allowed: false }>['code'];
/** A row as text: the code, the decision's id, workspace, plan, its instant, whether it is a replay, limits, the one that refused, the units needed, what holds while the meter is away, and now. */
type Row = [code: RefusalCode | null, id: string | null, workspace: string | null, plan: string | null, occurredAt: string | null, isReplay: string, limits: string | null, refused: string | null, required: string | null, admits: string, decidedAt: string];
/** Rows are few kinds and many: what they have in common is read once. */
const asText = { getTypeParser: () => (text: string) => text };
/** Meter, window, limit, used, start, end (epoch seconds); `c`: the scope of a limit of one's own; `a`: what grants have left, where they pay. */
export type RawLimit = { m: string; w: string; l: number; u: number; s: number; e: number; c?: string; a?: number };

const resolvers = new WeakMap<Catalog, ReturnType<typeof operationResolver>>();

const resolverOf = (catalog: Catalog) => {
  const known = resolvers.get(catalog) ?? operationResolver(catalog);
  resolvers.set(catalog, known);
  return known;
};

/** Gives each question its operation, weights and the id its decision will have. */
export const resolveCalls = (ctx: { catalog: Catalog; now: Date }, questions: MeterQuestion[]): MeteredCall[] => {
  const resolve = resolverOf(ctx.catalog);
  return questions.map((question): MeteredCall => {
    const { direct } = question;
    const decisionId = newId('dec', ctx.now.getTime());
    if (direct === undefined) return { question, resolved: resolve(question), decisionId };
    return { question, resolved: resolveDirect(ctx.catalog, direct, question), decisionId, source: 'api', final: direct.holdSeconds === undefined, holdSeconds: direct.holdSeconds };
  });
};

/**
 * Decides a batch of calls, in order, in one SQL statement that has committed when this returns: every admitted call is
 * a row of the ledger. Answers one decision per question, in the same order.
 *
 * @throws when the database cannot be reached or does not answer in time; nothing is known then, and asking again with
 *   the same request ids is safe.
 */
export const consume = async (ctx: MeterCtx, calls: MeteredCall[]): Promise<Decision[]> => {
  if (calls.length === 0) {
    await ctx.sql.query('SELECT 1');
    return [];
  }
  const { groups, batch } = batchOf(calls);
  const { rows } = await ctx.sql.query<Row>({ name: 'meter_consume', text: 'SELECT * FROM meter_consume($1::jsonb, $2::jsonb)', values: [`[${groups.join(',')}]`, JSON.stringify(batch)], rowMode: 'array', types: asText });
  return rows.map((row, i) => toDecision(row, calls[i] as MeteredCall));
};

type Group = { k: string; o: string | null; w: Record<string, number>; z?: Record<string, number>; f: string | null };

/** Calls of one key and kind share a group, so that the statement looks each up once. */
const batchOf = (calls: MeteredCall[]) => {
  const groups: string[] = [];
  const known = new Map<string, number>();
  const firsts = new Map<string, number>();
  const batch = calls.map(({ question, resolved, decisionId, forced, final, holdSeconds, source }, i) => {
    const group = JSON.stringify(groupOf(question.keyHash, resolved));
    const g = known.get(group) ?? groups.push(group);
    known.set(group, g);
    const first = firsts.get(question.requestId);
    if (first === undefined) firsts.set(question.requestId, i + 1);
    return {
      g, r: question.requestId, c: question.isClientRequestId, t: first, d: decisionId, m: question.method, p: question.path,
      x: forced === true ? true : undefined, e: final === true ? true : undefined, h: holdSeconds, s: source,
    };
  });
  return { groups, batch };
};

/** A meter that is measured afterwards takes what is held for it, and needs something left even where nothing is. */
const groupOf = (keyHash: string, resolved: ResolvedCall | null): Group => {
  if (resolved === null) return { k: keyHash, o: null, w: {}, f: null };
  const { operation, weights, hold, measured, feature } = resolved;
  const group: Group = { k: keyHash, o: operation, w: weightsOf(resolved), f: feature };
  if (measured.length > 0) group.z = Object.fromEntries(measured.map((meter) => [meter, Math.max(1, hold[meter] ?? weights[meter] ?? 0)]));
  return group;
};

/** Its units by meter, with what is held for those that are measured afterwards. */
export const weightsOf = ({ weights, hold, measured }: ResolvedCall): Record<string, number> =>
  measured.length === 0 ? weights : ({ ...weights, ...Object.fromEntries(measured.map((meter) => [meter, hold[meter] ?? weights[meter] ?? 0])) });

const toDecision = (row: Row, call: MeteredCall): Decision => {
  const [code, id, workspaceId, plan, occurredAt, isReplay, rawLimits, rawRefused, rawRequired, admits, decidedAt] = row;
  const now = instantOf(decidedAt);
  const limits = rawLimits === null ? [] : (JSON.parse(rawLimits) as RawLimit[]).map((raw) => toLimitState(raw, now));
  if (code === null) {
    return {
      allowed: true, decisionId: id ?? call.decisionId, workspaceId: workspaceId ?? '', plan: plan ?? '', occurredAt: (occurredAt === null ? now : instantOf(occurredAt)).iso,
      operation: call.resolved?.operation ?? '', units: call.resolved ? weightsOf(call.resolved) : {}, limits, isReplay: isReplay === 't', degraded: call.forced === true,
      admitsUnavailable: admits === 't',
    };
  }
  const refusedBy = rawRefused === null ? null : toLimitState(JSON.parse(rawRefused) as RawLimit, now);
  const required = rawRequired === null ? null : Number(rawRequired);
  return {
    allowed: false, code, decisionId: id, workspaceId, operation: call.resolved?.operation ?? null, limits: refusedBy ? [refusedBy] : limits, refusedBy,
    required, plan, feature: code === 'feature_not_included' ? (call.resolved?.feature ?? null) : null, retryAfterSeconds: waitFor(refusedBy, required),
  };
};

/** Waiting helps only where a fresh window would have room for the call. */
const waitFor = (refusedBy: LimitState | null, required: number | null): number | null =>
  refusedBy === null || required === null || required > refusedBy.limit ? null : Math.max(1, refusedBy.resetsInSeconds);

type Instant = { iso: string; seconds: number };

const toLimitState = (raw: RawLimit, now: Instant): LimitState => ({
  meter: raw.m, window: raw.w, limit: raw.l, used: raw.u, remaining: raw.a ?? Math.max(0, raw.l - raw.u), ...(raw.c !== undefined && { scope: raw.c }),
  resetsAt: isoOf(raw.e), resetsInSeconds: Math.max(0, Math.ceil(raw.e - now.seconds)), windowSeconds: Math.round(raw.e - raw.s),
});

const parseTimestamp = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => Date;

const instantOf = lately((text: string): Instant => {
  const at = parseTimestamp(text);
  return { iso: at.toISOString(), seconds: at.getTime() / 1_000 };
});

const isoOf = lately((seconds: number): string => new Date(seconds * 1_000).toISOString());
