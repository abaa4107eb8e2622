import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type Invoice = ApiRecords['invoice'];
export type InvoiceLine = Invoice['lines']['data'][number];
type Customer = ApiRecords['customer'];
type Price = ApiRecords['price'];

export interface LineFields {
  id: string;
  invoice: string;
  amount: number;
  description: string;
  period: { start: number; end: number };
  price: Price;
  quantity: number;
  unitAmount?: number;
  parent: InvoiceLine['parent'];
  subscription: string | null;
  metadata: Record<string, string>;
}

export const renderLine = (line: LineFields): InvoiceLine => ({
  id: line.id, object: 'line_item', amount: line.amount, currency: line.price.currency, description: line.description, discount_amounts: [], discountable: true,
  discounts: [], invoice: line.invoice, livemode: false, metadata: line.metadata, parent: line.parent, period: line.period, pretax_credit_amounts: [],
  pricing: {
    type: 'price_details', price_details: { price: line.price.id, product: line.price.product }, unit_amount_decimal: String(line.unitAmount ?? line.price.unit_amount ?? 0),
  },
  quantity: line.quantity, quantity_decimal: String(line.quantity), subscription: line.subscription, subtotal: line.amount, taxes: [],
});

export interface InvoiceFields {
  id: string;
  created: number;
  currency: string;
  customer: Customer;
  reason: 'subscription_create' | 'subscription_cycle' | 'manual';
  lines: InvoiceLine[];
  parent: Invoice['parent'];
  period: { start: number; end: number };
  /** null: finalised at once. */
  finalizesAt: number | null;
  metadata: Record<string, string>;
  accountName: string;
}

export function renderInvoice(given: InvoiceFields): Invoice {
  const { customer } = given;
  const total = given.lines.reduce((sum, line) => sum + line.amount, 0);
  const due = Math.max(0, total);
  return {
    id: given.id, object: 'invoice', account_country: 'US', account_name: given.accountName, account_tax_ids: null, amount_due: due, amount_overpaid: 0, amount_paid: 0,
    amount_remaining: due, amount_shipping: 0, application: null, attempt_count: 0, attempted: false, auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null }, automatically_finalizes_at: given.finalizesAt,
    billing_reason: given.reason, collection_method: 'charge_automatically', created: given.created, currency: given.currency, custom_fields: null, customer: customer.id,
    customer_account: null, customer_address: customer.address ?? null, customer_email: customer.email, customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null, customer_shipping: null, customer_tax_exempt: customer.tax_exempt ?? 'none', customer_tax_ids: [],
    default_payment_method: null, default_source: null, default_tax_rates: [], description: null, discounts: [], due_date: null, effective_at: null, ending_balance: null,
    footer: null, from_invoice: null, hosted_invoice_url: null, invoice_pdf: null, issuer: { type: 'self' }, last_finalization_error: null, latest_revision: null,
    lines: { object: 'list', data: given.lines, has_more: false, url: `/v1/invoices/${given.id}/lines` }, livemode: false, metadata: given.metadata,
    next_payment_attempt: given.finalizesAt, number: null, on_behalf_of: null, parent: given.parent,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null }, period_end: given.period.end,
    period_start: given.period.start, post_payment_credit_notes_amount: 0, pre_payment_credit_notes_amount: 0, receipt_number: null, rendering: null,
    shipping_cost: null, shipping_details: null, starting_balance: 0, statement_descriptor: null, status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null }, subtotal: total, subtotal_excluding_tax: total,
    test_clock: null, total, total_discount_amounts: [], total_excluding_tax: total, total_pretax_credit_amounts: [], total_taxes: [], webhooks_delivered_at: given.created,
  };
}
