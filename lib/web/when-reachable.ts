import { AppError } from '@/lib/domain/app-error';
import { isUnavailable } from './is-unavailable';

/** What a verb answers, or undefined while what it asks is away: the page is shown without it, and the part that misses it asks again. */
export const whenReachable = <R>(answer: Promise<R>): Promise<R | undefined> =>
  answer.catch((error: unknown) => {
    if (isUnavailable(error) || (error instanceof AppError && error.code === 'unavailable')) return undefined;
    throw error;
  });
