import type Stripe from 'stripe';
import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { isLive } from '@/lib/domain/access';
import type { Prisma, Subscription } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { closeCheckouts } from './close-checkouts';
import { effectivePlan } from './effective-plan';
import { lockWorkspace, type LockedWorkspace } from './lock-workspace';
import { missingAsNull } from './missing-as-null';
import { planVersionOfPrice } from './plan-version-of-price';
import { liveInOrder, projectSubscription, type Sold, type SubscriptionFacts } from './project-subscription';
import { readSubscriptions } from './read-subscriptions';
import { whileLocked } from './stripe-call';
import { withStripe } from './with-stripe';

export const syncSubscriptionInput = z.union([z.strictObject({ workspaceId: z.string() }), z.strictObject({ customerId: z.string() })]);

/** `unknown_customer`: no workspace has this customer, or Stripe does not know the workspace's. Nothing was written then. */
export type SyncResult = { kind: 'synced'; workspaceId: string; planVersionId: string; hasLive: boolean } | { kind: 'unknown_customer' } | { kind: 'no_customer' };

/**
 * Makes our copy of a workspace's subscription, and with it the workspace's plan, equal to what Stripe says now. The only writer
 * of both. The workspace is locked before Stripe is asked, so of two syncs the later one knows at least as much: any order,
 * repetition or loss of calls ends in the same state. Of several live subscriptions it keeps one and cancels the others.
 */
export const syncSubscription = (ctx: Ctx, input: z.input<typeof syncSubscriptionInput>): Promise<SyncResult> =>
  withStripe(ctx, async (tx) => {
    const workspace = await lockWorkspace(tx, syncSubscriptionInput.parse(input));
    if (!workspace) return { kind: 'unknown_customer' };
    if (workspace.stripeCustomerId === null) return { kind: 'no_customer' };
    const found = await readSubscriptions(tx.stripe, workspace.stripeCustomerId);
    if (found) return applyTruth({ ...tx, workspaceId: workspace.id }, workspace, found);
    tx.log.warn({ workspaceId: workspace.id, customerId: workspace.stripeCustomerId }, 'Stripe does not know this customer; its plan stays as it is');
    return { kind: 'unknown_customer' };
  });

const applyTruth = async (ctx: WorkspaceCtx, workspace: LockedWorkspace, found: Stripe.Subscription[]): Promise<SyncResult> => {
  const sold = await cancelExtras(ctx, await soldBy(ctx, found));
  const before = await ctx.db.subscription.findMany({ where: { workspaceId: workspace.id } });
  const rows = sold.map((one) => projectSubscription(one, workspace.id, before.find((row) => row.stripeSubscriptionId === one.subscription.id)?.pastDueSince ?? null, ctx.now));
  const all = [...rows, ...before.filter((row) => !rows.some((one) => one.stripeSubscriptionId === row.stripeSubscriptionId)).map((row) => goneAtStripe(ctx, row))];
  // What ended is written before what lives: the database allows one live subscription per workspace.
  for (const row of all.toSorted((a, b) => Number(isLive(a.status)) - Number(isLive(b.status)))) await writeRow(ctx, row, before);
  const plan = await effectivePlan(ctx, workspace, all);
  if (plan.planVersionId !== workspace.planVersionId || plan.periodAnchor.getTime() !== workspace.periodAnchor.getTime()) {
    await ctx.db.workspace.update({ where: { id: workspace.id }, data: plan });
    const { planVersionId, periodAnchor } = workspace;
    await recordAudit(ctx, { action: 'workspace.plan_changed', subject: workspace.id, before: json({ planVersionId, periodAnchor }), after: json(plan) });
  }
  const hasLive = all.some((row) => isLive(row.status));
  if (hasLive) await closeCheckouts(ctx, workspace.id);
  return { kind: 'synced', workspaceId: workspace.id, planVersionId: plan.planVersionId, hasLive };
};

/** Those that sell one of our plans. A company may sell other things to the same customer; they are not ours to touch. */
const soldBy = async (ctx: WorkspaceCtx, found: Stripe.Subscription[]): Promise<Sold[]> => {
  const sold: Sold[] = [];
  for (const subscription of found) {
    for (const item of subscription.items.data) {
      const planVersionId = await planVersionOfPrice(ctx, item.price);
      if (planVersionId === null) continue;
      sold.push({ subscription, item, planVersionId });
      break;
    }
  }
  return sold;
};

const cancelExtras = async (ctx: WorkspaceCtx, sold: Sold[]): Promise<Sold[]> => {
  const [kept, ...extras] = liveInOrder(sold);
  const ended = new Map<string, Stripe.Subscription>();
  for (const { subscription: { id, status } } of extras) {
    const canceled = await missingAsNull(ctx.stripe.subscriptions.cancel(id, { prorate: false, invoice_now: false }, whileLocked));
    ended.set(id, canceled ?? (await ctx.stripe.subscriptions.retrieve(id, {}, whileLocked)));
    await recordAudit(ctx, { action: 'subscription.duplicate_canceled', subject: id, before: { status }, after: { kept: kept?.subscription.id ?? null } });
    ctx.log.error({ workspaceId: ctx.workspaceId, canceled: id, kept: kept?.subscription.id }, 'a second live subscription was canceled; check whether it must be refunded');
  }
  return sold.map((one) => ({ ...one, subscription: ended.get(one.subscription.id) ?? one.subscription }));
};

const factsOf = ({ syncedAt: _, ...row }: Subscription): SubscriptionFacts => ({ ...row, status: row.status as SubscriptionFacts['status'] });

/** A subscription that Stripe no longer lists for a customer it knows has ended. */
const goneAtStripe = (ctx: WorkspaceCtx, row: Subscription): SubscriptionFacts => {
  const facts = factsOf(row);
  return isLive(facts.status) ? { ...facts, status: 'canceled', endedAt: ctx.now, pastDueSince: null } : facts;
};

const writeRow = async (ctx: WorkspaceCtx, row: SubscriptionFacts, before: Subscription[]): Promise<void> => {
  const data = { ...row, syncedAt: ctx.now };
  await ctx.db.subscription.upsert({ where: { stripeSubscriptionId: row.stripeSubscriptionId }, create: data, update: data });
  const known = before.find((one) => one.stripeSubscriptionId === row.stripeSubscriptionId);
  const was = known && factsOf(known);
  if (was && text(was) === text(row)) return;
  await recordAudit(ctx, { action: 'subscription.changed', subject: row.stripeSubscriptionId, before: was && json(was), after: json(row) });
};

const json = (value: object): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
const text = (value: object): string => JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
