import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { enqueueEvent } from './store-event';

export const sweepEventsInput = z.strictObject({});

const waitsMs = 60_000;

/**
 * Queues again what was received more than a minute ago, is not applied, and has no job that will do it: its worker died, or ran
 * out of tries while the database was away. Returns how many.
 */
export const sweepEvents = async (ctx: Ctx, _input: z.input<typeof sweepEventsInput> = {}): Promise<number> => {
  const before = new Date(ctx.now.getTime() - waitsMs);
  const orphans = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM inbound_events e
    WHERE e.status = 'received' AND e.received_at < ${before} AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs j
      WHERE j.key = 'event:' || e.id AND j.attempts < j.max_attempts AND (j.locked_at IS NULL OR j.locked_at > now() - interval '2 minutes'))
    ORDER BY e.received_at LIMIT 1000`;
  for (const { id } of orphans) await enqueueEvent(ctx, id);
  return orphans.length;
};
