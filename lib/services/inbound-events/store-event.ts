import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import { inTransaction } from '@/lib/services/in-transaction';
import { customerOf, isApplied, paymentIntentOf, undoesPayment, withoutNul } from './event-facts';

export type Receipt = { received: true; id: string; duplicate: boolean };

/** Tries after which an event is set aside for a person to look at. */
export const maxAttempts = 8;

/** Stores an event once, by its id, and in the same transaction the job that applies it. */
export const storeEvent = (ctx: Ctx, event: Stripe.Event): Promise<Receipt> =>
  inTransaction(ctx, async (tx) => {
    const customerId = customerOf(event);
    const isAboutSomebody = customerId !== null || (undoesPayment(event.type) && paymentIntentOf(event) !== null);
    const status = isAboutSomebody && isApplied(event.type) ? 'received' : 'ignored';
    const payload = JSON.stringify(withoutNul(event));
    const type = event.type.replaceAll('\0', '').slice(0, 200);
    const stored = await tx.db.$executeRaw`
      INSERT INTO inbound_events (id, type, customer_id, payload, status, created_at, received_at)
      VALUES (${event.id}, ${type}, ${customerId}, ${payload}::jsonb, ${status}, to_timestamp(${createdSeconds(event)}::float8), ${tx.now})
      ON CONFLICT (id) DO NOTHING`;
    if (stored === 1 && status === 'received') await enqueueEvent(tx, event.id);
    return { received: true, id: event.id, duplicate: stored === 0 };
  });

/** Asks the worker to apply an event now. Asking again while the job waits adds none; a job whose worker died is replaced. */
export const enqueueEvent = async (ctx: Ctx, id: string): Promise<void> => {
  await ctx.db.$executeRaw`
    SELECT graphile_worker.add_job('apply_inbound_event', json_build_object('id', ${id}::text), max_attempts := ${maxAttempts}::int,
      job_key := ${`event:${id}`}::text, job_key_mode := 'preserve_run_at')`;
};

/** Stripe's own time of the event, for people to read; it orders nothing. */
const createdSeconds = (event: Stripe.Event): number => {
  const { created } = event;
  return Number.isFinite(created) && created >= 0 && created < 8_000_000_000 ? created : 0;
};
