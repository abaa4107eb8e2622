import { notFound } from 'next/navigation';
import { AppError } from '@/lib/domain/app-error';

/** What a verb answers; its `not_found` becomes the page that says so. */
export const orNotFound = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
