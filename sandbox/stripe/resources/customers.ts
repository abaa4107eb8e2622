import { endCustomer } from '@/sandbox/stripe/billing/end-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, choice, clearable, inRange, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { addressField, renderAddress } from './address';
import { attachPaymentMethod, findPaymentMethod, paymentMethodsOf } from './payment-methods';

type Customer = ApiRecords['customer'];

export function findCustomer({ store }: Sandbox, id: string, param = 'id'): Customer {
  const found = store.get('customer', id);
  if (!found) throw noSuch('customer', id, param);
  return found;
}

export function createCustomer(sandbox: Sandbox, given: Partial<Customer> = {}): Customer {
  const { store, clock, ids } = sandbox;
  return store.transition('customer', {
    id: ids.next('cus'), object: 'customer', address: null, balance: 0, created: clock.now(), currency: null, customer_account: null, default_source: null,
    delinquent: false, description: null, discount: null, email: null, invoice_prefix: ids.random(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false, metadata: {}, name: null, phone: null, preferred_locales: [], shipping: null, tax_exempt: 'none', test_clock: null,
    ...given,
  });
}

const shared = {
  address: addressField, description: clearable(text()), email: clearable(text(512)), metadata: metadata(), name: clearable(text(256)), phone: clearable(text(20)),
  preferred_locales: array(required(text())), tax_exempt: clearable(choice('none', 'exempt', 'reverse')),
  invoice_settings: object({ default_payment_method: clearable(text()) }, ['custom_fields', 'footer', 'rendering_options']),
};
const notYet = [
  'balance', 'business_name', 'cash_balance', 'individual_name', 'invoice_prefix', 'next_invoice_sequence', 'shipping', 'source', 'tax', 'tax_id_data',
  'test_clock', 'validate', 'default_source',
];

const create = endpoint('POST', '/v1/customers', { ...shared, payment_method: text() }, ({ sandbox, params }) => {
  const customer = createCustomer(sandbox, {
    address: renderAddress(params.address), description: params.description ?? null, email: params.email ?? null, metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null, phone: params.phone ?? null, preferred_locales: params.preferred_locales ?? [], tax_exempt: params.tax_exempt ?? 'none',
  });
  const attached = params.payment_method ? attachPaymentMethod(sandbox, params.payment_method, customer.id) : null;
  const wanted = params.invoice_settings?.default_payment_method;
  if (!wanted) return customer;
  const method = attached && wanted === params.payment_method ? attached : attachPaymentMethod(sandbox, wanted, customer.id);
  return sandbox.store.transition('customer', { ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method: method.id } });
}, notYet);

const retrieve = endpoint('GET', '/v1/customers/{id}', {}, ({ sandbox, id }) => sandbox.store.get('deleted_customer', id) ?? findCustomer(sandbox, id));

const update = endpoint('POST', '/v1/customers/{id}', shared, ({ sandbox, id, params }) => {
  const before = findCustomer(sandbox, id);
  const { address, metadata: change, invoice_settings, ...fields } = params;
  const wanted = invoice_settings?.default_payment_method;
  if (wanted && findPaymentMethod(sandbox, wanted, 'invoice_settings[default_payment_method]').customer !== id) {
    throw noSuch('PaymentMethod', wanted, 'invoice_settings[default_payment_method]');
  }
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return sandbox.store.transition('customer', {
    ...before, ...set, address: address === undefined ? before.address : renderAddress(address), metadata: mergeMetadata(before.metadata, change),
    invoice_settings: { ...before.invoice_settings, default_payment_method: wanted === undefined ? before.invoice_settings.default_payment_method : wanted },
  });
}, notYet);

const remove = endpoint('DELETE', '/v1/customers/{id}', {}, ({ sandbox, id }) => {
  const customer = findCustomer(sandbox, id);
  endCustomer(sandbox, id);
  sandbox.store.remove('customer', id);
  sandbox.store.emit('customer.deleted', customer);
  return sandbox.store.save('deleted_customer', { id, object: 'customer', deleted: true });
});

const list = endpoint('GET', '/v1/customers', { ...pagination, created: range(), email: text(512) }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('customer')).filter(
    (row) => inRange(row.created, params.created) && (params.email === undefined || row.email === params.email),
  );
  return page(rows, '/v1/customers', params);
}, ['test_clock']);

const cards = endpoint('GET', '/v1/customers/{id}/payment_methods', { ...pagination, type: choice('card') }, ({ sandbox, id, params }) => {
  findCustomer(sandbox, id);
  return page(paymentMethodsOf(sandbox, id), `/v1/customers/${id}/payment_methods`, params);
}, ['allow_redisplay']);

const oneCard = endpoint('GET', '/v1/customers/{id}/payment_methods/{sub}', {}, ({ sandbox, id, subId }) => {
  const method = findPaymentMethod(sandbox, subId);
  if (method.customer !== id) throw noSuch('PaymentMethod', subId);
  return method;
});

export const customerEndpoints = [create, retrieve, update, remove, list, cards, oneCard];
