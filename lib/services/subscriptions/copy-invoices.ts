import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import type { Invoice } from '@/lib/generated/prisma/client';
import { idOf } from './id-of';
import { missingAsNull } from './missing-as-null';
import { whileLocked } from './stripe-call';

/** An invoice as Stripe tells it now, and what we knew of it before. */
export type CopiedInvoice = { invoice: Stripe.Invoice; before: Invoice | null; after: InvoiceFacts };
type InvoiceFacts = Omit<Invoice, 'syncedAt'>;

/** `isImport`: the workspace has been buying since before invoices were copied, so what they tell is no news. */
export type InvoiceCopy = { invoices: CopiedInvoice[]; isImport: boolean };

const open = ['draft', 'open'];
const dateOrNull = (seconds: number | null | undefined): Date | null => (seconds ? new Date(seconds * 1000) : null);

/**
 * Makes our copy of a customer's invoices equal to Stripe's and writes those that changed. One call for the newest hundred, all of
 * them at the first time, and one for each older one that was still open. Call with the workspace locked.
 */
export const copyInvoices = async (ctx: WorkspaceCtx, customer: string, isImport: boolean): Promise<InvoiceCopy> => {
  const known = await ctx.db.invoice.findMany({ where: { workspaceId: ctx.workspaceId } });
  const found = await readInvoices(ctx, customer, known);
  const refunded = await refundsOf(ctx, customer, found);
  const invoices: CopiedInvoice[] = [];
  for (const invoice of found) {
    const before = known.find((row) => row.stripeInvoiceId === invoice.id) ?? null;
    const after = invoiceFacts(ctx.workspaceId, invoice, refunded(invoice) ?? before?.refundedMinor ?? 0);
    invoices.push({ invoice, before, after });
    if (before && isSame(before, after)) continue;
    const data = { ...after, syncedAt: ctx.now };
    await ctx.db.invoice.upsert({ where: { stripeInvoiceId: invoice.id }, create: data, update: data });
  }
  return { invoices, isImport: isImport && known.length === 0 };
};

const readInvoices = async (ctx: WorkspaceCtx, customer: string, known: Invoice[]): Promise<Stripe.Invoice[]> => {
  const listing = { customer, limit: 100, expand: ['data.payments'] };
  if (known.length === 0) return ctx.stripe.invoices.list(listing, whileLocked).autoPagingToArray({ limit: 2_000 });
  const { data: newest, has_more } = await ctx.stripe.invoices.list(listing, whileLocked);
  const older = has_more ? known.filter((row) => open.includes(row.status) && !newest.some((one) => one.id === row.stripeInvoiceId)) : [];
  const asked: Stripe.Invoice[] = [];
  for (const { stripeInvoiceId } of older) {
    const invoice = await missingAsNull(ctx.stripe.invoices.retrieve(stripeInvoiceId, { expand: ['payments'] }, whileLocked));
    if (invoice) asked.push(invoice);
  }
  return [...newest, ...asked];
};

const intentsOf = (invoice: Stripe.Invoice): string[] => (invoice.payments?.data ?? []).flatMap(({ payment }) => idOf(payment.payment_intent) ?? []);

/** What went back to the card, per invoice: the refunds of its charges; null when they are too long ago. No call where nothing was ever paid. */
const refundsOf = async (ctx: WorkspaceCtx, customer: string, invoices: Stripe.Invoice[]): Promise<(invoice: Stripe.Invoice) => number | null> => {
  if (!invoices.some((invoice) => invoice.amount_paid > 0)) return () => null;
  const { data: charges } = await ctx.stripe.charges.list({ customer, limit: 100 }, whileLocked);
  return (invoice) => {
    const intents = intentsOf(invoice);
    const own = charges.filter((charge) => intents.includes(idOf(charge.payment_intent) ?? ''));
    return own.length === 0 ? null : own.reduce((sum, charge) => sum + charge.amount_refunded, 0);
  };
};

const statuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

/** Stripe's invoice in our row, but for when it was read. The period is what the lines are for: an invoice's own is when things could be added to it. */
export const invoiceFacts = (workspaceId: string, invoice: Stripe.Invoice, refundedMinor: number): InvoiceFacts => {
  const status = statuses.find((one) => one === invoice.status);
  if (!status) throw new Error(`Stripe says "${String(invoice.status)}" of ${invoice.id}, a status that is not known here.`);
  const periods = invoice.lines.data.map((line) => line.period);
  return {
    stripeInvoiceId: invoice.id, workspaceId, number: invoice.number, status, reason: invoice.billing_reason ?? 'manual', currency: invoice.currency, totalMinor: invoice.total,
    taxMinor: (invoice.total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0), amountDueMinor: invoice.amount_due, amountPaidMinor: invoice.amount_paid, refundedMinor,
    attemptCount: invoice.attempt_count, nextAttemptAt: dateOrNull(invoice.next_payment_attempt),
    periodStart: new Date(Math.min(...periods.map((one) => one.start), ...(periods.length === 0 ? [invoice.period_start] : [])) * 1000),
    periodEnd: new Date(Math.max(...periods.map((one) => one.end), ...(periods.length === 0 ? [invoice.period_end] : [])) * 1000),
    hostedUrl: invoice.hosted_invoice_url ?? null, pdfUrl: invoice.invoice_pdf ?? null, createdAt: new Date(invoice.created * 1000),
    paidAt: dateOrNull(invoice.status_transitions.paid_at),
  };
};

const isSame = ({ syncedAt: _, ...before }: Invoice, after: InvoiceFacts): boolean =>
  (Object.keys(after) as (keyof InvoiceFacts)[]).every((key) => JSON.stringify(before[key]) === JSON.stringify(after[key]));
