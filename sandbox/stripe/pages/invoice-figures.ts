import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';

export interface Figure {
  label: string;
  amount: string;
  isStrong?: boolean;
}

function discountName({ store }: Sandbox, id: string): string {
  const coupon = store.get('discount', id)?.source.coupon;
  const found = coupon ? store.get('coupon', coupon) : undefined;
  return found?.name ?? coupon ?? 'Discount';
}

/** From subtotal to what is due, in the order in which people read an invoice. */
export function invoiceFigures(sandbox: Sandbox, invoice: Invoice): Figure[] {
  const money = (amount: number): string => formatMoney(amount, invoice.currency);
  const applied = invoice.ending_balance === null ? 0 : invoice.starting_balance - invoice.ending_balance;
  return [
    { label: 'Subtotal', amount: money(invoice.subtotal) },
    ...(invoice.total_discount_amounts ?? []).flatMap(({ amount, discount }) => (amount > 0 ? [{ label: `Discount (${discountName(sandbox, discount)})`, amount: money(-amount) }] : [])),
    ...(invoice.total_taxes ?? []).map(({ amount }) => ({ label: 'Tax', amount: money(amount) })),
    { label: 'Total', amount: money(invoice.total), isStrong: true },
    ...(applied === 0 ? [] : [{ label: 'Applied balance', amount: money(applied) }]),
    ...(invoice.amount_paid > 0 ? [{ label: 'Amount paid', amount: money(-invoice.amount_paid) }] : []),
    { label: 'Amount due', amount: money(invoice.amount_remaining), isStrong: true },
  ];
}

const words: Record<string, string> = { paid: 'Paid', open: 'Open', void: 'Void', uncollectible: 'Uncollectible', draft: 'Draft' };
export const statusWord = ({ status }: Invoice): string => words[status ?? 'draft'] ?? String(status);

/** Name, address and tax ids, as they were when the invoice was finalised. */
export function billedTo(invoice: Invoice): string[] {
  const address = invoice.customer_address;
  const town = [address?.postal_code, address?.city, address?.state].filter(Boolean).join(' ');
  const ids = (invoice.customer_tax_ids ?? []).map(({ type, value }) => `${type.replace('_', ' ').toUpperCase()} ${value ?? ''}`);
  return [invoice.customer_name, address?.line1, address?.line2, town, address?.country, invoice.customer_email, ...ids].filter((line): line is string => Boolean(line));
}
