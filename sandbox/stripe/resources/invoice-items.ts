import { amountFor } from '@/sandbox/stripe/billing/line-amount';
import { productName } from '@/sandbox/stripe/billing/invoice-lines';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, clearable, inRange, integer, mergeMetadata, metadata, object, range, required, text, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer } from './customers';
import { findPrice } from './prices';
import { pricingOf } from './render-invoice';
import { renderInvoiceItem, type InvoiceItem } from './render-invoice-item';
import { findLive } from './subscription-params';

interface NewItem {
  customer: string;
  subscription?: string;
  amount?: number;
  currency?: string;
  price?: string;
  quantity?: number;
  description?: string;
  discountable?: boolean;
  period?: { start: number; end: number };
  metadata?: MetadataChange;
}

/** A pending charge or credit for the customer's next invoice: by amount, or by a one-time price. */
export function createInvoiceItem(sandbox: Sandbox, given: NewItem, param = ''): InvoiceItem {
  const { store, clock, ids } = sandbox;
  const at = (key: string): string => (param ? `${param}[${key}]` : key);
  const customer = findCustomer(sandbox, given.customer, at('customer'));
  if (given.subscription) findLive(sandbox, given.subscription, at('subscription'));
  const price = given.price ? findPrice(sandbox, given.price, at('price')) : null;
  if (price?.recurring) throw invalidRequest('The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.', undefined, at('price'));
  if (!price && given.amount === undefined) throw invalidRequest(`Missing required param: ${at('amount')}.`, 'parameter_missing', at('amount'));
  const currency = price?.currency ?? given.currency?.toLowerCase() ?? customer.currency;
  if (!currency) throw invalidRequest(`Missing required param: ${at('currency')}.`, 'parameter_missing', at('currency'));
  if (customer.currency && customer.currency !== currency) {
    throw invalidRequest(`You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}.`);
  }
  const quantity = given.quantity ?? 1;
  const now = clock.now();
  return store.transition('invoiceitem', renderInvoiceItem({
    id: ids.next('ii'), date: now, customer: customer.id, currency, amount: price ? amountFor(price, quantity) : (given.amount ?? 0),
    description: given.description ?? (price ? productName(sandbox, price.product) : null), period: given.period ?? { start: now, end: now }, quantity,
    pricing: price ? pricingOf(price) : null, subscription: given.subscription ?? null, subscriptionItem: null, proration: false, credited: null,
    discountable: given.discountable ?? (given.amount ?? 0) >= 0, metadata: mergeMetadata({}, given.metadata), testClock: customer.test_clock ?? null, invoice: null,
  }));
}

function find({ store }: Sandbox, id: string): InvoiceItem {
  const found = store.get('invoiceitem', id);
  if (!found) throw noSuch('invoiceitem', id);
  return found;
}

function findPending(sandbox: Sandbox, id: string): InvoiceItem {
  const found = find(sandbox, id);
  if (found.invoice) throw invalidRequest('This invoice item is on an invoice already and cannot be changed.', 'invoice_not_editable');
  return found;
}

const shared = { amount: integer(), description: text(), discountable: boolean(), metadata: metadata() };
const notYet = ['discounts', 'price_data', 'pricing', 'quantity_decimal', 'tax_behavior', 'tax_code', 'tax_rates', 'unit_amount_decimal'];

const create = endpoint('POST', '/v1/invoiceitems', {
  ...shared, customer: required(text()), subscription: text(), currency: text(3), quantity: integer(0), pricing: object({ price: text() }),
  period: object({ start: required(integer(1)), end: required(integer(1)) }),
}, ({ sandbox, params: { pricing, ...params } }) => createInvoiceItem(sandbox, { ...params, price: pricing?.price }),
[...notYet.filter((key) => key !== 'pricing'), 'customer_account', 'invoice']);

const retrieve = endpoint('GET', '/v1/invoiceitems/{id}', {}, ({ sandbox, id }) => find(sandbox, id));

const update = endpoint('POST', '/v1/invoiceitems/{id}', { ...shared, description: clearable(text()) }, ({ sandbox, id, params }) => {
  const before = findPending(sandbox, id);
  const amount = params.amount ?? before.amount;
  return sandbox.store.transition('invoiceitem', {
    ...before, amount, net_amount: amount, description: params.description === undefined ? before.description : params.description,
    discountable: params.discountable ?? before.discountable, metadata: mergeMetadata(before.metadata, params.metadata),
  });
}, [...notYet, 'period', 'quantity', 'invoicing_rules']);

const remove = endpoint('DELETE', '/v1/invoiceitems/{id}', {}, ({ sandbox, id }) => {
  const item = findPending(sandbox, id);
  sandbox.store.remove('invoiceitem', id);
  sandbox.store.emit('invoiceitem.deleted', item);
  return { id, object: 'invoiceitem', deleted: true };
});

const list = endpoint('GET', '/v1/invoiceitems', { ...pagination, created: range(), customer: text(), invoice: text(), pending: boolean() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('invoiceitem')).filter(
    (row) =>
      inRange(row.date, params.created) && (!params.customer || row.customer === params.customer) && (!params.invoice || row.invoice === params.invoice) &&
      (params.pending === undefined || (row.invoice === null) === params.pending),
  );
  return page(rows, '/v1/invoiceitems', params);
}, ['customer_account']);

export const invoiceItemEndpoints = [create, retrieve, update, remove, list];
