import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { maxAttempts } from './store-event';

export const applyInboundEventInput = z.strictObject({ id: z.string() });

/** `skipped`: applied before, being applied by another worker, set aside, or unknown. */
export type Applied = { kind: 'applied' | 'ignored' | 'skipped' | 'quarantined' };

/**
 * Applies a stored event by asking Stripe about its customer. Safe to run any number of times and at once. A failure is counted
 * on the event and thrown, so that the worker tries again later; the eighth sets the event aside instead.
 */
export const applyInboundEvent = async (ctx: Ctx, input: z.input<typeof applyInboundEventInput>): Promise<Applied> => {
  const { id } = applyInboundEventInput.parse(input);
  return withStripe(ctx, (tx) => applyOnce(tx, id)).catch((reason: unknown) => noteFailure(ctx, id, reason));
};

const applyOnce = async (tx: Ctx, id: string): Promise<Applied> => {
  const [event] = await tx.db.$queryRaw<{ customer_id: string | null }[]>`
    SELECT customer_id FROM inbound_events WHERE id = ${id} AND status = 'received' FOR UPDATE SKIP LOCKED`;
  if (!event) return { kind: 'skipped' };
  const synced = event.customer_id === null ? { kind: 'no_customer' as const } : await syncSubscription(tx, { customerId: event.customer_id });
  const isOurs = synced.kind === 'synced';
  await tx.db.inboundEvent.update({
    where: { id },
    data: { status: isOurs ? 'applied' : 'ignored', appliedAt: tx.now, attempts: { increment: 1 }, lastError: isOurs ? null : 'No workspace has this customer.' },
  });
  return { kind: isOurs ? 'applied' : 'ignored' };
};

const noteFailure = async (ctx: Ctx, id: string, reason: unknown): Promise<Applied> => {
  const lastError = (reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)).replaceAll('\0', '').slice(0, 2_000);
  const [event] = await ctx.db.$queryRaw<{ status: string }[]>`
    UPDATE inbound_events SET attempts = attempts + 1, last_error = ${lastError},
      status = CASE WHEN attempts + 1 >= ${maxAttempts}::int THEN 'quarantined' ELSE status END
    WHERE id = ${id} AND status = 'received' RETURNING status`;
  if (event?.status !== 'quarantined') throw reason;
  ctx.log.error({ eventId: id, err: reason }, 'a Stripe event was set aside after the last try; look at it and replay it');
  return { kind: 'quarantined' };
};
