import { moveBalance } from '@/sandbox/stripe/billing/customer-balance';
import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { inRange, integer, mergeMetadata, metadata, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findCustomer } from './customers';

type Entry = ApiRecords['customer_balance_transaction'];

function findEntry({ store }: Sandbox, customer: string, id: string): Entry {
  const found = store.get('customer_balance_transaction', id);
  if (found?.customer !== customer) throw noSuch('customer_balance_transaction', id);
  return found;
}

/** A negative amount is credit for the customer, a positive one is added to what the next invoice asks for. */
const create = endpoint('POST', '/v1/customers/{id}/balance_transactions', {
  amount: required(integer()), currency: required(text(3)), description: text(350), metadata: metadata(),
}, ({ sandbox, id, params }) => {
  const customer = findCustomer(sandbox, id);
  const currency = params.currency.toLowerCase();
  if (!isCurrency(currency)) throw invalidRequest(`Invalid currency: ${params.currency}.`, 'parameter_invalid', 'currency');
  if (customer.currency && customer.currency !== currency) {
    throw invalidRequest(`The customer's balance is in ${customer.currency} and cannot be changed in ${currency}.`, undefined, 'currency');
  }
  return moveBalance(sandbox, id, {
    amount: params.amount, type: 'adjustment', currency, description: params.description ?? null, metadata: mergeMetadata({}, params.metadata),
  });
});

const list = endpoint('GET', '/v1/customers/{id}/balance_transactions', { ...pagination, created: range(), invoice: text() }, ({ sandbox, id, params }) => {
  findCustomer(sandbox, id);
  const rows = newestFirst(sandbox.store.owned('customer_balance_transaction', id)).filter(
    (row) => inRange(row.created, params.created) && (!params.invoice || row.invoice === params.invoice),
  );
  return page(rows, `/v1/customers/${id}/balance_transactions`, params);
});

const retrieve = endpoint('GET', '/v1/customers/{id}/balance_transactions/{sub}', {}, ({ sandbox, id, subId }) => findEntry(sandbox, id, subId));

const update = endpoint('POST', '/v1/customers/{id}/balance_transactions/{sub}', { description: text(350), metadata: metadata() }, ({ sandbox, id, subId, params }) => {
  const before = findEntry(sandbox, id, subId);
  return sandbox.store.transition('customer_balance_transaction', {
    ...before, description: params.description ?? before.description, metadata: mergeMetadata(before.metadata, params.metadata),
  });
});

export const balanceTransactionEndpoints = [create, list, retrieve, update];
