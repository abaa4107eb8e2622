import { markPaid } from '@/sandbox/stripe/billing/invoice';
import { cardFor, settleInvoice } from '@/sandbox/stripe/billing/settle-invoice';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, inRange, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { toJson } from '@/sandbox/stripe/store/diff';
import { findPaymentMethod } from './payment-methods';
import type { Invoice } from './render-invoice';

function findInvoice({ store }: Sandbox, id: string): Invoice {
  const found = store.get('invoice', id);
  if (!found) throw noSuch('invoice', id);
  return found;
}

const retrieve = endpoint('GET', '/v1/invoices/{id}', {}, ({ sandbox, id }) => findInvoice(sandbox, id));

const list = endpoint('GET', '/v1/invoices', {
  ...pagination, created: range(), customer: text(), subscription: text(), status: choice('draft', 'open', 'paid', 'uncollectible', 'void'),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('invoice')).filter(
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
  const invoice = findInvoice(sandbox, id);
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid', 'invoice_not_editable');
  if (invoice.status !== 'open') throw invalidRequest(`Invoice could not be paid: its status is ${invoice.status}.`, 'invoice_not_editable');
  if (params.paid_out_of_band) return markPaid(sandbox, invoice, 0);
  const method = params.payment_method ? findPaymentMethod(sandbox, params.payment_method, 'payment_method') : cardFor(sandbox, invoice);
  if (!method) throw invalidRequest('This customer has no attached payment source or default payment method. Please consider adding a default payment method.', 'resource_missing');
  const settled = settleInvoice(sandbox, () => invoice, { paymentMethod: method, session: params.off_session === false ? 'on' : 'off', isScheduled: false });
  if (settled.outcome.ok) return settled.invoice;
  const { decline, charge, intent } = settled.outcome;
  throw cardError(decline, { charge: charge.id, payment_intent: toJson(intent), payment_method: toJson(method) });
}, ['forgive', 'mandate', 'source']);

export const invoiceEndpoints = [retrieve, list, lines, pay];
