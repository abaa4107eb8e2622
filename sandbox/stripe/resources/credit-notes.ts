import { issueCreditNote, voidCreditNote, type CreditNote, type NewCreditNote } from '@/sandbox/stripe/billing/credit-invoice';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, choice, inRange, integer, mergeMetadata, metadata, object, range, required, text, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';

function findCreditNote({ store }: Sandbox, id: string): CreditNote {
  const found = store.get('credit_note', id);
  if (!found) throw noSuch('credit note', id);
  return found;
}

const amount = integer(0);
const fields = {
  invoice: required(text()), amount: integer(1), credit_amount: amount, refund_amount: amount, out_of_band_amount: amount, effective_at: integer(1), email_type: choice('credit_note', 'none'),
  memo: text(5000), metadata: metadata(), reason: choice('duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'),
  lines: array(required(object({
    type: required(choice('custom_line_item', 'invoice_line_item')), amount, description: text(), invoice_line_item: text(), metadata: metadata(), quantity: integer(1), unit_amount: amount,
  }, ['tax_amounts', 'tax_rates', 'unit_amount_decimal']))),
  refunds: array(required(object({ refund: required(text()), amount_refunded: integer(1), type: choice('refund') }, ['payment_record_refund']))),
};
const notYet = ['shipping_cost'];

interface Sent {
  invoice: string;
  amount?: number;
  credit_amount?: number;
  refund_amount?: number;
  out_of_band_amount?: number;
  effective_at?: number;
  memo?: string;
  metadata?: MetadataChange;
  reason?: NonNullable<CreditNote['reason']>;
  lines?: { type: 'custom_line_item' | 'invoice_line_item'; amount?: number; description?: string; invoice_line_item?: string; metadata: MetadataChange; quantity?: number; unit_amount?: number }[];
  refunds?: NewCreditNote['refunds'];
}

function issue(sandbox: Sandbox, sent: Sent): CreditNote {
  const invoice = sandbox.store.get('invoice', sent.invoice);
  if (!invoice) throw noSuch('invoice', sent.invoice, 'invoice');
  return issueCreditNote(sandbox, invoice, {
    amount: sent.amount, lines: sent.lines?.map((line) => ({ ...line, metadata: mergeMetadata({}, line.metadata) })), creditAmount: sent.credit_amount, refundAmount: sent.refund_amount,
    outOfBandAmount: sent.out_of_band_amount, refunds: sent.refunds, memo: sent.memo ?? null, metadata: mergeMetadata({}, sent.metadata), reason: sent.reason ?? null,
    effectiveAt: sent.effective_at ?? null,
  });
}

const create = endpoint('POST', '/v1/credit_notes', fields, ({ sandbox, params }) => issue(sandbox, params), notYet);

const preview = endpoint('GET', '/v1/credit_notes/preview', fields, ({ sandbox, params }) => sandbox.store.dryRun(() => issue(sandbox, params)), notYet);

const previewLines = endpoint('GET', '/v1/credit_notes/preview/lines', { ...fields, ...pagination }, ({ sandbox, params }) =>
  page(sandbox.store.dryRun(() => issue(sandbox, params)).lines.data, '/v1/credit_notes/preview/lines', params), notYet);

const retrieve = endpoint('GET', '/v1/credit_notes/{id}', {}, ({ sandbox, id }) => findCreditNote(sandbox, id));

const lines = endpoint('GET', '/v1/credit_notes/{id}/lines', pagination, ({ sandbox, id, params }) => {
  const { data, url } = findCreditNote(sandbox, id).lines;
  return page(data, url, params);
});

const update = endpoint('POST', '/v1/credit_notes/{id}', { memo: text(5000), metadata: metadata() }, ({ sandbox, id, params }) => {
  const before = findCreditNote(sandbox, id);
  return sandbox.store.transition('credit_note', { ...before, memo: params.memo ?? before.memo, metadata: mergeMetadata(before.metadata, params.metadata) });
});

const voidIt = endpoint('POST', '/v1/credit_notes/{id}/void', {}, ({ sandbox, id }) => voidCreditNote(sandbox, findCreditNote(sandbox, id)));

const list = endpoint('GET', '/v1/credit_notes', { ...pagination, created: range(), customer: text(), invoice: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('credit_note')).filter(
    (row) => inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) && (!params.invoice || row.invoice === params.invoice),
  );
  return page(rows, '/v1/credit_notes', params);
}, ['customer_account']);

export const creditNoteEndpoints = [create, preview, previewLines, retrieve, lines, update, voidIt, list];
