import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isWellFormedApiKey } from '@/lib/domain/api-key-format';
import { AppError } from '@/lib/domain/app-error';
import { keyOf, noKey } from '@/lib/domain/call-of';
import { notAKey } from '@/lib/domain/key-hash-of';
import { describeProblem } from '@/lib/domain/problem';
import { requestIdFrom } from '@/lib/domain/request-id';
import { bodyBuffer } from './buffer-body';
import { cleanHeaders } from './clean-headers';
import { clientAddress } from './client-address';
import { encodingHeader } from './encoding-header';
import { inspectRequest, tooLarge, type Area } from './inspect-request';
import { contentSecurityPolicy, securityHeaders, type PolicyOptions } from './security-headers';

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export type FrontDoorOptions = PolicyOptions & {
  /** Whether the portal's public origin is https. */
  isHttps?: boolean;
  /** The handler itself puts the request id on its answers, and there are no pages. */
  namesItself?: boolean;
  /** How many reverse proxies are in front, whose `X-Forwarded-For` is believed. */
  trustedProxies?: number;
  /** Most bytes of bodies of unknown length at once. */
  maxBufferedBytes?: number;
};

/** How long a refused body may keep arriving, so that its sender gets to read the answer. */
const drainMs = 5_000;
const maxBufferedBytes = 256 * 1024 * 1024;

/**
 * What stands before Next: gives the request its id, refuses what can be read in two ways or is too large, removes headers
 * that only our own parts may set, and puts the security headers on the answer. Refusals are problem+json.
 */
export const frontDoor = (handler: NodeHandler, options: FrontDoorOptions = {}) => {
  const bufferBody = bodyBuffer(options.maxBufferedBytes ?? maxBufferedBytes);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = requestIdFrom(request.headers['x-request-id']?.toString(), Date.now());
    const verdict = inspectRequest(headOf(request), options.dev);
    if (!verdict.ok) return refuse(request, response, { error: verdict.error, requestId, allow: verdict.allow });
    const { area, maxBytes } = verdict;
    prepare(request, response, { area, requestId, ...options });
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const wrongKey = isChunked && area === 'gateway' ? wrongKeyOf(request) : null;
    if (wrongKey) return refuse(request, response, { error: wrongKey, requestId });
    if (request.headers.expect !== undefined) response.writeContinue();
    if (!isChunked) return handler(request, response);
    const buffered = await bufferBody(request, response, maxBytes);
    if (buffered.kind === 'whole') return handler(buffered.request, response);
    if (buffered.kind !== 'aborted') refuse(request, response, { error: buffered.kind === 'too_large' ? tooLarge(maxBytes) : noRoom(), requestId });
  };
};

/** Nothing is kept of a call's body for who shows no key. */
const wrongKeyOf = ({ headers }: IncomingMessage): AppError | null => {
  const key = keyOf((name) => headers[name]?.toString());
  return !key ? noKey() : isWellFormedApiKey(key) ? null : notAKey();
};

const noRoom = (): AppError => new AppError('overloaded', 'Too many bodies without a length arrive at once. Send a Content-Length, or try again.', { retryAfterSeconds: 1 });

const headOf = (request: IncomingMessage) => ({
  method: request.method ?? '',
  url: request.url ?? '',
  httpVersion: request.httpVersion,
  host: request.headers.host,
  contentLength: request.headers['content-length'] === undefined ? null : Number(request.headers['content-length']),
  isChunked: request.headers['transfer-encoding'] !== undefined,
});

const prepare = (request: IncomingMessage, response: ServerResponse, about: FrontDoorOptions & { area: Area; requestId: string }): void => {
  const { area, requestId } = about;
  const ours: Record<string, string> = { 'x-request-id': requestId, 'x-tollgate-ip': clientAddress(request.socket.remoteAddress, request.headers['x-forwarded-for']?.toString(), about.trustedProxies ?? 0) };
  if (request.headers['x-request-id'] === requestId) ours['x-tollgate-client-request'] = '1';
  let csp = '';
  if (area === 'gateway') {
    // Next would compress, and so hold back, what the upstream streams. The gateway gives the upstream the client's own wish.
    ours['x-tollgate-accept-encoding'] = request.headers['accept-encoding']?.toString() ?? 'identity';
    ours['accept-encoding'] = 'identity';
    if (!about.namesItself) keepOwnNames(response);
  } else if (area === 'page' || area === 'file') {
    csp = contentSecurityPolicy(randomBytes(16).toString('base64'), about);
    Object.assign(ours, { 'x-tollgate-path': request.url ?? '/', 'content-security-policy': csp });
  }
  Object.assign(request, cleanHeaders(request, area, ours, about.dev));
  if (about.namesItself) return;
  response.setHeader('x-request-id', requestId);
  for (const [name, value] of Object.entries(securityHeaders(area, { csp, isHttps: about.isHttps ?? false }))) response.setHeader(name, value);
};

/**
 * Next lets no answer say how it is encoded, since it may have decoded it. The gateway never does, and says it under a name of our own.
 * The ticket that middleware.ts gives the route is nobody else's.
 */
const keepOwnNames = (response: ServerResponse): void => {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    const lower = name.toLowerCase();
    if (lower === 'x-tollgate-ticket') return response;
    return setHeader(lower === encodingHeader ? 'content-encoding' : name, value);
  };
};

/** Answers with a problem document, and lets what is still arriving of the request run into the sand for a moment. */
export const refuse = (request: IncomingMessage, response: ServerResponse, given: { error: AppError; requestId: string; allow?: string }): void => {
  const instance = (request.url ?? '').split('?')[0]?.slice(0, 200) ?? '';
  const problem = describeProblem(given.error, { requestId: given.requestId, instance });
  response.writeHead(problem.status, { ...problem.headers, ...(given.allow !== undefined && { allow: given.allow }), 'x-content-type-options': 'nosniff' });
  response.end(request.method === 'HEAD' ? undefined : problem.body);
  if (request.complete) return;
  request.resume();
  const late = setTimeout(() => request.socket.destroy(), drainMs);
  request.once('close', () => clearTimeout(late));
};
