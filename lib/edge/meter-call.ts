import { hashApiKey, isWellFormedApiKey } from '@/lib/domain/api-key-format';
import { AppError } from '@/lib/domain/app-error';
import { describeProblem } from '@/lib/domain/problem';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { refusalError } from '@/lib/domain/refusal';
import { requestIdFrom } from '@/lib/domain/request-id';
import { signTicket, ticketSeconds } from '@/lib/domain/ticket';
import type { Decision } from '@/lib/domain/decision';
import { askMeter, type MeterAnswer } from './ask-meter';
import { callOf } from './call-of';
import { edgeEnv } from './edge-env';

export type Metered = { kind: 'refused'; response: Response } | { kind: 'admitted'; ticket: string; requestId: string };

/**
 * Decides one call to `/gateway/*`: no key and malformed keys are refused without asking anybody; everything else is asked
 * of the meter. An admitted call gets a ticket, a refused one its problem document.
 */
export const meterCall = async (request: Request): Promise<Metered> => {
  const requestId = requestIdFrom(request.headers.get('x-request-id'), Date.now());
  const instance = new URL(request.url).pathname;
  const refuse = (error: AppError, headers: Record<string, string> = {}): Metered => {
    const problem = describeProblem(error, { requestId, instance });
    return { kind: 'refused', response: new Response(problem.body, { status: problem.status, headers: { ...problem.headers, ...headers } }) };
  };

  const call = callOf(request, requestId);
  if (call instanceof AppError) return refuse(call);
  if (!isWellFormedApiKey(call.key)) return refuse(new AppError('invalid_api_key', 'This is not a Tollgate key: its checksum does not fit. Copy it again.'));
  const answer = await askMeter({ ...call.question, keyHash: await hashApiKey(call.key) }).catch((): MeterAnswer => meterAway);
  const { decision } = answer;
  if (!decision.allowed) {
    const headers = rateLimitFields(decision.limits);
    if (decision.decisionId !== null) headers['x-decision-id'] = decision.decisionId;
    return refuse(refusalError(decision, edgeEnv().origin), headers);
  }
  return { kind: 'admitted', requestId, ticket: await ticketFor(request, decision, answer.instance, call.question) };
};

const meterAway: MeterAnswer = {
  instance: '',
  decision: { allowed: false, code: 'unavailable', decisionId: null, operation: null, limits: [], refusedBy: null, required: null, plan: null, feature: null, retryAfterSeconds: 5 },
};

const ticketFor = (request: Request, decision: Extract<Decision, { allowed: true }>, instance: string, asked: { requestId: string; isClientRequestId: boolean }): Promise<string> => {
  const url = new URL(request.url);
  const ticket = {
    decisionId: decision.decisionId, occurredAt: decision.occurredAt, workspaceId: decision.workspaceId, method: request.method, target: url.pathname + url.search,
    requestId: asked.requestId, isReplay: decision.isReplay, isClientRequestId: asked.isClientRequestId, degraded: decision.degraded, instance,
    fields: rateLimitFields(decision.limits), nonce: crypto.randomUUID(), expiresAtMs: Date.now() + ticketSeconds * 1000,
  };
  return signTicket(ticket, edgeEnv().internalSecret);
};
