import { AppError } from '@/lib/domain/app-error';
import { describeProblem } from '@/lib/domain/problem';
import { isUnavailable } from './is-unavailable';
import { services } from './services';

export type ProblemContext = { requestId: string; instance: string };

/** Any error as problem+json: the caller's mistake by its table, a dependency that is away as 503, all else as 500 without its message. */
export const problemResponse = (error: unknown, about: ProblemContext, headers: Record<string, string> = {}): Response => {
  const problem = describeProblem(asAppError(error, about), about);
  return new Response(problem.body, { status: problem.status, headers: { ...problem.headers, ...headers } });
};

/** What the caller is told of an error. Anything that is not the caller's mistake is logged here, once. */
export const asAppError = (error: unknown, about: ProblemContext): AppError => {
  if (error instanceof AppError) return error;
  const facts = { err: error, ...about };
  if (isUnavailable(error)) {
    services().log.warn(facts, 'a dependency is away');
    return new AppError('unavailable', 'A part of the service cannot be reached right now. Try again in a few seconds.', { retryAfterSeconds: 5 });
  }
  services().log.error(facts, 'unexpected error');
  return new AppError('internal', 'Something went wrong on our side. It is recorded under the request id.');
};
