import { AppError } from './app-error';
import type { MeterQuestion } from './decision';

/** A request, whichever kind of server received it. `path` is that of its URL; `header` takes names in lower case. */
export type Incoming = { method: string; path: string; header: (name: string) => string | null | undefined; headers: Iterable<readonly [string, string]> };

export type Call = { key: string; question: Omit<MeterQuestion, 'keyHash'> };

const ownHeaders = /^x-(api-key|goog-api-key|request-id|tollgate-|forwarded-|middleware-|nextjs-|invoke-)/;
const maxWeighable = 4_096;

/**
 * What the meter needs to know of a request: its key (from `Authorization: Bearer`, or where Anthropic's and Google's clients put theirs), its identity and the
 * `x-` headers that a catalogue may weigh. Answers an AppError when the request cannot be metered.
 */
export const callOf = (request: Incoming, requestId: string): Call | AppError => {
  const key = keyOf(request.header);
  if (!key) return noKey();
  const idempotencyKey = request.header('idempotency-key')?.trim().replace(/^"(.*)"$/, '$1');
  if (idempotencyKey !== undefined && (idempotencyKey.length === 0 || idempotencyKey.length > 190)) {
    return new AppError('bad_request', 'Idempotency-Key must have 1 to 190 characters.');
  }
  const path = request.path.replace(/^\/gateway/, '') || '/';
  if (path.length > 2_048) return new AppError('bad_request', 'The path is longer than 2,048 characters.');
  const headers = weighable(request.headers);
  if (sizeOf(headers) > maxWeighable) return new AppError('headers_too_large', `The x- headers of a call have at most ${maxWeighable} characters together.`);
  const isClientRequestId = idempotencyKey !== undefined || request.header('x-tollgate-client-request') === '1';
  return {
    key,
    question: {
      requestId: idempotencyKey === undefined ? asOwn(requestId) : `idem:${idempotencyKey}`, isClientRequestId, method: request.method, path, headers,
    },
  };
};

export const keyOf = (header: Incoming['header']): string | null | undefined =>
  /^Bearer\s+(\S+)$/i.exec(header('authorization') ?? '')?.[1] ?? header('x-api-key') ?? header('x-goog-api-key');

export const noKey = (): AppError => new AppError('unauthenticated', 'The call has no key. Send "Authorization: Bearer tg_…".');

/** A request id that looks like an idempotency key is not taken for one. */
const asOwn = (requestId: string): string => (requestId.startsWith('idem:') ? `own=${requestId}` : requestId);

/** None is left out for being one of many: that would be a way to hide the one that makes a call dearer. */
const weighable = (headers: Incoming['headers']): Record<string, string> => {
  const weighed: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name.startsWith('x-') && !ownHeaders.test(name) && name.length <= 64 && value.length <= 256) weighed[name] = value;
  }
  return weighed;
};

const sizeOf = (headers: Record<string, string>): number => {
  let size = 0;
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0);
  return size;
};
