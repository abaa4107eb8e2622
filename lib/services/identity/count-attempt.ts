import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { AttemptLimit } from '@/lib/domain/attempt-limits';

/** Takes a counted attempt back, because it turned out to be none. */
export type TakeBack = () => Promise<void>;

/**
 * Counts one attempt by `subject` in the current window before it is made, so that no number of attempts at once gets past the
 * limit. Throws 429 `too_many_attempts` once the window's attempts are used.
 */
export const countAttempt = async (ctx: Ctx, subject: string, limit: AttemptLimit): Promise<TakeBack> => {
  const windowMs = limit.windowMinutes * 60_000;
  const start = new Date(Math.floor(ctx.now.getTime() / windowMs) * windowMs);
  const counted = await ctx.sql.query<{ attempts: number }>(
    `INSERT INTO throttles (subject, window_start, attempts) VALUES ($1, $2, 1)
     ON CONFLICT (subject, window_start) DO UPDATE SET attempts = throttles.attempts + 1 RETURNING attempts`,
    [subject, start],
  );
  if ((counted.rows[0]?.attempts ?? 0) > limit.attempts) {
    const retryAfterSeconds = Math.ceil((start.getTime() + windowMs - ctx.now.getTime()) / 1000);
    const minutes = Math.ceil(retryAfterSeconds / 60);
    throw new AppError('too_many_attempts', `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`, { retryAfterSeconds });
  }
  return async () => {
    await ctx.sql.query('UPDATE throttles SET attempts = GREATEST(attempts - 1, 0) WHERE subject = $1 AND window_start = $2', [subject, start]);
  };
};
