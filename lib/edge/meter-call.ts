import { AppError } from '@/lib/domain/app-error';
import { Overloaded } from '@/lib/domain/fair-batches';
import { describeProblem, type Problem } from '@/lib/domain/problem';
import { describeRefusal, notDecided } from '@/lib/domain/refusal';
import { requestIdFrom } from '@/lib/domain/request-id';
import { askMeter, type MeterAnswer } from './ask-meter';
import { callOf } from '@/lib/domain/call-of';
import { edgeEnv } from './edge-env';
import { fieldsOf } from './fields-of';
import { keyHashOf, notAKey } from '@/lib/domain/key-hash-of';

export type Metered = { kind: 'refused'; response: Response } | { kind: 'admitted'; ticket: string };

/**
 * Decides one call to `/gateway/*`: no key and malformed keys are refused without asking anybody; everything else is asked
 * of the meter. An admitted call gets a ticket, a refused one its problem document.
 */
export const meterCall = async (request: Request): Promise<Metered> => {
  const requestId = requestIdFrom(request.headers.get('x-request-id'), Date.now());
  const about = { requestId, instance: new URL(request.url).pathname };
  const call = callOf({ method: request.method, path: about.instance, header: (name) => request.headers.get(name), headers: request.headers }, requestId);
  if (call instanceof AppError) return refused(describeProblem(call, about));
  const keyHash = await keyHashOf(call.key);
  if (keyHash === null) return refused(describeProblem(notAKey(), about));
  const fields = await fieldsOf(request, call.question.path);
  if (fields instanceof AppError) return refused(describeProblem(fields, about));
  const answer = await askMeter({ ...call.question, keyHash, fields }).catch((error: unknown): MeterAnswer => ({ refused: notDecided(error instanceof Overloaded ? 'overloaded' : 'unavailable') }));
  return 'ticket' in answer ? { kind: 'admitted', ticket: answer.ticket } : refused(describeRefusal(answer.refused, { ...about, origin: edgeEnv().origin }));
};

const refused = ({ status, headers, body }: Problem): Metered => ({ kind: 'refused', response: new Response(body, { status, headers }) });
