import type Stripe from 'stripe';
import type { InvoiceAmounts, InvoiceLineView } from '@/lib/domain/views/billing-view';

const sum = (amounts: number[]): number => amounts.reduce((total, one) => total + one, 0);
const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** How an invoice adds up. Every figure is Stripe's or a difference of two of Stripe's. */
export const invoiceAmounts = (invoice: Stripe.Invoice): InvoiceAmounts => {
  const discount = sum((invoice.total_discount_amounts ?? []).map((one) => one.amount));
  const taxes = invoice.total_taxes ?? [];
  const onTop = sum(taxes.filter((one) => one.tax_behavior !== 'inclusive').map((one) => one.amount));
  const taxMinor = sum(taxes.map((one) => one.amount));
  return {
    subtotalMinor: invoice.total - onTop + discount,
    discountMinor: 0 - discount,
    taxMinor,
    isTaxIncluded: taxMinor !== onTop,
    totalMinor: invoice.total,
    balanceMinor: invoice.amount_due - invoice.total + invoice.pre_payment_credit_notes_amount,
    amountDueMinor: invoice.amount_due,
  };
};

export const invoiceLineView = (line: Stripe.InvoiceLineItem): InvoiceLineView => ({
  description: line.description ?? 'Subscription',
  amountMinor: line.amount,
  quantity: line.quantity,
  isProration: line.parent?.subscription_item_details?.proration ?? line.parent?.invoice_item_details?.proration ?? false,
  periodStart: isoOf(line.period.start),
  periodEnd: isoOf(line.period.end),
});

/** The lines that came with an invoice. Those that Stripe left out are one more line, so that they always add up to the subtotal. */
export const linesThatCame = (invoice: Stripe.Invoice): InvoiceLineView[] => {
  const lines = invoice.lines.data.map(invoiceLineView);
  const rest = invoiceAmounts(invoice).subtotalMinor - sum(lines.map((line) => line.amountMinor));
  if (!invoice.lines.has_more || rest === 0) return lines;
  const { period_start, period_end } = invoice;
  return [...lines, { description: 'Further lines', amountMinor: rest, quantity: null, isProration: false, periodStart: isoOf(period_start), periodEnd: isoOf(period_end) }];
};
