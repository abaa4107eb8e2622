import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';

/** Refuses everybody but staff of the company that runs Tollgate, and our own jobs: 403 `forbidden`. */
export const requireOperator = ({ actor }: Ctx): void => {
  if (actor.kind !== 'operator' && actor.kind !== 'job') throw new AppError('forbidden', 'This is for operators.');
};
