import { AppError } from '@/lib/domain/app-error';
import { guard, type Handler } from './route';

/** Answers 404 as a problem document, for addresses under /api that no route has. */
export const nothingHere: Handler = (request) => guard(request, () => Promise.reject(new AppError('not_found', 'There is nothing at this address.')));
