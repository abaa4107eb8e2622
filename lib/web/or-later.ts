import { AppError } from '@/lib/domain/app-error';
import { services } from './services';

/** What a verb answers, or undefined when it failed and not by the caller's fault: the page is shown all the same, and the part that misses it asks again and says what is wrong. */
export const orLater = <R>(answer: Promise<R>): Promise<R | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'unavailable') throw error;
    services().log.warn({ err: error }, 'a part of a page could not be made');
    return undefined;
  });
