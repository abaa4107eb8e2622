import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Invoice, InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { moveBalance } from './customer-balance';
import { intentOf, markPaid } from './invoice';
import { formatMoney, prorated } from './money';
import { refundCharge } from './refund-charge';
import { afterPayment } from './settle-invoice';

export type CreditNote = ApiRecords['credit_note'];
type CreditLine = CreditNote['lines']['data'][number];

export interface SentLine {
  type: 'invoice_line_item' | 'custom_line_item';
  amount?: number;
  description?: string;
  invoice_line_item?: string;
  metadata: Record<string, string>;
  quantity?: number;
  unit_amount?: number;
}

/** All amounts in minor units. Without lines, `amount` is credited as a whole. */
export interface NewCreditNote {
  amount?: number;
  lines?: SentLine[];
  creditAmount?: number;
  refundAmount?: number;
  outOfBandAmount?: number;
  refunds?: { refund: string; amount_refunded?: number }[];
  memo: string | null;
  metadata: Record<string, string>;
  reason: CreditNote['reason'];
  effectiveAt: number | null;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const money = (amount: number, { currency }: Invoice): string => formatMoney(amount, currency);

interface Credited {
  amount: number;
  quantity: number | null;
  unitAmount: number | null;
  description: string | null;
  source?: InvoiceLine;
}

function fromInvoiceLine(invoice: Invoice, sent: SentLine, param: string): Credited {
  const source = invoice.lines.data.find((line) => line.id === sent.invoice_line_item);
  if (!source) throw noSuch('invoice line item', sent.invoice_line_item ?? '', `${param}[invoice_line_item]`);
  if (sent.amount !== undefined && sent.quantity !== undefined) throw invalidRequest('You may only specify one of these parameters: amount, quantity.', 'parameters_exclusive', `${param}[amount]`);
  const whole = source.quantity ?? 1;
  const amount = sent.amount ?? (sent.quantity === undefined ? source.amount : prorated(source.amount, sent.quantity, whole));
  if (amount > source.amount) throw invalidRequest(`The credited amount of the line exceeds its amount (${money(source.amount, invoice)}).`, undefined, `${param}[amount]`);
  return { amount, quantity: sent.quantity ?? (sent.amount === undefined ? whole : null), unitAmount: null, description: source.description, source };
}

function fromCustomLine(sent: SentLine, param: string): Credited {
  if (!sent.description) throw invalidRequest(`Missing required param: ${param}[description].`, 'parameter_missing', `${param}[description]`);
  if (sent.unit_amount === undefined) throw invalidRequest(`Missing required param: ${param}[unit_amount].`, 'parameter_missing', `${param}[unit_amount]`);
  const quantity = sent.quantity ?? 1;
  return { amount: sent.unit_amount * quantity, quantity, unitAmount: sent.unit_amount, description: sent.description };
}

/** The part of a line's discounts that goes with the part of it that is credited. */
function discountsOf({ source, amount }: Credited): { amount: number; discount: string }[] {
  if (!source || source.amount === 0) return [];
  return (source.discount_amounts ?? []).map((one) => ({ discount: one.discount, amount: prorated(one.amount, amount, source.amount) }));
}

function renderLine(sandbox: Sandbox, invoice: Invoice, sent: SentLine, index: number): CreditLine {
  const param = `lines[${index}]`;
  const credited = sent.type === 'invoice_line_item' ? fromInvoiceLine(invoice, sent, param) : fromCustomLine(sent, param);
  const discounts = discountsOf(credited);
  return {
    id: sandbox.ids.next('cnli'), object: 'credit_note_line_item', amount: credited.amount, description: credited.description, discount_amount: sum(discounts.map((one) => one.amount)),
    discount_amounts: discounts, ...(credited.source ? { invoice_line_item: credited.source.id } : {}), livemode: false, metadata: sent.metadata,
    pretax_credit_amounts: discounts.map(({ amount, discount }) => ({ amount, discount, type: 'discount' as const })), quantity: credited.quantity, tax_rates: [], taxes: [],
    type: sent.type, unit_amount: credited.unitAmount, unit_amount_decimal: credited.unitAmount === null ? null : String(credited.unitAmount),
  };
}

/** `amount` alone is one line of that amount. */
function linesOf(sandbox: Sandbox, invoice: Invoice, given: NewCreditNote): CreditLine[] {
  if (given.lines) return given.lines.map((line, index) => renderLine(sandbox, invoice, line, index));
  if (given.amount === undefined) throw invalidRequest('You must pass one of `amount`, `lines` or `shipping_cost`.', 'parameter_missing', 'amount');
  return [renderLine(sandbox, invoice, { type: 'custom_line_item', description: `Credit for ${invoice.number ?? invoice.id}`, unit_amount: given.amount, metadata: {} }, 0)];
}

const issuedFor = ({ store }: Sandbox, invoice: string): CreditNote[] => store.owned('credit_note', invoice).filter((note) => note.status === 'issued');

/** What is still owed comes off the debt; what was paid goes back as refund, balance or otherwise, and must add up. */
function share(sandbox: Sandbox, invoice: Invoice, total: number, given: NewCreditNote): { pre: number; post: number } {
  const credited = sum(issuedFor(sandbox, invoice.id).map((note) => note.total));
  if (total <= 0) throw invalidRequest('The amount of a credit note must be greater than zero.', undefined, 'amount');
  if (credited + total > invoice.total) throw invalidRequest(`The credit note's amount exceeds what can still be credited (${money(invoice.total - credited, invoice)}).`, undefined, 'amount');
  const pre = invoice.status === 'open' || invoice.status === 'uncollectible' ? Math.min(total, invoice.amount_remaining) : 0;
  const post = total - pre;
  const settled = (given.creditAmount ?? 0) + (given.refundAmount ?? 0) + (given.outOfBandAmount ?? 0) + sum((given.refunds ?? []).map((one) => one.amount_refunded ?? 0));
  if (settled !== post) {
    const message = `The sum of credit amount, refund amount and out of band amount (${money(settled, invoice)}) must equal the post payment credit note amount (${money(post, invoice)}).`;
    throw invalidRequest(message, undefined, 'credit_amount');
  }
  return { pre, post };
}

/** The debt shrinks; an invoice with nothing left is paid. */
function reduceDebt(sandbox: Sandbox, invoice: Invoice, pre: number): void {
  const { store, clock } = sandbox;
  const left = store.transition('invoice', {
    ...invoice, amount_due: invoice.amount_due - pre, amount_remaining: invoice.amount_remaining - pre, pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + pre,
  });
  const intent = intentOf(sandbox, invoice.id);
  const payment = store.owned('invoice_payment', invoice.id).find((one) => one.status === 'open');
  if (left.amount_remaining > 0) {
    if (intent) store.transition('payment_intent', { ...intent, amount: left.amount_remaining });
    if (payment) store.transition('invoice_payment', { ...payment, amount_requested: left.amount_remaining });
    return;
  }
  if (intent) store.transition('payment_intent', { ...intent, status: 'canceled', canceled_at: clock.now(), cancellation_reason: 'void_invoice', next_action: null }, ['payment_intent.canceled']);
  if (payment) store.transition('invoice_payment', { ...payment, status: 'canceled', status_transitions: { canceled_at: clock.now(), paid_at: null } });
  if (left.status === 'open') afterPayment(sandbox, markPaid(sandbox, left, 0));
}

function paidCharge(sandbox: Sandbox, invoice: Invoice): ApiRecords['charge'] {
  const intent = intentOf(sandbox, invoice.id);
  const charge = intent?.latest_charge ? sandbox.store.get('charge', intent.latest_charge) : undefined;
  if (!charge?.paid) throw invalidRequest('This invoice has no payment that could be refunded.', undefined, 'refund_amount');
  return charge;
}

function giveBack(sandbox: Sandbox, invoice: Invoice, id: string, given: NewCreditNote): Pick<CreditNote, 'customer_balance_transaction' | 'refunds'> {
  const { store } = sandbox;
  const made = given.refundAmount ? [refundCharge(sandbox, paidCharge(sandbox, invoice), { amount: given.refundAmount })] : [];
  const linked = (given.refunds ?? []).map(({ refund, amount_refunded }, index) => {
    const found = store.get('refund', refund);
    if (!found) throw noSuch('refund', refund, `refunds[${index}][refund]`);
    if ((amount_refunded ?? 0) > found.amount) throw invalidRequest('More is credited than was refunded.', undefined, `refunds[${index}][amount_refunded]`);
    return { refund: found, amount: amount_refunded ?? 0 };
  });
  const refunds = [...made.map((refund) => ({ refund, amount: refund.amount })), ...linked];
  const entry = given.creditAmount && invoice.customer
    ? moveBalance(sandbox, invoice.customer, { amount: -given.creditAmount, type: 'credit_note', currency: invoice.currency, creditNote: id, invoice: invoice.id })
    : null;
  return {
    customer_balance_transaction: entry?.id ?? null,
    refunds: refunds.map(({ refund, amount }) => ({ amount_refunded: amount, payment_record_refund: null, refund: refund.id, type: 'refund' })),
  };
}

/** Takes back part of a finalised invoice. A preview is the same work done dry. */
export function issueCreditNote(sandbox: Sandbox, invoice: Invoice, given: NewCreditNote): CreditNote {
  const { store, clock, ids } = sandbox;
  if (invoice.status === 'draft' || invoice.status === 'void') throw invalidRequest(`You cannot create a credit note for an invoice that is ${invoice.status}.`, undefined, 'invoice');
  if (given.amount !== undefined && given.lines) throw invalidRequest('You may only specify one of these parameters: amount, lines.', 'parameters_exclusive', 'amount');
  const id = ids.next('cn');
  const lines = linesOf(sandbox, invoice, given);
  const subtotal = sum(lines.map((line) => line.amount));
  const discount = sum(lines.map((line) => line.discount_amount));
  const total = subtotal - discount;
  const { pre, post } = share(sandbox, invoice, total, given);
  const sequence = store.owned('credit_note', invoice.id).length + 1;
  const back = giveBack(sandbox, invoice, id, given);
  const note = store.transition('credit_note', {
    id, object: 'credit_note', amount: total, amount_shipping: 0, created: clock.now(), currency: invoice.currency, customer: invoice.customer ?? '', customer_account: null, ...back,
    discount_amount: discount, discount_amounts: lines.flatMap((line) => line.discount_amounts), effective_at: given.effectiveAt ?? clock.now(), invoice: invoice.id,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` }, livemode: false, memo: given.memo, metadata: given.metadata,
    number: `${invoice.number ?? invoice.id}-CN-${String(sequence).padStart(2, '0')}`, out_of_band_amount: given.outOfBandAmount ?? null, pdf: `${sandbox.publicUrl}/credit_notes/${id}/pdf`,
    post_payment_amount: post, pre_payment_amount: pre, pretax_credit_amounts: lines.flatMap((line) => line.pretax_credit_amounts), reason: given.reason,
    shipping_cost: null, status: 'issued', subtotal, subtotal_excluding_tax: subtotal, total, total_excluding_tax: total, total_taxes: [],
    type: pre > 0 && post > 0 ? 'mixed' : pre > 0 ? 'pre_payment' : 'post_payment', voided_at: null,
  });
  if (post > 0) store.transition('invoice', { ...invoice, post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + post });
  if (pre > 0) reduceDebt(sandbox, store.get('invoice', invoice.id) ?? invoice, pre);
  return note;
}

/** The debt comes back; only while the invoice is open. */
export function voidCreditNote({ store, clock }: Sandbox, note: CreditNote): CreditNote {
  const invoice = store.get('invoice', note.invoice);
  if (note.status === 'void') throw invalidRequest('This credit note is already void.', undefined, 'id');
  if (invoice?.status !== 'open' || note.pre_payment_amount !== note.total) throw invalidRequest('A credit note can only be voided while its invoice is open.', undefined, 'id');
  const pre = note.pre_payment_amount;
  store.transition('invoice', {
    ...invoice, amount_due: invoice.amount_due + pre, amount_remaining: invoice.amount_remaining + pre, pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - pre,
  });
  const payment = store.owned('invoice_payment', invoice.id).find((one) => one.status === 'open');
  const intent = store.get('payment_intent', payment?.payment.payment_intent ?? '');
  if (payment) store.transition('invoice_payment', { ...payment, amount_requested: invoice.amount_remaining + pre });
  if (intent) store.transition('payment_intent', { ...intent, amount: invoice.amount_remaining + pre });
  return store.transition('credit_note', { ...note, status: 'void', voided_at: clock.now() }, ['credit_note.voided'], 'only-also');
}
