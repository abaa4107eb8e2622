import { formatDate } from '@/components/ui/format-time';
import type { InvoiceLineView, InvoiceView } from '@/lib/domain/views/billing-view';

/** `INV-0001`, or what it is until it has a number. */
export const invoiceName = ({ number, status }: Pick<InvoiceView, 'number' | 'status'>): string => number ?? (status === 'draft' ? 'Draft invoice' : 'Invoice');

/** `1 Nov 2026 to 1 Dec 2026`; one date where it is a moment. */
export const periodWords = ({ periodStart, periodEnd }: Pick<InvoiceLineView, 'periodStart' | 'periodEnd'>): string => {
  const [start, end] = [formatDate(periodStart), formatDate(periodEnd)];
  return start === end ? start : `${start} to ${end}`;
};

/** Whether it can be paid here now. */
export const isPayable = ({ status, amountRemainingMinor }: Pick<InvoiceView, 'status' | 'amountRemainingMinor'>): boolean => (status === 'open' || status === 'uncollectible') && amountRemainingMinor > 0;

const reasons: Record<string, string> = {
  duplicate: 'Charged twice', fraudulent: 'Not authorised', requested_by_customer: 'On request', expired_uncaptured_charge: 'Not captured in time', order_change: 'Change of the order',
  product_unsatisfactory: 'Not as agreed',
};

/** Stripe's reason of a refund or a credit note in words. */
export const reasonWords = (reason: string | null): string | null => (reason === null ? null : (reasons[reason] ?? reason));

const refundStates: Record<string, string> = { pending: 'on its way', requires_action: 'waiting for you', failed: 'failed', canceled: 'cancelled' };

/** What is to be said of a refund that has not arrived. */
export const refundWords = (status: string): string | null => refundStates[status] ?? null;
