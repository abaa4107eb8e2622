import { moveBalance } from '@/sandbox/stripe/billing/customer-balance';
import { endCustomer } from '@/sandbox/stripe/billing/end-subscription';
import { checkRoomOnClock } from '@/sandbox/stripe/billing/test-clocks';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, choice, clearable, inRange, integer, mergeMetadata, metadata, object, range, required, text, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, Records } from '@/sandbox/stripe/store/collections';
import { addressField, addressShape, renderAddress } from './address';
import { attachPaymentMethod, findPaymentMethod, paymentMethodsOf } from './payment-methods';
import { addTaxId } from './tax-ids';
import { findTestClock } from './test-clocks';

type Customer = ApiRecords['customer'];

export function findCustomer({ store }: Sandbox, id: string, param = 'id'): Customer {
  const found = store.get('customer', id);
  if (!found) throw noSuch('customer', id, param);
  return found;
}

const blankCustomer = ({ clock, ids }: Sandbox): Customer => ({
  id: ids.next('cus'), object: 'customer', address: null, balance: 0, created: clock.now(), currency: null, customer_account: null, default_source: null,
  delinquent: false, description: null, discount: null, email: null, invoice_prefix: ids.random(8).toUpperCase(),
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  livemode: false, metadata: {}, name: null, phone: null, preferred_locales: [], shipping: null, tax_exempt: 'none', test_clock: null,
});

export const createCustomer = (sandbox: Sandbox, given: Partial<Customer> = {}): Customer =>
  sandbox.store.transition('customer', { ...blankCustomer(sandbox), ...given });

const customField = required(object({ name: required(text(40)), value: required(text(140)) }));
const anyPrefix = text(12);
const invoicePrefix: typeof anyPrefix = {
  decode(raw, path) {
    const prefix = anyPrefix.decode(raw, path);
    if (prefix !== undefined && !/^[A-Z0-9]{1,12}$/.test(prefix)) throw invalidRequest('Invoice prefixes must be 1 to 12 uppercase letters or numbers.', undefined, path);
    return prefix;
  },
};
const shared = {
  address: addressField, balance: integer(), business_name: clearable(text(150)), individual_name: clearable(text(150)), description: clearable(text()), email: clearable(text(512)),
  metadata: metadata(), name: clearable(text(256)), phone: clearable(text(20)), preferred_locales: array(required(text())), tax_exempt: clearable(choice('none', 'exempt', 'reverse')),
  invoice_prefix: invoicePrefix, invoice_settings: object({
    custom_fields: clearable(array(customField, 4)), default_payment_method: clearable(text()), footer: clearable(text(5000)),
    rendering_options: clearable(object({ amount_tax_display: clearable(choice('exclude_tax', 'include_inclusive_tax')) }, ['template'])),
  }),
  shipping: clearable(object({ address: required(object(addressShape)), name: required(text()), phone: text() })),
};
const notYet = ['cash_balance', 'next_invoice_sequence', 'source', 'tax', 'validate'];

interface Sent {
  address?: Parameters<typeof renderAddress>[0];
  balance?: number;
  business_name?: string | null;
  individual_name?: string | null;
  invoice_prefix?: string;
  invoice_settings?: {
    custom_fields?: { name: string; value: string }[] | null; default_payment_method?: string | null; footer?: string | null;
    rendering_options?: { amount_tax_display?: 'exclude_tax' | 'include_inclusive_tax' | null } | null;
  };
  metadata?: MetadataChange;
  shipping?: { address: NonNullable<Parameters<typeof renderAddress>[0]>; name: string; phone?: string } | null;
  tax_exempt?: 'none' | 'exempt' | 'reverse' | null;
}

/** What was sent laid over what is there. The default card and the balance move on their own. */
function merged(before: Customer, { address, balance: _, business_name, individual_name, invoice_settings, metadata: change, shipping, tax_exempt, ...fields }: Sent): Customer {
  const { custom_fields, footer, rendering_options } = invoice_settings ?? {};
  const set = Object.fromEntries(Object.entries({ ...fields, business_name, individual_name }).filter(([, value]) => value !== undefined));
  const settings = before.invoice_settings;
  const next: Customer = {
    ...before, ...set, address: address === undefined ? before.address : renderAddress(address), metadata: mergeMetadata(before.metadata, change),
    shipping: shipping === undefined ? before.shipping : shipping && { address: renderAddress(shipping.address) ?? undefined, name: shipping.name, phone: shipping.phone ?? null },
    tax_exempt: tax_exempt === undefined ? before.tax_exempt : (tax_exempt ?? 'none'),
    invoice_settings: {
      ...settings, custom_fields: custom_fields === undefined ? settings.custom_fields : custom_fields, footer: footer === undefined ? settings.footer : footer,
      rendering_options: rendering_options === undefined
        ? settings.rendering_options
        : rendering_options && { amount_tax_display: rendering_options.amount_tax_display ?? null, template: null },
    },
  };
  if (business_name === null) delete next.business_name;
  if (individual_name === null) delete next.individual_name;
  return next;
}

/** Sets the balance by an entry for the difference. */
function setBalance(sandbox: Sandbox, id: string, balance: number | undefined): void {
  const customer = findCustomer(sandbox, id);
  if (balance === undefined || balance === customer.balance) return;
  moveBalance(sandbox, id, { amount: balance - customer.balance, type: 'adjustment', currency: customer.currency ?? 'usd' });
}

const create = endpoint('POST', '/v1/customers', {
  ...shared, payment_method: text(), test_clock: text(), tax_id_data: array(required(object({ type: required(text()), value: required(text(60)) })), 5),
}, ({ sandbox, params }) => {
  const { payment_method, test_clock, tax_id_data, ...sent } = params;
  if (test_clock) {
    findTestClock(sandbox, test_clock, 'test_clock');
    checkRoomOnClock(sandbox, test_clock);
  }
  const customer = createCustomer(sandbox, { ...merged(blankCustomer(sandbox), sent), test_clock: test_clock ?? null });
  setBalance(sandbox, customer.id, params.balance);
  for (const taxId of tax_id_data ?? []) addTaxId(sandbox, customer.id, taxId.type, taxId.value);
  const attached = payment_method ? attachPaymentMethod(sandbox, payment_method, customer.id) : null;
  const wanted = params.invoice_settings?.default_payment_method;
  if (wanted) setDefaultCard(sandbox, customer.id, attached && wanted === payment_method ? attached.id : attachPaymentMethod(sandbox, wanted, customer.id).id);
  return findCustomer(sandbox, customer.id);
}, notYet);

function setDefaultCard({ store }: Sandbox, id: string, method: string | null): void {
  const customer = store.get('customer', id);
  if (customer) store.transition('customer', { ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method: method } });
}

const retrieve = endpoint('GET', '/v1/customers/{id}', {}, ({ sandbox, id }) => sandbox.store.get('deleted_customer', id) ?? findCustomer(sandbox, id));

const update = endpoint('POST', '/v1/customers/{id}', shared, ({ sandbox, id, params }) => {
  const before = findCustomer(sandbox, id);
  const wanted = params.invoice_settings?.default_payment_method;
  if (wanted && findPaymentMethod(sandbox, wanted, 'invoice_settings[default_payment_method]').customer !== id) {
    throw noSuch('PaymentMethod', wanted, 'invoice_settings[default_payment_method]');
  }
  const next = merged(before, params);
  const card = wanted === undefined ? before.invoice_settings.default_payment_method : wanted;
  sandbox.store.transition('customer', { ...next, invoice_settings: { ...next.invoice_settings, default_payment_method: card } });
  setBalance(sandbox, id, params.balance);
  return findCustomer(sandbox, id);
}, [...notYet, 'default_source']);

/** Ends everything of it. What is left answers `deleted: true`. */
export function removeCustomer(sandbox: Sandbox, id: string): Records['deleted_customer'] {
  const customer = findCustomer(sandbox, id);
  endCustomer(sandbox, id);
  sandbox.store.remove('customer', id);
  sandbox.store.emit('customer.deleted', customer);
  return sandbox.store.save('deleted_customer', { id, object: 'customer', deleted: true });
}

const remove = endpoint('DELETE', '/v1/customers/{id}', {}, ({ sandbox, id }) => removeCustomer(sandbox, id));

const removeDiscount = endpoint('DELETE', '/v1/customers/{id}/discount', {}, ({ sandbox, id }) => {
  const customer = findCustomer(sandbox, id);
  const { discount } = customer;
  if (!discount) throw noSuch('discount', id);
  sandbox.store.transition('customer', { ...customer, discount: null });
  sandbox.store.emit('customer.discount.deleted', discount);
  return { ...discount, deleted: true };
});

const list = endpoint('GET', '/v1/customers', { ...pagination, created: range(), email: text(512), test_clock: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('customer')).filter(
    (row) => inRange(row.created, params.created) && (params.email === undefined || row.email === params.email) &&
      (row.test_clock ?? undefined) === params.test_clock,
  );
  return page(rows, '/v1/customers', params);
});

const cards = endpoint('GET', '/v1/customers/{id}/payment_methods', { ...pagination, type: choice('card') }, ({ sandbox, id, params }) => {
  findCustomer(sandbox, id);
  return page(paymentMethodsOf(sandbox, id), `/v1/customers/${id}/payment_methods`, params);
}, ['allow_redisplay']);

const oneCard = endpoint('GET', '/v1/customers/{id}/payment_methods/{sub}', {}, ({ sandbox, id, subId }) => {
  const method = findPaymentMethod(sandbox, subId);
  if (method.customer !== id) throw noSuch('PaymentMethod', subId);
  return method;
});

export const customerEndpoints = [create, retrieve, update, remove, removeDiscount, list, cards, oneCard];
