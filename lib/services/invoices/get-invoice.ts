import type Stripe from 'stripe';
import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { InvoiceDetailView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { invoiceFacts } from '@/lib/services/subscriptions/copy-invoices';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { invoiceAmounts, invoiceLineView } from './invoice-amounts';
import { invoiceView } from './invoice-view';
import { intentsOf, ownInvoice } from './own-invoice';
import { packNames } from './pack-names';

export const getInvoiceInput = z.strictObject({ id: z.string().min(1).max(255) });

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/**
 * One invoice with all that belongs to it, as Stripe says now. Where our copy says otherwise it is brought up to date, so that
 * what was paid on Stripe's page or after 3-D Secure does not wait for a webhook. 404 for another workspace's.
 */
export const getInvoice = async (ctx: WorkspaceCtx, input: z.input<typeof getInvoiceInput>): Promise<InvoiceDetailView> => {
  requireRole(ctx, billingRoles);
  const { id } = getInvoiceInput.parse(input);
  const invoice = await ownInvoice(ctx, id);
  const intents = intentsOf(invoice);
  const [lines, notes, refunds, failure, row] = await Promise.all([
    ctx.stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 1_000 }),
    ctx.stripe.creditNotes.list({ invoice: id, limit: 100 }),
    Promise.all(intents.map((payment_intent) => ctx.stripe.refunds.list({ payment_intent, limit: 100 }))),
    failureOf(ctx.stripe, invoice, intents[0]),
    ctx.db.invoice.findFirst({ where: { stripeInvoiceId: id, workspaceId: ctx.workspaceId }, select: { status: true } }),
  ]);
  if (row?.status !== invoice.status) await syncSubscription(ctx, { workspaceId: ctx.workspaceId });
  const given = refunds.flatMap((page) => page.data);
  const refundedMinor = given.filter((one) => one.status !== 'failed' && one.status !== 'canceled').reduce((total, one) => total + one.amount, 0);
  return {
    ...invoiceView(invoiceFacts(ctx.workspaceId, invoice, refundedMinor), (await packNames(ctx, [id])).get(id)),
    ...invoiceAmounts(invoice),
    lines: lines.map(invoiceLineView),
    creditedMinor: 0 - invoice.pre_payment_credit_notes_amount,
    failure,
    refunds: given.map((one) => ({ id: one.id, amountMinor: one.amount, reason: one.reason, status: one.status ?? 'pending', at: isoOf(one.created) })),
    creditNotes: notes.data.filter((one) => one.status !== 'void').map((one) => ({ id: one.id, number: one.number, amountMinor: one.total, reason: one.reason ?? one.memo, pdfUrl: one.pdf || null, at: isoOf(one.created) })),
  };
};

const failureOf = async (stripe: Stripe, invoice: Stripe.Invoice, intent: string | undefined): Promise<string | null> => {
  if (invoice.status !== 'open' || intent === undefined) return null;
  return (await stripe.paymentIntents.retrieve(intent)).last_payment_error?.message ?? null;
};
