import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { liveStatuses } from '@/lib/domain/access';
import { clawBack, disputedWithinDays } from '@/lib/services/credits/claw-back';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { copyDisputes } from '@/lib/services/disputes/copy-disputes';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { storeEvent } from './store-event';

export const catchUpEventsInput = z.strictObject({});

/** Stripe keeps events for thirty days. */
const keptSeconds = 30 * 86_400;
const dayMs = 86_400_000;
const maxEvents = 5_000;
const maxWorkspaces = 500;

/**
 * Heals what webhooks lost. Stores every event that Stripe could not deliver and still has (they are then applied like any
 * other), and asks Stripe again about every workspace whose subscription should have moved by now, about those with an open Checkout
 * or an unfinished purchase of credits, about the newest that bought credits, which may have been refunded, and about the ones not
 * asked about for longest. Returns how many were new and how many were asked about.
 */
export const catchUpEvents = async (ctx: Ctx, _input: z.input<typeof catchUpEventsInput> = {}): Promise<{ stored: number; synced: number }> => {
  const since = Math.floor(ctx.now.getTime() / 1000) - keptSeconds;
  const missed = await ctx.stripe.events.list({ delivery_success: false, created: { gte: since }, limit: 100 }).autoPagingToArray({ limit: maxEvents });
  let stored = 0;
  for (const event of missed) if (!(await storeEvent(ctx, event)).duplicate) stored += 1;
  const due = await dueWorkspaces(ctx);
  let synced = 0;
  for (const workspaceId of due) synced += await syncOne(ctx, workspaceId);
  if (synced < due.length) throw new Error(`${due.length - synced} of ${due.length} workspaces could not be compared with Stripe.`);
  return { stored, synced };
};

/** One workspace that cannot be compared does not keep the others waiting; the run still fails, so that it is seen and repeated. */
const syncOne = (ctx: Ctx, workspaceId: string): Promise<0 | 1> =>
  askAgain(ctx, workspaceId).then(
    () => 1,
    (reason: unknown) => {
      ctx.log.error({ workspaceId, err: reason }, 'a workspace could not be compared with Stripe');
      return 0;
    },
  );

const askAgain = async (ctx: Ctx, workspaceId: string): Promise<void> => {
  await syncSubscription(ctx, { workspaceId });
  await settlePurchases(ctx, { workspaceId });
  await withStripe(ctx, async (tx) => {
    await lockWorkspace(tx, { workspaceId });
    await copyDisputes({ ...tx, workspaceId });
    await clawBack({ ...tx, workspaceId });
  });
};

const dueWorkspaces = async (ctx: Ctx): Promise<string[]> => {
  const passed = { lte: ctx.now };
  const due = await ctx.db.subscription.findMany({
    where: {
      status: { in: [...liveStatuses] },
      OR: [{ status: 'past_due' }, { currentPeriodEnd: passed }, { cancelAt: passed }, { trialEnd: passed, status: 'trialing' }],
    },
    select: { workspaceId: true }, orderBy: { syncedAt: 'asc' }, take: maxWorkspaces,
  });
  const buying = await ctx.db.checkout.findMany({ where: { status: { in: ['opening', 'open'] } }, select: { workspaceId: true }, orderBy: { createdAt: 'desc' }, take: maxWorkspaces });
  const credits = await ctx.db.creditPurchase.findMany({ where: { status: { in: ['opening', 'open'] } }, select: { workspaceId: true }, orderBy: { createdAt: 'desc' }, take: maxWorkspaces });
  const bought = await ctx.db.creditPurchase.findMany({ where: { status: 'paid', closedAt: { gte: new Date(ctx.now.getTime() - disputedWithinDays * dayMs) } }, select: { workspaceId: true }, orderBy: { closedAt: 'desc' }, take: 100 });
  const oldest = await ctx.db.subscription.findMany({ where: { status: { in: [...liveStatuses] } }, select: { workspaceId: true }, orderBy: { syncedAt: 'asc' }, take: 100 });
  return [...new Set([...due, ...buying, ...credits, ...bought, ...oldest].map((row) => row.workspaceId))];
};
