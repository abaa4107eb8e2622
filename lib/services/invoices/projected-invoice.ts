import type Stripe from 'stripe';
import type { InvoiceStatus, InvoiceView } from '@/lib/domain/views/billing-view';
import { descriptionOf } from './invoice-view';

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
const isoOrNull = (seconds: number | null | undefined): string | null => (seconds ? isoOf(seconds) : null);

const statuses: readonly InvoiceStatus[] = ['draft', 'open', 'paid', 'uncollectible', 'void'];

const statusOf = (invoice: Stripe.Invoice): InvoiceStatus => {
  const status = statuses.find((one) => one === invoice.status);
  if (!status) throw new Error(`Stripe says "${String(invoice.status)}" of ${invoice.id}, a status that is not known here.`);
  return status;
};

/** The time that the lines are for. An invoice's own period is when things could be added to it. */
const servicePeriod = ({ lines, period_start, period_end }: Stripe.Invoice): { start: number; end: number } => {
  const periods = lines.data.map((line) => line.period);
  if (periods.length === 0) return { start: period_start, end: period_end };
  return { start: Math.min(...periods.map((one) => one.start)), end: Math.max(...periods.map((one) => one.end)) };
};

/** An invoice of Stripe's as the customer reads it. `credits` names the pack that was bought with it. */
export const projectedInvoice = (invoice: Stripe.Invoice, refundedMinor: number, credits?: string): InvoiceView => {
  const status = statusOf(invoice);
  const period = servicePeriod(invoice);
  return {
    id: invoice.id, number: invoice.number, status, isOverdue: status === 'open' && invoice.attempt_count > 0, description: credits ?? descriptionOf(invoice.billing_reason),
    currency: invoice.currency, totalMinor: invoice.total, taxMinor: (invoice.total_taxes ?? []).reduce((sum, one) => sum + one.amount, 0), amountDueMinor: invoice.amount_due,
    amountPaidMinor: invoice.amount_paid, amountRemainingMinor: invoice.amount_remaining, refundedMinor, createdAt: isoOf(invoice.created), paidAt: isoOrNull(invoice.status_transitions.paid_at),
    periodStart: isoOf(period.start), periodEnd: isoOf(period.end), nextAttemptAt: isoOrNull(invoice.next_payment_attempt),
    hostedUrl: invoice.hosted_invoice_url ?? null, pdfUrl: invoice.invoice_pdf ?? null,
  };
};
