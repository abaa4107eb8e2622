import type Stripe from 'stripe';
import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { UpcomingInvoiceView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { invoiceAmounts, linesThatCame } from '@/lib/services/invoices/invoice-amounts';

export const getUpcomingInvoiceInput = z.strictObject({});

/** Statuses that Stripe makes further invoices for. */
const billed = ['trialing', 'active', 'past_due', 'unpaid'];

/** What will be billed next and when, as Stripe works it out now. Null without a subscription, or when it ends before. */
export const getUpcomingInvoice = async (ctx: WorkspaceCtx, _input: z.input<typeof getUpcomingInvoiceInput> = {}): Promise<UpcomingInvoiceView> => {
  requireRole(ctx, billingRoles);
  const row = await ctx.db.subscription.findFirst({
    where: { workspaceId: ctx.workspaceId, status: { in: billed } }, select: { stripeSubscriptionId: true, workspace: { select: { stripeCustomerId: true } } },
  });
  const customer = row?.workspace.stripeCustomerId;
  const preview = row && customer ? await nextInvoice(ctx.stripe, customer, row.stripeSubscriptionId) : null;
  if (!preview) return { invoice: null };
  return { invoice: { at: new Date(preview.period_end * 1000).toISOString(), currency: preview.currency, lines: linesThatCame(preview), ...invoiceAmounts(preview) } };
};

const nextInvoice = (stripe: Stripe, customer: string, subscription: string): Promise<Stripe.Invoice | null> =>
  stripe.invoices.createPreview({ customer, subscription }).catch((reason: unknown) => {
    const { code } = (reason ?? {}) as { code?: unknown };
    if (code === 'invoice_upcoming_none' || code === 'resource_missing') return null;
    throw reason;
  });
