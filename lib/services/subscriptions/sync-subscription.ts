import type Stripe from 'stripe';
import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { isLive } from '@/lib/domain/access';
import { Prisma } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { cardOnFile } from './card-on-file';
import type { Change } from './changes-between';
import { closeCheckouts } from './close-checkouts';
import { closeIntents } from './close-intents';
import { pendingChange, scheduledChange } from './coming-changes';
import { copyInvoices, type InvoiceCopy } from './copy-invoices';
import { effectivePlan, type EffectivePlan } from './effective-plan';
import { lockWorkspace, type LockedWorkspace } from './lock-workspace';
import { missingAsNull } from './missing-as-null';
import { planVersionOfPrice } from './plan-version-of-price';
import { liveInOrder, projectSubscription, statusOf, type Sold, type SubscriptionFacts } from './project-subscription';
import { readSubscriptions } from './read-subscriptions';
import { factsOf, recordHistory } from './record-history';
import { isSameFacts } from './same-facts';
import { whileLocked } from './stripe-call';
import { withStripe } from './with-stripe';

export const syncSubscriptionInput = z.union([z.strictObject({ workspaceId: z.string() }), z.strictObject({ customerId: z.string() })]);

/**
 * `unknown_customer`: no workspace has this customer, or Stripe does not know the workspace's. Nothing was written then. `changes`
 * are the facts that this sync added to the history.
 */
export type SyncResult = { kind: 'synced'; workspaceId: string; planVersionId: string; hasLive: boolean; changes: Change[] } | { kind: 'unknown_customer' } | { kind: 'no_customer' };

/**
 * Makes our copy of a workspace's subscription, and with it the workspace's plan, equal to what Stripe says now. Nothing else
 * changes either: a new workspace only begins on the default plan. The workspace is locked before Stripe is asked, so of two
 * syncs the later one knows at least as much: any order, repetition or loss of calls ends in the same state. Of several live
 * subscriptions it keeps one and cancels the others.
 */
export const syncSubscription = (ctx: Ctx, input: z.input<typeof syncSubscriptionInput>): Promise<SyncResult> =>
  withStripe(ctx, async (tx) => {
    const workspace = await lockWorkspace(tx, syncSubscriptionInput.parse(input));
    if (!workspace) return { kind: 'unknown_customer' };
    if (workspace.stripeCustomerId === null) return withoutCustomer({ ...tx, workspaceId: workspace.id }, workspace);
    const found = await readSubscriptions(tx.stripe, workspace.stripeCustomerId);
    if (found) return applyTruth({ ...tx, workspaceId: workspace.id }, workspace, found);
    tx.log.warn({ workspaceId: workspace.id, customerId: workspace.stripeCustomerId }, 'Stripe does not know this customer; its plan stays as it is');
    return { kind: 'unknown_customer' };
  });

/** Who never bought anything keeps the plan they are on, unless an operator gave them one, or what was given ends. */
const withoutCustomer = async (ctx: WorkspaceCtx, workspace: LockedWorkspace): Promise<SyncResult> => {
  const given = await ctx.db.override.count({ where: { workspaceId: workspace.id, kind: 'plan', settledAt: null } });
  if (given > 0) await writePlan(ctx, workspace, await effectivePlan(ctx, workspace, []));
  return { kind: 'no_customer' };
};

const writePlan = async (ctx: WorkspaceCtx, workspace: LockedWorkspace, plan: EffectivePlan): Promise<void> => {
  const { planVersionId, periodAnchor } = workspace;
  if (plan.planVersionId === planVersionId && plan.periodAnchor.getTime() === periodAnchor.getTime()) return;
  await ctx.db.workspace.update({ where: { id: workspace.id }, data: plan });
  await recordAudit(ctx, { action: 'workspace.plan_changed', subject: workspace.id, before: json({ planVersionId, periodAnchor }), after: json(plan) });
};

const applyTruth = async (ctx: WorkspaceCtx, workspace: LockedWorkspace, found: Stripe.Subscription[]): Promise<SyncResult> => {
  const known = await ctx.db.subscription.findMany({ where: { workspaceId: workspace.id } });
  const { sold, extras } = await cancelExtras(ctx, await soldBy(ctx, found), known.map((row) => row.stripeSubscriptionId));
  const copy = await copyInvoices(ctx, workspace.stripeCustomerId ?? '', known.length > 0);
  const before = known.map(factsOf);
  const was = (id: string) => before.find((row) => row.stripeSubscriptionId === id) ?? null;
  const rows = sold.map((one) => projectSubscription(one, workspace.id, was(one.subscription.id)?.pastDueSince ?? overdueSince(copy), ctx.now));
  const all = [...rows, ...before.filter((row) => !rows.some((one) => one.stripeSubscriptionId === row.stripeSubscriptionId)).map((row) => goneAtStripe(ctx, row))];
  // What ended is written before what lives: the database allows one live subscription per workspace.
  for (const row of all.toSorted((a, b) => Number(isLive(a.status)) - Number(isLive(b.status)))) await writeRow(ctx, row, was(row.stripeSubscriptionId));
  const plan = await effectivePlan(ctx, workspace, all);
  await writePlan(ctx, workspace, plan);
  const news = all.filter((row) => !extras.includes(row.stripeSubscriptionId));
  const subscriptionOf = (id: string) => sold.find((one) => one.subscription.id === id)?.subscription ?? null;
  const changes = await recordHistory(ctx, news.map((after) => ({ before: was(after.stripeSubscriptionId), after, subscription: subscriptionOf(after.stripeSubscriptionId) })), copy);
  await closeIntents(ctx, all.find((row) => isLive(row.status)) ?? null);
  const hasLive = all.some((row) => isLive(row.status));
  if (hasLive) await closeCheckouts(ctx, workspace.id);
  return { kind: 'synced', workspaceId: workspace.id, planVersionId: plan.planVersionId, hasLive, changes };
};

/** When the oldest unpaid renewal was first tried, so that grace ends at the same instant however late we hear of it. */
const overdueSince = ({ invoices }: InvoiceCopy): Date | null => {
  const tried = invoices.flatMap(({ invoice, after }) => (after.status === 'open' && after.attemptCount > 0 && after.reason === 'subscription_cycle' ? [invoice.status_transitions.finalized_at ?? invoice.created] : []));
  return tried.length === 0 ? null : new Date(Math.min(...tried) * 1000);
};

/** Those that sell one of our plans. A company may sell other things to the same customer; they are not ours to touch. */
const soldBy = async (ctx: WorkspaceCtx, found: Stripe.Subscription[]): Promise<Sold[]> => {
  const sold: Sold[] = [];
  for (const subscription of found) {
    for (const item of subscription.items.data) {
      const planVersionId = await planVersionOfPrice(ctx, item.price);
      if (planVersionId === null) continue;
      sold.push(await asSold(ctx, subscription, item, planVersionId));
      break;
    }
  }
  return sold;
};

const nothingComing = { scheduled: null, pendingChange: null, onFile: { paymentMethodId: null, card: null } };

const asSold = async (ctx: WorkspaceCtx, subscription: Stripe.Subscription, item: Stripe.SubscriptionItem, planVersionId: string): Promise<Sold> => {
  if (!isLive(statusOf(subscription))) return { subscription, item, planVersionId, ...nothingComing };
  const scheduled = await scheduledChange(ctx, subscription);
  return { subscription, item, planVersionId, scheduled, pendingChange: await pendingChange(ctx, subscription, { planVersionId, item }), onFile: await cardOnFile(ctx, subscription) };
};

const cancelExtras = async (ctx: WorkspaceCtx, sold: Sold[], known: string[]): Promise<{ sold: Sold[]; extras: string[] }> => {
  const [kept, ...extras] = liveInOrder(sold);
  const ended = new Map<string, Stripe.Subscription>();
  for (const { subscription: { id } } of extras) {
    const canceled = await missingAsNull(ctx.stripe.subscriptions.cancel(id, { prorate: false, invoice_now: false }, whileLocked));
    ended.set(id, canceled ?? (await ctx.stripe.subscriptions.retrieve(id, {}, whileLocked)));
  }
  // One that lived beside the kept one and that we never heard of was canceled here before, and only our commit was lost.
  const lost = sold.filter(({ subscription: { id, ended_at } }) => kept && !known.includes(id) && ended_at !== null && ended_at >= kept.subscription.created);
  for (const { subscription: { id, status } } of [...extras, ...lost]) {
    await recordAudit(ctx, { action: 'subscription.duplicate_canceled', subject: id, before: { status }, after: { kept: kept?.subscription.id ?? null } });
    ctx.log.error({ workspaceId: ctx.workspaceId, canceled: id, kept: kept?.subscription.id }, 'a second live subscription was canceled; check whether it must be refunded');
  }
  const extraIds = [...extras, ...lost].map((one) => one.subscription.id);
  return { sold: sold.map((one) => ({ ...one, subscription: ended.get(one.subscription.id) ?? one.subscription })), extras: extraIds };
};

/** A subscription that Stripe no longer lists for a customer it knows has ended. */
const goneAtStripe = (ctx: WorkspaceCtx, row: SubscriptionFacts): SubscriptionFacts =>
  isLive(row.status) ? { ...row, status: 'canceled', endedAt: ctx.now, pastDueSince: null, pausedAt: null, scheduled: null, pendingChange: null } : row;

const writeRow = async (ctx: WorkspaceCtx, row: SubscriptionFacts, was: SubscriptionFacts | null): Promise<void> => {
  const data = { ...row, scheduled: jsonOrNull(row.scheduled), discount: jsonOrNull(row.discount), pendingChange: jsonOrNull(row.pendingChange), card: jsonOrNull(row.card), syncedAt: ctx.now };
  await ctx.db.subscription.upsert({ where: { stripeSubscriptionId: row.stripeSubscriptionId }, create: data, update: data });
  if (was && isSameFacts(was, row)) return;
  await recordAudit(ctx, { action: 'subscription.changed', subject: row.stripeSubscriptionId, before: was ? json(was) : undefined, after: json(row) });
};

const json = (value: object): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
const jsonOrNull = (value: object | null) => (value === null ? Prisma.DbNull : json(value));
