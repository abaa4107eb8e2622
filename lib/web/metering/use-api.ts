import type { z } from 'zod';
import { gatewayEnv } from '@/lib/adapters/env';
import { AppError } from '@/lib/domain/app-error';
import type { Decision } from '@/lib/domain/decision';
import { describeProblem } from '@/lib/domain/problem';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { describeRefusal, refusalError } from '@/lib/domain/refusal';
import { callOf, type Incoming } from '@/lib/domain/call-of';
import { keyHashOf, notAKey } from '@/lib/domain/key-hash-of';
import { useView } from '@/lib/services/metering/ask-use';
import { checkUse } from '@/lib/services/metering/check-use';
import { consumeUse } from '@/lib/services/metering/consume-use';
import { ingestUsage } from '@/lib/services/metering/ingest-usage';
import type { MeteringCtx } from '@/lib/services/metering/metering-ctx';
import { releaseHold, settleHold } from '@/lib/services/metering/settle-hold';
import { checkUseInput, consumeUseInput, ingestUsageInput, releaseHoldInput, settleHoldInput } from '@/lib/services/metering/use-input';
import { parseInput } from '@/lib/web/parse-input';
import { meter } from './meter';

export type UseAnswer = { status: number; headers: Record<string, string>; body: string };
type About = { requestId: string; instance: string };
type Action = { input: z.ZodType; answer(ctx: MeteringCtx, given: unknown, about: About): Promise<UseAnswer> };

const action = <S extends z.ZodType>(input: S, answer: (ctx: MeteringCtx, input: z.output<S>, about: About) => Promise<UseAnswer>): Action => ({
  input, answer: (ctx, given, about) => answer(ctx, parseInput(input, given, 'POST'), about),
});

const json = (body: unknown, headers: Record<string, string> = {}): UseAnswer => ({
  status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-store', ...headers }, body: JSON.stringify(body),
});
let known: string | undefined;
const origin = () => (known ??= new URL(gatewayEnv().NEXTAUTH_URL).origin);
const fieldsOf = (decision: Decision) => ({ ...rateLimitFields(decision.limits), ...(decision.decisionId !== null && { 'x-decision-id': decision.decisionId }) });

/** What a program can ask of the meter itself, by the last part of its path; the same from whichever server it is asked. */
export const useActions = {
  check: action(checkUseInput, async (ctx, input) => {
    const decision = await checkUse(ctx, input);
    if (decision.allowed) return json({ allowed: true, operation: decision.operation, units: decision.units, limits: decision.limits });
    if (isTheCallers(decision.code)) throw refusalError(decision, origin());
    return json({ allowed: false, code: decision.code, detail: refusalError(decision, origin()).message, operation: decision.operation, required: decision.required, limits: decision.limits, retryAfterSeconds: decision.retryAfterSeconds });
  }),
  consume: action(consumeUseInput, async (ctx, input, about) => {
    const decision = await consumeUse(ctx, input);
    if (!decision.allowed) return describeRefusal(decision, { ...about, origin: origin() });
    const expiresAt = input.hold ? new Date(Date.parse(decision.occurredAt) + input.holdSeconds * 1_000).toISOString() : null;
    return json({ allowed: true, ...useView(decision), hold: expiresAt === null ? null : { expiresAt } }, { ...fieldsOf(decision), ...(decision.degraded && { 'x-tollgate-degraded': 'unmetered' }) });
  }),
  settle: action(settleHoldInput, async (ctx, input) => json(await settleHold(ctx, input))),
  release: action(releaseHoldInput, async (ctx, input) => json(await releaseHold(ctx, input))),
  events: action(ingestUsageInput, async (ctx, input) => json(await ingestUsage(ctx, input))),
} satisfies Record<string, Action>;
export type UseAction = keyof typeof useActions;

/** Refusals that say something of the request, not of what is left: an error also where one only asks. */
const isTheCallers = (code: Extract<Decision, { allowed: false }>['code']): boolean => code === 'invalid_api_key' || code === 'insufficient_scope' || code === 'unknown_operation' || code === 'unavailable' || code === 'overloaded';

/** @throws AppError for whatever is wrong with the request. */
export const answerUse = async (name: UseAction, request: Incoming, given: unknown, about: About): Promise<UseAnswer> => {
  const asked = callOf(request, about.requestId);
  if (asked instanceof AppError) throw asked;
  const keyHash = await keyHashOf(asked.key);
  if (keyHash === null) throw notAKey();
  const { decide, uses, catalog } = meter();
  const ctx: MeteringCtx = { keyHash, requestId: asked.question.requestId, isClientRequestId: asked.question.isClientRequestId, headers: asked.question.headers, sql: uses.sql, catalog, now: new Date(), decide };
  const act = () => useActions[name].answer(ctx, given, about);
  // What is consumed is decided among the calls, in their line.
  const answer = await (name === 'consume' ? act() : uses.inTurn(keyHash, act));
  return { ...answer, headers: { ...answer.headers, 'x-request-id': about.requestId } };
};

export const describeUseProblem = (error: AppError, about: About): UseAnswer => describeProblem(error, about);
