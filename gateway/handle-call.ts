import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gatewayEnv } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import type { Client } from '@/lib/adapters/upstream';
import { AppError } from '@/lib/domain/app-error';
import { bodyFields, maxWeighedBodyBytes, tooLarge } from '@/lib/domain/body-fields';
import type { Decision } from '@/lib/domain/decision';
import { describeProblem } from '@/lib/domain/problem';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { describeRefusal } from '@/lib/domain/refusal';
import { callOf } from '@/lib/domain/call-of';
import { keyHashOf, notAKey } from '@/lib/domain/key-hash-of';
import { asAppError } from '@/lib/web/as-app-error';
import { admissionFields, answerCall, bodyless, type Admission, type GatewayAnswer, type GatewayCall } from '@/lib/web/metering/answer-call';
import { meter } from '@/lib/web/metering/meter';
import { drain, relayTo } from '@/lib/web/metering/relay';
import { incomingOf } from './incoming';
import { send } from './send';

/** One call to `/gateway/*`, decided and made in this very process: what Next's middleware and route do together. */
export const handleCall = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { path, target } = addressOf(request.url ?? '/');
  const about = { requestId: String(request.headers['x-request-id']), instance: path };
  const asked = callOf(incomingOf(request, path), about.requestId);
  if (asked instanceof AppError) return send(request, response, describeProblem(asked, about));
  const keyHash = await keyHashOf(asked.key);
  if (keyHash === null) return send(request, response, describeProblem(notAKey(), about));
  const weighed = await weighedOf(request, asked.question.path);
  if (weighed instanceof AppError) return send(request, response, describeProblem(weighed, about));
  const decision = await meter().decide({ ...asked.question, keyHash, fields: weighed.fields });
  if (!decision.allowed) return send(request, response, describeRefusal(decision, { ...about, origin: new URL(gatewayEnv().NEXTAUTH_URL).origin }));
  const call = { method: request.method ?? '', target, requestId: about.requestId, headers: request.headers, body: weighed.body, client: clientOf(response) };
  await make(call, admissionOf(decision, asked.question.isClientRequestId), about, { request, response });
};

const make = async (call: GatewayCall, admission: Admission, about: { requestId: string; instance: string }, { request, response }: { request: IncomingMessage; response: ServerResponse }): Promise<void> => {
  try {
    sendAnswer(await answerCall(call, admission), call.method, response);
  } catch (error) {
    if (call.client.hasLeft()) return void response.destroy();
    const problem = describeProblem(asAppError(error, about, log), about);
    send(request, response, { ...problem, headers: { ...problem.headers, ...admissionFields(admission) } });
  }
};

/** As a URL's parser writes it, so that both doors know a call by the same path. */
const addressOf = (url: string): { path: string; target: string } => {
  const { pathname, search } = new URL(url, 'http://gateway');
  return { path: pathname, target: pathname.slice('/gateway'.length) + search };
};

const admissionOf = (decision: Extract<Decision, { allowed: true }>, isClientRequestId: boolean): Admission => ({
  decisionId: decision.decisionId, occurredAt: decision.occurredAt, isReplay: decision.isReplay, isClientRequestId, degraded: decision.degraded, fields: rateLimitFields(decision.limits), operation: decision.operation,
});

/** What the catalogue weighs of a body, and the body that goes on: whole already where some of it was read. */
const weighedOf = async (request: IncomingMessage, path: string): Promise<{ fields: Record<string, string>; body: Readable | null } | AppError> => {
  const length = Number(request.headers['content-length'] ?? 0);
  const names = meter().weighedFields(request.method ?? '', path);
  if (names.length === 0 || length === 0) return { fields: {}, body: length > 0 ? request : null };
  if (length > maxWeighedBodyBytes) return tooLarge();
  const whole = await buffer(request);
  const fields = bodyFields(whole, names, request.headers['content-encoding']);
  return fields instanceof AppError ? fields : { fields, body: Readable.from([whole]) };
};

const clientOf = (response: ServerResponse): Client => {
  const hasLeft = () => response.destroyed && !response.writableFinished;
  return {
    hasLeft,
    onceLeft: (act) => {
      const onClose = () => {
        if (!response.writableEnded) act();
      };
      if (hasLeft()) act();
      else response.once('close', onClose);
      return () => response.off('close', onClose);
    },
  };
};

const sendAnswer = (answer: GatewayAnswer, method: string, response: ServerResponse): void => {
  const isBodyless = bodyless(method, answer.status);
  response.writeHead(answer.status, answer.headers);
  if ('watcher' in answer) {
    if (!isBodyless) return relayTo(response, answer.body, answer.watcher);
    drain(answer.body, answer.watcher);
  }
  response.end('watcher' in answer || isBodyless ? undefined : answer.body);
};
