import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findCustomer } from './customers';

type TaxId = ApiRecords['tax_id'];

/** The kinds that can be made here; Stripe knows more. */
const types = choice(
  'eu_vat', 'gb_vat', 'us_ein', 'ae_trn', 'au_abn', 'br_cnpj', 'ca_bn', 'ca_gst_hst', 'ch_vat', 'ci_vat', 'cn_tin', 'hk_br', 'il_vat', 'in_gst', 'jp_trn', 'kr_brn', 'mx_rfc', 'ng_tin', 'no_vat',
  'nz_gst', 'sa_vat', 'sg_gst', 'sn_ninea', 'tr_tin', 'tw_vat', 'za_vat',
);

/** The form of the ids that the sandbox can tell right from wrong. What it does not know it takes as it is. */
const forms: Record<string, RegExp> = {
  eu_vat: /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z]{8,12}$/,
  gb_vat: /^GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/, us_ein: /^\d{2}-?\d{7}$/, au_abn: /^\d{11}$/, in_gst: /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]{3}$/, ch_vat: /^CHE-\d{3}\.\d{3}\.\d{3} (MWST|TVA|IVA)$/,
};
/** Kinds that Stripe checks with an authority; the others stay unavailable. The magic values are Stripe's (docs.stripe.com/billing/testing#tax-id-verification). */
const checked = new Set(['eu_vat', 'gb_vat', 'au_abn']);
const outcomes: Record<string, 'verified' | 'unverified' | 'pending'> = { '000000000': 'verified', '111111111': 'unverified', '222222222': 'pending' };

const verificationOf = (type: string, value: string): NonNullable<TaxId['verification']> => {
  const status = checked.has(type) ? (outcomes[value.replace(/\D/g, '')] ?? 'verified') : 'unavailable';
  return { status, verified_address: null, verified_name: null };
};

const taxIdsOf = ({ store }: Sandbox, customer: string): TaxId[] => newestFirst(store.all('tax_id')).filter((one) => one.customer === customer);

const findTaxId = (sandbox: Sandbox, customer: string, id: string): TaxId => {
  const found = sandbox.store.get('tax_id', id);
  if (found?.customer !== customer) throw noSuch('tax_id', id);
  return found;
};

type TaxIdType = NonNullable<ReturnType<typeof types.decode>>;

/** Saves a customer's tax id; refuses what cannot be one. */
export function addTaxId(sandbox: Sandbox, customer: string, sentType: string, value: string): TaxId {
  const type: TaxIdType = required(types).decode(sentType, 'type');
  if (forms[type] && !forms[type].test(value)) throw invalidRequest(`Invalid value for ${type}.`, 'tax_id_invalid', 'value');
  const country = type.slice(0, 2) === 'eu' ? value.slice(0, 2) : type.slice(0, 2).toUpperCase();
  return sandbox.store.transition('tax_id', {
    id: sandbox.ids.next('txi'), object: 'tax_id', country, created: sandbox.clock.now(), customer, customer_account: null, livemode: false,
    owner: { type: 'customer', customer, customer_account: null }, type, value, verification: verificationOf(type, value),
  });
}

const create = endpoint('POST', '/v1/customers/{id}/tax_ids', { type: required(types), value: required(text(60)) }, ({ sandbox, id, params }) => {
  findCustomer(sandbox, id);
  return addTaxId(sandbox, id, params.type, params.value);
});

const list = endpoint('GET', '/v1/customers/{id}/tax_ids', pagination, ({ sandbox, id, params }) => {
  findCustomer(sandbox, id);
  return page(taxIdsOf(sandbox, id), `/v1/customers/${id}/tax_ids`, params);
});

const retrieve = endpoint('GET', '/v1/customers/{id}/tax_ids/{sub}', {}, ({ sandbox, id, subId }) => findTaxId(sandbox, id, subId));

const remove = endpoint('DELETE', '/v1/customers/{id}/tax_ids/{sub}', {}, ({ sandbox, id, subId }) => {
  const found = findTaxId(sandbox, id, subId);
  sandbox.store.remove('tax_id', subId);
  sandbox.store.emit('customer.tax_id.deleted', found);
  return { id: subId, object: 'tax_id', deleted: true };
});

export const taxIdEndpoints = [create, list, retrieve, remove];
