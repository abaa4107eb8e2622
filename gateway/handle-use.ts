import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '@/lib/adapters/log';
import { AppError } from '@/lib/domain/app-error';
import { describeProblem } from '@/lib/domain/problem';
import { asAppError } from '@/lib/web/as-app-error';
import { answerUse, useActions, type UseAction } from '@/lib/web/metering/use-api';
import { inputOf } from '@/lib/web/read-input';
import { incomingOf } from './incoming';
import { send } from './send';

/** What a path asks of the meter itself; null for every other path. */
export const useActionAt = (path: string): UseAction | null => {
  const name = /^\/api\/v1\/(?:meter\/(check|consume|settle|release)|usage\/(events))$/.exec(path);
  const action = name?.[1] ?? name?.[2];
  return action !== undefined && action in useActions ? (action as UseAction) : null;
};

const allow = 'POST, OPTIONS';

/** `POST /api/v1/meter/…` and `/api/v1/usage/events`, as the app answers them. */
export const handleUse = async (action: UseAction, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const about = { requestId: String(request.headers['x-request-id']), instance: path };
  try {
    if (request.method === 'OPTIONS') return void response.writeHead(204, { allow, 'x-request-id': about.requestId }).end();
    if (request.method !== 'POST') throw new AppError('method_not_allowed', `${request.method} is not possible here. Possible: ${allow}.`);
    const input = inputOf(await wholeBody(request), request.headers['content-type']);
    send(request, response, await answerUse(action, incomingOf(request, path), input, about));
  } catch (error) {
    if (response.destroyed) return;
    const problem = describeProblem(asAppError(error, about, log), about);
    if (problem.status === 405) problem.headers.allow = allow;
    send(request, response, problem);
  }
};

/** The front door lets no body in that is larger than a route may have. */
const wholeBody = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', reject);
  });
