import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { SharedBursts } from '@/lib/adapters/redis';
import type { Log } from '@/lib/context';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, LimitState, MeterQuestion } from '@/lib/domain/decision';
import { derivedId } from '@/lib/domain/ids';
import { burstKinds, windowSeconds, type BurstKind, type BurstState } from '@/lib/domain/rate-limit/burst';
import { resolveCalls, type MeteredCall } from '@/lib/services/usage/consume';
import { plansOfKeys, type KeyPlan } from '@/lib/services/usage/plans-of-keys';
import { recordRefusals, type RefusedBurst } from '@/lib/services/usage/record-refusals';
import { makeBurstLimiter } from './burst-limiter';
import { gathered } from './gathered';
import { makeKnownPlans, type KnownPlan, type Plans } from './known-plans';
import { makeLateRefusals } from './late-refusals';

/** What the burst limits say of one call. `plan` is null where nothing is known of its key, `state` where its plan has no limit for it. */
type Verdict = { call: MeteredCall; kind: BurstKind; plan: KeyPlan | null; limit: number | undefined; isRefused: boolean; state: BurstState | null };

/** `isAway` says that the database is known not to answer: what is known of keys then holds. `readWithinMs` is the longest wait for the database, `deadlineMs` for Redis. */
type Parts = { sql: Pool; catalog: Catalog; shared: SharedBursts | null; isAway: () => boolean; log: Log; readWithinMs: number; deadlineMs?: number };
const maxBatch = 500;

type Decide = (question: MeterQuestion) => Promise<Decision>;
export type RateLimits = ReturnType<typeof makeRateLimits>;

/**
 * The burst limits per minute, in front of the quotas. A call that they refuse uses no unit and makes no row of the ledger;
 * it is counted among the refusals behind its answer. A call that a quota refuses afterwards stays counted here.
 */
export const makeRateLimits = ({ sql, catalog, shared, isAway, log, readWithinMs, deadlineMs }: Parts) => {
  const limiter = makeBurstLimiter({ shared, log, ...(deadlineMs !== undefined && { deadlineMs }) });
  const plans = makeKnownPlans({ read: (keyHashes) => plansOfKeys({ sql }, keyHashes), isAway, withinMs: readWithinMs });
  const refusals = makeLateRefusals({ record: (refused) => recordRefusals({ sql }, refused), log });
  const totals = { refused: 0 };

  const judge = async (calls: MeteredCall[], known: Plans): Promise<Verdict[]> => {
    const latest = latestByWorkspace(known);
    const verdicts = calls.map((call): Verdict => {
      const kind: BurstKind = catalog.operations[call.resolved?.operation ?? '']?.kind === 'message' ? 'messages' : 'requests';
      const own = known.get(call.question.keyHash);
      const plan = own ? { ...own, ...latest.get(own.workspaceId), keyId: own.keyId } : null;
      return { call, kind, plan, limit: plan?.limits[kind], isRefused: false, state: null };
    });
    const groups = limitedWorkspaces(verdicts);
    const answers = groups.length === 0 ? [] : await limiter.take(groups.map(({ plan, of }) => ({ workspaceId: plan.workspaceId, limits: plan.limits, calls: of.map(({ kind }) => kind) })));
    groups.forEach(({ of }, n) => of.forEach((verdict, k) => Object.assign(verdict, { isRefused: answers[n]?.refused[k] === true, state: answers[n]?.states[verdict.kind] ?? null })));
    return verdicts;
  };

  /** Nobody is refused by a plan that he no longer has: what is known of refused keys is read again, and what differs is judged again. */
  const appeal = async (verdicts: Verdict[]): Promise<Verdict[]> => {
    const hashes = new Set(verdicts.flatMap(({ isRefused, call }) => (isRefused ? [call.question.keyHash] : [])));
    const now = hashes.size === 0 ? null : await plans.reread([...hashes]);
    if (now === null) return verdicts;
    const differs = ({ isRefused, call, plan }: Verdict) => isRefused && now.get(call.question.keyHash)?.planVersionId !== plan?.planVersionId;
    const again = (await judge(verdicts.filter(differs).map(({ call }) => call), now)).values();
    return verdicts.map((verdict) => (differs(verdict) ? (again.next().value as Verdict) : verdict));
  };

  const refuse = (verdict: Verdict & { plan: KeyPlan }, refusedBy: LimitState): Decision => {
    totals.refused += 1;
    const { call: { resolved }, plan } = verdict;
    // As everywhere, a call that the catalogue does not know has no decision.
    const group = resolved && refusalOf({ ...verdict, operation: resolved.operation }, refusedBy, plans.now());
    if (group) refusals.add(group);
    return {
      allowed: false, code: 'rate_limited', decisionId: group?.id ?? null, workspaceId: plan.workspaceId, operation: resolved?.operation ?? null, limits: [refusedBy], refusedBy, required: 1, plan: plan.plan, feature: null,
      retryAfterSeconds: Math.max(1, refusedBy.resetsInSeconds),
    };
  };

  const judgeAll = async (questions: MeterQuestion[]): Promise<Verdict[]> => {
    const calls = resolveCalls({ catalog, now: plans.now() }, questions);
    return appeal(await judge(calls, await plans.of(questions.map(({ keyHash }) => keyHash))));
  };
  /** Nobody waits until the key of another is read. */
  const gatheredJudge = { known: gathered(judgeAll, maxBatch), unread: gathered(judgeAll, maxBatch) };

  /** The answer to a call that its burst limit refuses, and to every other what `decide` says, with the state of that limit. */
  const limit = async (question: MeterQuestion, decide: Decide): Promise<Decision> => {
    const known = plans.peek(question.keyHash);
    if (known && burstKinds.every((kind) => known.limits[kind] === undefined)) return plans.learn(question.keyHash, await decide(question));
    const verdict = await gatheredJudge[known ? 'known' : 'unread'](question);
    const state = limitStateOf(verdict, plans.now());
    if (verdict.isRefused && verdict.plan && state) return refuse({ ...verdict, plan: verdict.plan }, state);
    const decision = plans.learn(question.keyHash, await decide(question));
    return state ? { ...decision, limits: [...decision.limits, state] } : decision;
  };

  const stop = async (): Promise<void> => {
    limiter.stop();
    await refusals.drain();
  };

  /** `workspaceOf` tells whose a key is, as far as that was read. `redis` is the health check's word; `totals` count since the start: calls with a burst limit, those refused by it, those decided without Redis though it is set, and its outages. */
  return { limit, stop, now: plans.now, workspaceOf: plans.workspaceOf, readWorkspaceOf: plans.readWorkspaceOf, redis: limiter.state, totals: () => ({ ...limiter.totals, ...totals }) };
};

/** A refused call as the group it is counted in: those of a minute have one id, which every process derives alike. */
const refusalOf = ({ plan, kind, operation }: { plan: KeyPlan; kind: BurstKind; operation: string }, { limit, used, resetsAt }: LimitState, at: Date): RefusedBurst => {
  const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
  const digest = createHash('sha256').update([plan.workspaceId, operation, kind, minute.toISOString()].join('\n')).digest();
  return {
    id: derivedId('dec', minute.getTime(), digest), workspaceId: plan.workspaceId, operation, code: 'rate_limited', meter: kind, minute, count: 1, limit, used, resetsAt: new Date(resetsAt),
    apiKeyId: plan.keyId, planVersionId: plan.planVersionId, firstAt: at, lastAt: at,
  };
};

/** Keys of one workspace that were read at different times go by what was read last. */
const latestByWorkspace = (known: Plans): Plans => {
  const latest = new Map<string, KnownPlan>();
  for (const plan of known.values()) if (plan.readAtMs >= (latest.get(plan.workspaceId)?.readAtMs ?? 0)) latest.set(plan.workspaceId, plan);
  return latest;
};

const limitedWorkspaces = (verdicts: Verdict[]): { plan: KeyPlan; of: Verdict[] }[] => {
  const groups = new Map<string, { plan: KeyPlan; of: Verdict[] }>();
  for (const verdict of verdicts) {
    if (verdict.plan === null || verdict.limit === undefined) continue;
    const group = groups.get(verdict.plan.workspaceId) ?? { plan: verdict.plan, of: [] };
    group.of.push(verdict);
    groups.set(verdict.plan.workspaceId, group);
  }
  return [...groups.values()];
};

const limitStateOf = ({ kind, limit, state }: Verdict, now: Date): LimitState | null =>
  limit === undefined || state === null
    ? null
    : {
        meter: kind, window: 'minute', limit, used: state.used, remaining: Math.max(0, limit - state.used), resetsAt: new Date(now.getTime() + state.freesInMs).toISOString(),
        resetsInSeconds: Math.ceil(state.freesInMs / 1_000), windowSeconds,
      };
