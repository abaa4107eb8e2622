import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { InboundEventDetailView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { inTransaction } from '@/lib/services/in-transaction';
import { applyInboundEvent } from './apply-inbound-event';
import { isApplied } from './event-facts';
import { getInboundEvent } from './get-inbound-event';
import { enqueueEvent, maxAttempts } from './store-event';

/** How long a replay waits for a worker that has the event in hand, and how often it looks. */
const patienceMs = 5_000;
const lookMs = 50;

export const replayInboundEventInput = z.strictObject({ id: z.string().min(1).max(255) });

/**
 * Gives an event one more try, at once: one that was set aside, or one that was applied and is to be applied again, which changes
 * nothing that Stripe did not change. Where a worker has it in hand already, that try is waited for, some seconds at most. If it
 * fails it is set aside again; if Stripe cannot answer it waits for the next.
 * Answers how the event stands then. Errors: 404, 409 `conflict` for one that waits anyway or has nothing to apply.
 */
export const replayInboundEvent = async (ctx: Ctx, input: z.input<typeof replayInboundEventInput>): Promise<InboundEventDetailView> => {
  requireOperator(ctx);
  const { id } = replayInboundEventInput.parse(input);
  await inTransaction(ctx, (tx) => reopen(tx, id));
  await applyNow(ctx, id).catch((reason: unknown) => ctx.log.warn({ eventId: id, err: reason }, 'a replayed event waits for its next try'));
  return getInboundEvent(ctx, { id });
};

const applyNow = async (ctx: Ctx, id: string): Promise<void> => {
  const endMs = performance.now() + patienceMs;
  while ((await applyInboundEvent(ctx, { id })).kind === 'skipped' && performance.now() < endMs) {
    const event = await ctx.db.inboundEvent.findUnique({ where: { id }, select: { status: true } });
    if (event?.status !== 'received') return;
    await wait(lookMs);
  }
};

const reopen = async (tx: Ctx, id: string): Promise<void> => {
  const [event] = await tx.db.$queryRaw<{ type: string; status: string; attempts: number; replays: number }[]>`
    SELECT type, status, attempts, replays FROM inbound_events WHERE id = ${id} FOR UPDATE`;
  if (!event) throw new AppError('not_found', 'There is no such event.');
  if (event.status === 'received') throw new AppError('conflict', 'This event waits to be applied already.');
  if (!isApplied(event.type)) throw new AppError('conflict', 'Events of this type change nothing here, so there is nothing to replay.');
  const { status, attempts, replays } = event;
  await tx.db.inboundEvent.update({ where: { id }, data: { status: 'received', attempts: maxAttempts - 1, replays: replays + 1, appliedAt: null } });
  await enqueueEvent(tx, id);
  await recordAudit(tx, { action: 'inbound_event.replayed', subject: id, before: { status, attempts, replays }, after: { replays: replays + 1 } });
};
