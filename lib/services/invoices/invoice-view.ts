import type { InvoiceStatus, InvoiceView } from '@/lib/domain/views/billing-view';
import type { Invoice } from '@/lib/generated/prisma/client';

/** Why an invoice was made, by Stripe's `billing_reason`. */
const descriptions: Record<string, string> = {
  subscription_create: 'First payment', subscription_cycle: 'Renewal', subscription_update: 'Change of plan', subscription_threshold: 'Usage', manual: 'One-off purchase',
};

/** What begins without a payment (a trial, a full discount) is no first payment. */
const descriptionOf = ({ reason, totalMinor }: { reason: string; totalMinor: number }): string =>
  reason === 'subscription_create' && totalMinor === 0 ? 'Start of the subscription' : (descriptions[reason] ?? 'Invoice');

/** Our copy of an invoice as the customer reads it. `credits` names the pack that was bought with it. */
export const invoiceView = (row: Omit<Invoice, 'syncedAt'>, credits?: string): InvoiceView => ({
  id: row.stripeInvoiceId, number: row.number, status: row.status as InvoiceStatus, isOverdue: row.status === 'open' && row.attemptCount > 0,
  description: credits ?? descriptionOf(row), currency: row.currency, totalMinor: row.totalMinor, taxMinor: row.taxMinor,
  amountDueMinor: row.amountDueMinor, amountPaidMinor: row.amountPaidMinor, amountRemainingMinor: row.amountDueMinor - row.amountPaidMinor, refundedMinor: row.refundedMinor, createdAt: row.createdAt.toISOString(),
  paidAt: row.paidAt?.toISOString() ?? null, periodStart: row.periodStart.toISOString(), periodEnd: row.periodEnd.toISOString(),
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null, hostedUrl: row.hostedUrl, pdfUrl: row.pdfUrl,
});
