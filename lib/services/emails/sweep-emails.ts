import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { enqueueEmail } from './queue-email';

export const sweepEmailsInput = z.strictObject({});

const waitsMs = 60_000;

/**
 * Queues again what has waited for more than a minute and has no job that will send it: its worker died, ran out of tries, or no
 * mail server was set. Does nothing while there is none. Returns how many.
 */
export const sweepEmails = async (ctx: Ctx, _input: z.input<typeof sweepEmailsInput> = {}): Promise<number> => {
  if (ctx.mail === null) return 0;
  const before = new Date(ctx.now.getTime() - waitsMs);
  const orphans = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM emails e
    WHERE e.status = 'queued' AND e.created_at < ${before} AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs j
      WHERE j.key = 'email:' || e.id AND j.attempts < j.max_attempts AND (j.locked_at IS NULL OR j.locked_at > now() - interval '2 minutes'))
    ORDER BY e.created_at LIMIT 1000`;
  for (const { id } of orphans) await enqueueEmail(ctx, id);
  return orphans.length;
};
