import type { Log } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { isUnavailable } from './is-unavailable';

export type ProblemContext = { requestId: string; instance: string };

/**
 * What the caller is told of an error: his mistake by its table, a dependency that is away as 503, all else as 500 without
 * its message. Anything that is not the caller's mistake is logged here, once.
 */
export const asAppError = (error: unknown, about: ProblemContext, log: Log): AppError => {
  if (error instanceof AppError) return error;
  const facts = { err: error, ...about };
  if (isUnavailable(error)) {
    log.warn(facts, 'a dependency is away');
    return new AppError('unavailable', 'A part of the service cannot be reached right now. Try again in a few seconds.', { retryAfterSeconds: 5 });
  }
  log.error(facts, 'unexpected error');
  return new AppError('internal', 'Something went wrong on our side. It is recorded under the request id.');
};
