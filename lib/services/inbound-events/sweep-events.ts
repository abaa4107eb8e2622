import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { enqueueEvent } from './store-event';

export const sweepEventsInput = z.strictObject({});

const waitsMs = 60_000;

/** Queues again what was received more than a minute ago and not applied, so that a worker that died holds nothing up. Returns how many. */
export const sweepEvents = async (ctx: Ctx, _input: z.input<typeof sweepEventsInput> = {}): Promise<number> => {
  const waiting = await ctx.db.inboundEvent.findMany({
    where: { status: 'received', receivedAt: { lt: new Date(ctx.now.getTime() - waitsMs) } }, select: { id: true }, orderBy: { receivedAt: 'asc' }, take: 1_000,
  });
  for (const { id } of waiting) await enqueueEvent(ctx, id);
  return waiting.length;
};
