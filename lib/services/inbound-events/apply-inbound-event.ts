import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { clawBack } from '@/lib/services/credits/claw-back';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { copyDisputes } from '@/lib/services/disputes/copy-disputes';
import { enqueueOverage } from '@/lib/services/overage/enqueue-overage';
import { adoptFirstCard } from '@/lib/services/payment-methods/adopt-first-card';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { bringsCard, paymentIntentOf, undoesPayment } from './event-facts';
import { isStripeAway } from './is-stripe-away';
import { maxAttempts } from './store-event';
import { changesBetween, workspaceFacts } from './workspace-facts';

export const applyInboundEventInput = z.strictObject({ id: z.string() });

/** `skipped`: applied before, being applied by another worker, set aside, or unknown. */
export type Applied = { kind: 'applied' | 'ignored' | 'skipped' | 'quarantined' };

type Waiting = { id: string; type: string; customer_id: string | null; payload: { data?: unknown } };

/**
 * Applies a stored event by asking Stripe about its customer, and records what that changed. Safe to run any number of times and
 * at once. A failure is counted on the event and thrown, so that the worker tries again later; the eighth sets the event aside
 * instead. That Stripe cannot answer is no failure of the event: it is tried until Stripe is back.
 */
export const applyInboundEvent = async (ctx: Ctx, input: z.input<typeof applyInboundEventInput>): Promise<Applied> => {
  const { id } = applyInboundEventInput.parse(input);
  return withStripe(ctx, (tx) => applyOnce(tx, id)).catch((reason: unknown) => noteFailure(ctx, id, reason));
};

const applyOnce = async (tx: Ctx, id: string): Promise<Applied> => {
  const [event] = await tx.db.$queryRaw<Waiting[]>`
    SELECT id, type, customer_id, payload FROM inbound_events WHERE id = ${id} AND status = 'received' FOR UPDATE SKIP LOCKED`;
  if (!event) return { kind: 'skipped' };
  const workspaceId = await workspaceOf(tx, event);
  if (workspaceId === null) return finish(tx, event, 'ignored', { lastError: 'No workspace has this customer.' });
  // Locked before it is read, so that of two events at once only the one that changed something says so.
  await lockWorkspace(tx, { workspaceId });
  const before = await workspaceFacts(tx, workspaceId);
  const synced = await syncSubscription(tx, { workspaceId });
  if (synced.kind !== 'synced') return finish(tx, event, 'ignored', { lastError: 'Stripe does not know this customer.' });
  if (bringsCard(event.type)) await adoptFirstCard({ ...tx, workspaceId });
  await settlePurchases(tx, { workspaceId });
  if (undoesPayment(event.type)) {
    await copyDisputes({ ...tx, workspaceId }, paymentIntentOf(event.payload));
    await clawBack({ ...tx, workspaceId });
  }
  // A renewal's draft stays open for an hour: what was used beyond the limit until then belongs on it.
  if (event.type === 'invoice.created') await enqueueOverage(tx, workspaceId);
  const changes = changesBetween(before, await workspaceFacts(tx, workspaceId));
  return finish(tx, event, 'applied', { lastError: null, effect: { workspaceId, changes } });
};

const workspaceOf = async (tx: Ctx, event: Waiting): Promise<string | null> => {
  if (event.customer_id !== null) return workspaceOfCustomer(tx, event.customer_id);
  const paymentIntentId = paymentIntentOf(event.payload);
  if (paymentIntentId === null) return null;
  const bought = await tx.db.creditPurchase.findFirst({ where: { paymentIntentId }, select: { workspaceId: true } });
  if (bought) return bought.workspaceId;
  const customerId = idOf((await missingAsNull(tx.stripe.paymentIntents.retrieve(paymentIntentId, {}, whileLocked)))?.customer);
  return customerId === null ? null : workspaceOfCustomer(tx, customerId);
};

const workspaceOfCustomer = async (tx: Ctx, stripeCustomerId: string): Promise<string | null> =>
  (await tx.db.workspace.findUnique({ where: { stripeCustomerId }, select: { id: true } }))?.id ?? null;

const finish = async (tx: Ctx, { id }: Waiting, kind: 'applied' | 'ignored', outcome: { lastError: string | null; effect?: { workspaceId: string; changes: object[] } }): Promise<Applied> => {
  await tx.db.inboundEvent.update({ where: { id }, data: { status: kind, appliedAt: tx.now, attempts: { increment: 1 }, ...outcome } });
  return { kind };
};

const noteFailure = async (ctx: Ctx, id: string, reason: unknown): Promise<Applied> => {
  const lastError = (reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)).replaceAll('\0', '').slice(0, 2_000);
  const counts = isStripeAway(reason) ? 0 : 1;
  const [event] = await ctx.db.$queryRaw<{ status: string }[]>`
    UPDATE inbound_events SET attempts = attempts + ${counts}::int, last_error = ${lastError},
      status = CASE WHEN attempts + ${counts}::int >= ${maxAttempts}::int AND ${counts}::int = 1 THEN 'quarantined' ELSE status END
    WHERE id = ${id} AND status = 'received' RETURNING status`;
  if (event?.status !== 'quarantined') throw reason;
  ctx.log.error({ eventId: id, err: reason }, 'a Stripe event was set aside after the last try; look at it and replay it');
  return { kind: 'quarantined' };
};
