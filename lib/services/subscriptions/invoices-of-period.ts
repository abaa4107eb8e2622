import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { inTheWayOf, type Live } from './read-live';
import { whileLocked } from './stripe-call';

export type InvoicesOfPeriod = {
  /** Whether its unused time can be given back: it was paid for, or will be by the invoice that Stripe still prepares. */
  isCovered: boolean;
  /** The renewal, or the first invoice after a trial, in the hour before Stripe charges it. */
  draft: Stripe.Invoice | null;
};

/** How the running period stands with its payment. `active` says less: Stripe says it of a trial or a renewal an hour before it charges. */
export const invoicesOfPeriod = async (ctx: WorkspaceCtx, live: Live): Promise<InvoicesOfPeriod> => {
  const { subscription, item } = live;
  if (subscription.status !== 'active') return { isCovered: false, draft: null };
  const { data } = await ctx.stripe.invoices.list({ subscription: subscription.id, created: { gte: item.current_period_start }, limit: 100 }, whileLocked);
  const { pendingInvoiceId } = inTheWayOf(live);
  return {
    isCovered: !data.some(({ id, status }) => status === 'open' && id !== pendingInvoiceId),
    draft: data.find(({ status, auto_advance }) => status === 'draft' && auto_advance) ?? null,
  };
};

/**
 * Collects a draft whose subscription has ended, which Stripe would leave lying: the credit for the unused time pays it, and what it
 * bills of earlier use is charged. Again changes nothing.
 */
export const collectDraft = async (ctx: WorkspaceCtx, draftId: string | null): Promise<void> => {
  // What an earlier version stored says nothing of a draft.
  if (!draftId) return;
  const { status } = await ctx.stripe.invoices.retrieve(draftId, {}, whileLocked);
  if (status === 'draft') await ctx.stripe.invoices.finalizeInvoice(draftId, { auto_advance: true }, whileLocked);
};
