import { attemptError, noPaymentMethod } from '@/sandbox/stripe/billing/change-subscription';
import { pendingItems, sweep } from '@/sandbox/stripe/billing/draft-invoice';
import { settleBalance } from '@/sandbox/stripe/billing/customer-balance';
import { finalizeInvoice, markPaid } from '@/sandbox/stripe/billing/invoice';
import { afterPayment, attemptPayment, cardFor, followInvoices, voidOpen } from '@/sandbox/stripe/billing/settle-invoice';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, clearable, inRange, mergeMetadata, metadata, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer } from './customers';
import { createPreview } from './invoice-preview';
import { findPaymentMethod } from './payment-methods';
import { renderInvoice, totalsOf, type Invoice } from './render-invoice';

function findInvoice({ store }: Sandbox, id: string): Invoice {
  const found = store.get('invoice', id);
  if (!found) throw noSuch('invoice', id);
  return found;
}

const retrieve = endpoint('GET', '/v1/invoices/{id}', {}, ({ sandbox, id }) => findInvoice(sandbox, id));

const list = endpoint('GET', '/v1/invoices', {
  ...pagination, created: range(), customer: text(), subscription: text(), status: choice('draft', 'open', 'paid', 'uncollectible', 'void'),
}, ({ sandbox, params }) => {
  const { store } = sandbox;
  const owner = params.subscription ?? params.customer;
  const rows = newestFirst(owner ? store.owned('invoice', owner) : store.all('invoice')).filter(
    (row) =>
      inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) && (!params.status || row.status === params.status) &&
      (!params.subscription || row.parent?.subscription_details?.subscription === params.subscription),
  );
  return page(rows, '/v1/invoices', params);
}, ['collection_method', 'customer_account', 'due_date']);

const lines = endpoint('GET', '/v1/invoices/{id}/lines', pagination, ({ sandbox, id, params }) => {
  const { data, url } = findInvoice(sandbox, id).lines;
  return page(data, url, params);
});

const pay = endpoint('POST', '/v1/invoices/{id}/pay', { payment_method: text(), off_session: boolean(), paid_out_of_band: boolean() }, ({ sandbox, id, params }) => {
  const before = findInvoice(sandbox, id);
  if (before.status === 'paid') throw invalidRequest('Invoice is already paid', 'invoice_not_editable');
  if (before.status === 'void') throw invalidRequest(`Invoice could not be paid: its status is ${before.status}.`, 'invoice_not_editable');
  const invoice = before.status === 'draft' ? finalizeInvoice(sandbox, before) : before;
  if (params.paid_out_of_band || invoice.status === 'paid') {
    const paid = invoice.status === 'paid' ? invoice : markPaid(sandbox, invoice, 0);
    afterPayment(sandbox, paid);
    return paid;
  }
  const paymentMethod = params.payment_method ? findPaymentMethod(sandbox, params.payment_method, 'payment_method') : cardFor(sandbox, invoice);
  if (!paymentMethod) throw noPaymentMethod();
  if (paymentMethod.customer && paymentMethod.customer !== invoice.customer) throw noSuch('PaymentMethod', paymentMethod.id, 'payment_method');
  const attempt = attemptPayment(sandbox, invoice, { paymentMethod, isScheduled: false });
  if (attempt.kind === 'paid') return sandbox.store.get('invoice', id) ?? attempt.invoice;
  throw attemptError(sandbox, attempt, 'invoice');
}, ['forgive', 'mandate', 'source']);

const finalize = endpoint('POST', '/v1/invoices/{id}/finalize', { auto_advance: boolean() }, ({ sandbox, id, params }) => {
  const draft = findInvoice(sandbox, id);
  if (draft.status !== 'draft') throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", 'invoice_not_editable');
  const autoAdvance = params.auto_advance ?? draft.auto_advance;
  const invoice = finalizeInvoice(sandbox, { ...draft, auto_advance: autoAdvance });
  if (invoice.status === 'paid') afterPayment(sandbox, invoice);
  else if (autoAdvance) return sandbox.store.transition('invoice', { ...invoice, next_payment_attempt: sandbox.clock.now() + 3600 });
  return invoice;
});

const voided = endpoint('POST', '/v1/invoices/{id}/void', {}, ({ sandbox, id }) => {
  const invoice = findInvoice(sandbox, id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(`You can only pass in open invoices. This invoice isn't open: it is ${invoice.status ?? 'unknown'}.`, 'invoice_not_editable');
  }
  return voidOpen(sandbox, invoice);
});

const markUncollectible = endpoint('POST', '/v1/invoices/{id}/mark_uncollectible', {}, ({ sandbox, id }) => {
  const invoice = findInvoice(sandbox, id);
  if (invoice.status !== 'open') throw invalidRequest(`You can only mark open invoices as uncollectible. This invoice is ${invoice.status ?? 'unknown'}.`, 'invoice_not_editable');
  const marked = sandbox.store.transition('invoice', {
    ...invoice, status: 'uncollectible', auto_advance: false, next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: sandbox.clock.now() },
  }, ['invoice.marked_uncollectible'], 'only-also');
  const subscription = invoice.parent?.subscription_details?.subscription;
  if (subscription) followInvoices(sandbox, subscription);
  return marked;
});

const others = [
  'account_tax_ids', 'application_fee_amount', 'automatic_tax', 'automatically_finalizes_at', 'custom_fields', 'days_until_due', 'default_payment_method',
  'default_source', 'default_tax_rates', 'discounts', 'due_date', 'effective_at', 'footer', 'issuer', 'number', 'on_behalf_of', 'payment_settings', 'rendering', 'shipping_cost',
  'shipping_details', 'statement_descriptor', 'transfer_data',
];

const update = endpoint('POST', '/v1/invoices/{id}', { auto_advance: boolean(), description: clearable(text(1500)), metadata: metadata() }, ({ sandbox, id, params }) => {
  const before = findInvoice(sandbox, id);
  return sandbox.store.transition('invoice', {
    ...before, auto_advance: params.auto_advance ?? before.auto_advance, description: params.description === undefined ? before.description : params.description,
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
}, [...others, 'collection_method']);

const create = endpoint('POST', '/v1/invoices', {
  customer: required(text()), auto_advance: boolean(), currency: text(3), collection_method: choice('charge_automatically'), description: text(1500), metadata: metadata(),
  pending_invoice_items_behavior: choice('exclude', 'include'),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const customer = findCustomer(sandbox, params.customer, 'customer');
  const id = ids.next('in');
  const now = clock.now();
  const currency = params.currency?.toLowerCase() ?? customer.currency ?? 'usd';
  const items = params.pending_invoice_items_behavior === 'include' ? pendingItems(sandbox, customer.id, null).filter((item) => item.currency === currency) : [];
  const swept = sweep(sandbox, id, items);
  const { total } = totalsOf(swept);
  const autoAdvance = params.auto_advance ?? false;
  const draft = renderInvoice({
    id, created: now, currency, customer, reason: 'manual', lines: swept, discounts: [], parent: null, period: { start: now, end: now },
    finalizesAt: autoAdvance ? now + 3600 : null, autoAdvance, metadata: mergeMetadata({}, params.metadata), accountName: sandbox.name,
    amountDue: settleBalance(total, customer.balance, currency).due,
  });
  return store.transition('invoice', { ...draft, description: params.description ?? null });
}, [...others, 'customer_account', 'from_invoice', 'subscription']);

const remove = endpoint('DELETE', '/v1/invoices/{id}', {}, ({ sandbox, id }) => {
  const { store } = sandbox;
  const invoice = findInvoice(sandbox, id);
  if (invoice.status !== 'draft' || invoice.parent) throw invalidRequest("You can only delete draft invoices that don't belong to a subscription.", 'invoice_not_editable');
  for (const item of store.owned('invoiceitem', id)) store.transition('invoiceitem', { ...item, invoice: null });
  store.remove('invoice', id);
  store.emit('invoice.deleted', invoice);
  return { id, object: 'invoice', deleted: true };
});

export const invoiceEndpoints = [createPreview, create, retrieve, list, lines, pay, finalize, voided, markUncollectible, update, remove];
