import type { Ctx } from '@/lib/context';

/** Who made, or took back, an exception: the person, or the job. */
export const staffId = ({ actor }: Ctx): string => {
  if (actor.kind === 'operator') return actor.userId;
  if (actor.kind === 'job') return actor.job;
  throw new Error('only staff makes exceptions');
};
