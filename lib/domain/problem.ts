import type { AppError, ErrorCode } from './app-error';

export type Problem = { status: number; headers: Record<string, string>; body: string };

const sentence = (code: ErrorCode): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

/**
 * The one shape of every refusal: RFC 9457 `application/problem+json`, as status, headers and body, so that the edge, the
 * routes and the front door answer alike. `instance` is the path that was asked for.
 */
export const describeProblem = (error: AppError, about: { requestId: string; instance: string }): Problem => {
  const { errors, retryAfterSeconds, extra } = error.details;
  const document = {
    ...extra,
    type: `urn:tollgate:problem:${error.code}`,
    title: sentence(error.code),
    status: error.status,
    detail: error.message,
    instance: about.instance,
    code: error.code,
    requestId: about.requestId,
    ...(errors && { errors }),
  };
  return {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'private, no-store',
      'x-request-id': about.requestId,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
      ...(error.status === 401 && { 'www-authenticate': 'Bearer realm="tollgate"' }),
    },
    body: JSON.stringify(document),
  };
};
