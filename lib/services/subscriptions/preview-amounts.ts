import type Stripe from 'stripe';
import type { InvoiceLineView } from '@/lib/domain/views/billing-view';
import { invoiceAmounts, linesThatCame } from '@/lib/services/invoices/invoice-amounts';

export type DueNow = {
  lines: InvoiceLineView[];
  creditMinor: number;
  chargeMinor: number;
  discountMinor: number;
  taxMinor: number;
  balanceMinor: number;
  dueNowMinor: number;
  creditLeftMinor: number;
};

const sum = (amounts: number[]): number => amounts.reduce((total, one) => total + one, 0);

export const nothingDue: DueNow = { lines: [], creditMinor: 0, chargeMinor: 0, discountMinor: 0, taxMinor: 0, balanceMinor: 0, dueNowMinor: 0, creditLeftMinor: 0 };

/** What an invoice of Stripe's charges at once. Credit, discount and used balance are negative; what credit is left is positive. */
export const dueNow = (invoice: Stripe.Invoice): DueNow => {
  const lines = linesThatCame(invoice);
  const { discountMinor, taxMinor } = invoiceAmounts(invoice);
  return {
    lines, discountMinor, taxMinor,
    creditMinor: sum(lines.map((line) => Math.min(0, line.amountMinor))), chargeMinor: sum(lines.map((line) => Math.max(0, line.amountMinor))),
    balanceMinor: invoice.amount_due - Math.max(0, invoice.total), dueNowMinor: invoice.amount_due,
    creditLeftMinor: Math.max(0, 0 - (invoice.starting_balance + invoice.total)),
  };
};

/**
 * What stays on the account after an invoice, as Stripe counts: credit is negative, a debt positive. Too little to be charged is a
 * debt that the next invoice takes along.
 */
export const balanceAfter = ({ amount_due, starting_balance, total }: Stripe.Invoice): number => (amount_due > 0 ? 0 : starting_balance + total);

/** What a later invoice takes from the card with what stays on the account until then. */
export const withBalance = (invoice: Stripe.Invoice, balanceMinor: number): number => Math.max(0, invoice.total + balanceMinor);
