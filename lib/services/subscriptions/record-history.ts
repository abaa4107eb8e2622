import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { isLive } from '@/lib/domain/access';
import { changeKind, rankOf } from '@/lib/domain/catalog';
import { retentionCouponId } from '@/lib/domain/stripe-names';
import type { Subscription } from '@/lib/generated/prisma/client';
import { changesBetween, termsIn, type Asked, type By, type Change, type Compared } from './changes-between';
import type { CopiedInvoice, InvoiceCopy } from './copy-invoices';
import { idOf } from './id-of';
import { inputOf } from './intent-kinds';
import { mailPayments } from './mail-payments';
import { paymentChanges } from './payment-changes';
import type { SubscriptionFacts } from './project-subscription';
import { isSameFacts } from './same-facts';
import type { StoredTerms } from './stored-terms';
import { writeChanges } from './write-changes';

export type Synced = { before: SubscriptionFacts | null; after: SubscriptionFacts; subscription: Stripe.Subscription | null };

/**
 * Writes down what a sync found out: history and mail, derived from what we knew before and what Stripe says now, so that any
 * order, repetition or loss of events tells each fact at most once. Call in the sync's transaction, with the workspace locked.
 */
export const recordHistory = async (ctx: WorkspaceCtx, synced: Synced[], copy: InvoiceCopy): Promise<Change[]> => {
  const plans = await plansOf(ctx, synced);
  const planOf = (id: string) => plans.get(id) ?? id;
  const changed = synced.filter(({ before, after }) => before === null || !isSameFacts(before, after));
  const written = changed.length === 0 ? [] : await writeChanges(ctx, await subscriptionChanges(ctx, changed, planOf, copy));
  const live = synced.find(({ after }) => isLive(after.status));
  const paid = live ?? synced.toSorted((a, b) => b.after.startedAt.getTime() - a.after.startedAt.getTime())[0];
  const terms = paid ? termsIn(paid.after, paid.after.currency, planOf) : null;
  const failures = await ctx.db.subscriptionChange.findMany({ where: { workspaceId: ctx.workspaceId, type: 'payment_failed' }, select: { key: true } });
  const failedBefore = new Set(failures.map(({ key }) => key.split(':')[1] ?? ''));
  const payments = await writeChanges(ctx, paymentChanges(copy, terms, ctx.now, failedBefore));
  await mailPayments(ctx, { copy, changes: payments, live: live?.after ?? null, terms });
  return [...written, ...payments];
};

const plansOf = async (ctx: WorkspaceCtx, synced: Synced[]): Promise<Map<string, string>> => {
  const facts = synced.flatMap(({ before, after }) => [before, after]).filter((one) => one !== null);
  const ids = facts.flatMap((one) => [one.planVersionId, one.scheduled?.planVersionId, one.pendingChange?.planVersionId]).filter((id) => id !== undefined);
  const rows = await ctx.db.planVersion.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, plan: true } });
  return new Map(rows.map((row) => [row.id, row.plan]));
};

const subscriptionChanges = async (ctx: WorkspaceCtx, synced: Synced[], planOf: Compared['planOf'], copy: InvoiceCopy): Promise<Change[]> => {
  const asked = await askedOf(ctx);
  const boughtBy = await buyerOf(ctx);
  const earlier = await ctx.db.subscriptionChange.findMany({
    where: { workspaceId: ctx.workspaceId, type: { in: ['downgrade_scheduled', 'cancel_scheduled'] } }, orderBy: { at: 'desc' }, take: 100, select: { key: true, actorKind: true, actorId: true },
  });
  const madeBy = (key: string): By => {
    const row = earlier.find((one) => one.key.startsWith(key));
    return row ? { kind: row.actorKind, id: row.actorId } : { kind: 'stripe', id: null };
  };
  const isRetention = (coupon: string) => coupon.startsWith(retentionCouponId(ctx.catalog.id, ''));
  return synced.flatMap(({ before, after, subscription }) => {
    const details = subscription?.cancellation_details;
    return changesBetween({
      before, after, asked, now: ctx.now, planOf, direction: directionIn(ctx), boughtBy, madeBy, isRetention, ...latestOf(copy, subscription),
      cancellation: { reason: details?.reason ?? null, feedback: details?.feedback ?? null, comment: details?.comment ?? null },
    });
  });
};

/** The amount of a change is its invoice's, credit being negative. */
const latestOf = ({ invoices }: InvoiceCopy, subscription: Stripe.Subscription | null): Pick<Compared, 'latestInvoice' | 'creditMinor'> => {
  const id = subscription && idOf(subscription.latest_invoice);
  const found = invoices.find(({ invoice }) => invoice.id === id)?.after;
  return { latestInvoice: found ? { id: found.stripeInvoiceId, amountMinor: found.amountDueMinor } : null, creditMinor: subscription && creditOfEnd(invoices, subscription) };
};

/** What the invoices that were made final with the end leave: the credit for unused time, less a renewal that was a draft until then. */
const creditOfEnd = (invoices: CopiedInvoice[], { id, ended_at }: Stripe.Subscription): number | null => {
  if (ended_at === null) return null;
  const ofEnd = invoices.filter(({ invoice }) => idOf(invoice.parent?.subscription_details?.subscription ?? null) === id && (invoice.status_transitions.finalized_at ?? 0) >= ended_at);
  const total = ofEnd.reduce((sum, { invoice }) => sum + invoice.total, 0);
  return total < 0 ? total : null;
};

const directionIn = ({ catalog }: WorkspaceCtx) => (from: StoredTerms, to: StoredTerms): 'upgraded' | 'downgraded' => {
  const isRanked = rankOf(catalog, from.plan) >= 0 && rankOf(catalog, to.plan) >= 0;
  const isDown = isRanked ? changeKind(catalog, from.plan, to.plan) === 'downgrade' : yearly(to) < yearly(from);
  return isDown ? 'downgraded' : 'upgraded';
};

const yearly = ({ amountMinor, interval }: StoredTerms): number => (interval === 'year' ? amountMinor : amountMinor * 12);

const askedOf = async (ctx: WorkspaceCtx): Promise<Asked[]> => {
  const rows = await ctx.db.changeIntent.findMany({ where: { workspaceId: ctx.workspaceId, status: { in: ['started', 'payment_required'] } }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => {
    const input = inputOf(row);
    const by = { kind: row.actorKind, id: row.actorId };
    return { id: row.id, kind: input.kind, by, at: row.createdAt, reason: input.reason, feedback: input.feedback, blockers: input.kind === 'block_downgrade' ? input.reasons : [] };
  });
};

/** Whoever opened the newest Checkout bought what came of it. */
const buyerOf = async (ctx: WorkspaceCtx): Promise<By> => {
  const checkout = await ctx.db.checkout.findFirst({ where: { workspaceId: ctx.workspaceId }, orderBy: { createdAt: 'desc' }, select: { createdById: true } });
  if (!checkout) return { kind: 'stripe', id: null };
  const { createdById: id } = checkout;
  return { kind: id.startsWith('usr_') ? 'member' : id.startsWith('key_') ? 'apiKey' : 'job', id };
};

export const factsOf = ({ syncedAt: _, ...row }: Subscription): SubscriptionFacts => row as unknown as SubscriptionFacts;
