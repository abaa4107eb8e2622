import { isWellFormedApiKey } from '@/lib/domain/api-key-format';
import { AppError } from '@/lib/domain/app-error';
import { describeProblem } from '@/lib/domain/problem';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { refusalError } from '@/lib/domain/refusal';
import { requestIdFrom } from '@/lib/domain/request-id';
import { askMeter, type MeterAnswer } from './ask-meter';
import { callOf } from './call-of';
import { edgeEnv } from './edge-env';
import { keyHashOf } from './key-hash-of';

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

  const call = callOf({ method: request.method, path: instance, header: (name) => request.headers.get(name), headers: request.headers }, requestId);
  if (call instanceof AppError) return refuse(call);
  if (!isWellFormedApiKey(call.key)) return refuse(new AppError('invalid_api_key', 'This is not a Tollgate key: its checksum does not fit. Copy it again.'));
  const answer = await askMeter({ ...call.question, keyHash: await keyHashOf(call.key) }).catch((): MeterAnswer => meterAway);
  if ('ticket' in answer) return { kind: 'admitted', requestId, ticket: answer.ticket };
  const headers = rateLimitFields(answer.refused.limits);
  if (answer.refused.decisionId !== null) headers['x-decision-id'] = answer.refused.decisionId;
  return refuse(refusalError(answer.refused, edgeEnv().origin), headers);
};

const meterAway: MeterAnswer = {
  refused: { allowed: false, code: 'unavailable', decisionId: null, operation: null, limits: [], refusedBy: null, required: null, plan: null, feature: null, retryAfterSeconds: 5 },
};
