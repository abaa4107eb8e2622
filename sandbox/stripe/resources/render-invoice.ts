import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type Invoice = ApiRecords['invoice'];
export type InvoiceLine = Invoice['lines']['data'][number];
type Customer = ApiRecords['customer'];
type Price = ApiRecords['price'];

export interface LineFields {
  id: string;
  invoice: string;
  amount: number;
  currency: string;
  description: string | null;
  period: { start: number; end: number };
  pricing: InvoiceLine['pricing'];
  quantity: number;
  parent: InvoiceLine['parent'];
  subscription: string | null;
  metadata: Record<string, string>;
  discountable: boolean;
}

export const pricingOf = (price: Price, unitAmount: number | null = price.unit_amount): NonNullable<InvoiceLine['pricing']> => ({
  type: 'price_details', price_details: { price: price.id, product: price.product },
  unit_amount_decimal: unitAmount === null ? price.unit_amount_decimal : String(unitAmount),
});

export const renderLine = (line: LineFields): InvoiceLine => ({
  id: line.id, object: 'line_item', amount: line.amount, currency: line.currency, description: line.description, discount_amounts: [], discountable: line.discountable,
  discounts: [], invoice: line.invoice, livemode: false, metadata: line.metadata, parent: line.parent, period: line.period, pretax_credit_amounts: [],
  pricing: line.pricing, quantity: line.quantity, quantity_decimal: String(line.quantity), subscription: line.subscription, subtotal: line.amount, taxes: [],
});

export interface InvoiceFields {
  id: string;
  created: number;
  currency: string;
  customer: Customer;
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'manual';
  /** With their discounts. */
  lines: InvoiceLine[];
  /** Ids of the discounts that hang on the invoice. */
  discounts: string[];
  parent: Invoice['parent'];
  period: { start: number; end: number };
  /** null: finalised at once, or by hand. */
  finalizesAt: number | null;
  autoAdvance: boolean;
  metadata: Record<string, string>;
  accountName: string;
  /** With the customer's balance, before anything is paid. */
  amountDue: number;
}

/** The sums over the lines: what they cost, and what each discount takes off. */
export function totalsOf(lines: readonly InvoiceLine[]): { subtotal: number; total: number; discounts: { discount: string; amount: number }[] } {
  const byDiscount = new Map<string, number>();
  for (const line of lines) for (const { discount, amount } of line.discount_amounts ?? []) byDiscount.set(discount, (byDiscount.get(discount) ?? 0) + amount);
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discounts = [...byDiscount].map(([discount, amount]) => ({ discount, amount }));
  return { subtotal, discounts, total: discounts.reduce((rest, { amount }) => rest - amount, subtotal) };
}

export function renderInvoice(given: InvoiceFields): Invoice {
  const { customer, amountDue: due } = given;
  const { subtotal, total, discounts } = totalsOf(given.lines);
  return {
    id: given.id, object: 'invoice', account_country: 'US', account_name: given.accountName, account_tax_ids: null, amount_due: due, amount_overpaid: 0, amount_paid: 0,
    amount_remaining: due, amount_shipping: 0, application: null, attempt_count: 0, attempted: false, auto_advance: given.autoAdvance,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null }, automatically_finalizes_at: given.finalizesAt,
    billing_reason: given.reason, collection_method: 'charge_automatically', created: given.created, currency: given.currency, custom_fields: null, customer: customer.id,
    customer_account: null, customer_address: customer.address ?? null, customer_email: customer.email, customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null, customer_shipping: null, customer_tax_exempt: customer.tax_exempt ?? 'none', customer_tax_ids: [],
    default_payment_method: null, default_source: null, default_tax_rates: [], description: null, discounts: given.discounts, due_date: null, effective_at: null,
    ending_balance: null, footer: null, from_invoice: null, hosted_invoice_url: null, invoice_pdf: null, issuer: { type: 'self' }, last_finalization_error: null,
    latest_revision: null, lines: { object: 'list', data: given.lines, has_more: false, url: `/v1/invoices/${given.id}/lines` }, livemode: false, metadata: given.metadata,
    next_payment_attempt: given.finalizesAt, number: null, on_behalf_of: null, parent: given.parent,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null }, period_end: given.period.end,
    period_start: given.period.start, post_payment_credit_notes_amount: 0, pre_payment_credit_notes_amount: 0, receipt_number: null, rendering: null,
    shipping_cost: null, shipping_details: null, starting_balance: customer.balance, statement_descriptor: null, status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null }, subtotal, subtotal_excluding_tax: subtotal,
    test_clock: customer.test_clock ?? null, total, total_discount_amounts: discounts, total_excluding_tax: total, total_pretax_credit_amounts: [], total_taxes: [],
    webhooks_delivered_at: given.created,
  };
}
