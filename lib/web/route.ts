import type { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { runOnce, type Keyed } from '@/lib/services/idempotency/run-once';
import { requestIdOf } from './base-ctx';
import type { Caller } from './callers';
import { fingerprintOf, idempotencyKeyOf } from './idempotency-key';
import { problemResponse } from './problem';
import { parseInput } from './parse-input';
import { readInput, type Params } from './read-input';
import { clearedSessionCookie } from './session-cookie';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof methods)[number];

/** What Next calls. Path parameters come as a promise. */
export type Handler = ((request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>) & { described?: Call };

export type CallOptions = { status?: number; /** Removes the session cookie from the browser. */ clearsSession?: boolean; /** The answer holds a secret: it is never stored, also not for a repeat of the request. */ answersSecret?: boolean };

/** One method of a route: who may call, what is read, which verb runs. */
export type Call = { caller: Caller; input: z.ZodType; status: number; answer(request: Request, params: Params): Promise<Response> };

/**
 * Binds a verb to a method. The input is the path's parameters with the query (GET, DELETE) or the JSON body (all else), parsed by
 * `input` (a strict object). What the verb returns is sent as JSON; `undefined` is 204; a `Response` is sent as it is. A write with
 * an `Idempotency-Key` is carried out once, and repeats are answered with its answer.
 */
export const call = <C extends Ctx, S extends z.ZodType, R>(caller: Caller<C>, input: S, verb: (ctx: C, input: z.output<S>) => Promise<R>, options: CallOptions = {}): Call => ({
  caller,
  input,
  status: options.status ?? 200,
  answer: async (request, params) => {
    const ctx = await caller(request);
    const given = await readInput(request, params);
    const parsed = parseInput(input, given, request.method);
    const keyed = keyedBy(ctx, request, given, options);
    const response = keyed ? await answerOnce(ctx, keyed, async () => respond(await verb(ctx, parsed), options.status)) : respond(await verb(ctx, parsed), options.status);
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
    response.headers.set('x-request-id', ctx.requestId);
    if (options.clearsSession) response.headers.append('set-cookie', clearedSessionCookie());
    return response;
  },
});

/** How a write is known again; null for a read, without a key, and for whoever has no workspace to keep it for. */
const keyedBy = (ctx: Ctx, request: Request, given: unknown, { answersSecret = false }: CallOptions): Keyed | null => {
  if (request.method === 'GET' || request.method === 'HEAD' || (ctx.workspaceId === null && ctx.actor.kind !== 'operator')) return null;
  const key = idempotencyKeyOf(request.headers);
  return key === null ? null : { key, route: `${request.method} ${new URL(request.url).pathname}`, fingerprint: fingerprintOf(given), keepsAnswer: !answersSecret };
};

/** The bank wants the customer to confirm a payment. With the secret for it an answer is neither final nor ours to store. */
const waitsForConfirmation = /"clientSecret":"/;

const answerOnce = async (ctx: Ctx, keyed: Keyed, act: () => Promise<Response>): Promise<Response> => {
  const { status, body, replayed } = await runOnce(ctx, keyed, async () => {
    const first = await act();
    const text = await first.text();
    return { status: first.status, body: text || null, isFinal: !waitsForConfirmation.test(text) };
  });
  const headers = new Headers(body === null ? {} : { 'content-type': 'application/json; charset=utf-8' });
  if (replayed) headers.set('idempotent-replayed', 'true');
  return new Response(body, { status, headers });
};

/** A route's handlers for every method. What is not given answers 405 with `Allow`; Next makes HEAD from GET. */
export const route = (calls: Partial<Record<Exclude<Method, 'OPTIONS'>, Call>>): Record<Method, Handler> =>
  allMethods(Object.fromEntries(Object.entries(calls).map(([method, one]) => [method, handlerOf(one)])));

const handlerOf = (one: Call): Handler =>
  Object.assign((async (request, context) => guard(request, async () => one.answer(request, (await context.params) ?? {}))) satisfies Handler, { described: one });

/** The same for handlers that are no verbs: every method that is not given is refused as everywhere else. */
export const allMethods = (given: Partial<Record<Method, Handler>>): Record<Method, Handler> => {
  const known = methods.filter((method) => method === 'OPTIONS' || method in given);
  const allow = known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  const refuse: Handler = (request) => Promise.resolve(methodNotAllowed(request, allow));
  const options: Handler = (request) => Promise.resolve(new Response(null, { status: 204, headers: { allow, 'x-request-id': requestIdOf(request.headers) } }));
  const handlers = methods.map((method): [Method, Handler] => [method, given[method] ?? (method === 'OPTIONS' ? options : refuse)]);
  return Object.fromEntries(handlers) as Record<Method, Handler>;
};

/** Runs `act`; whatever it throws becomes problem+json. */
export const guard = async (request: Request, act: () => Promise<Response>): Promise<Response> => {
  try {
    return await act();
  } catch (error) {
    return problemResponse(error, aboutOf(request));
  }
};

const methodNotAllowed = (request: Request, allow: string): Response =>
  problemResponse(new AppError('method_not_allowed', `${request.method} is not possible here. Possible: ${allow}.`), aboutOf(request), { allow });

const aboutOf = (request: Request) => ({ requestId: requestIdOf(request.headers), instance: new URL(request.url).pathname });

const respond = (result: unknown, status: number | undefined): Response => {
  if (result instanceof Response) return result;
  if (result === undefined) return new Response(null, { status: status ?? 204 });
  return new Response(JSON.stringify(result), { status: status ?? 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
};
