import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, inRange, mergeMetadata, metadata, object, range, required, text, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { renderTerms, termFields, type SentTerms } from './price-terms';
import { createProduct, findProduct } from './products';

type Price = ApiRecords['price'];

export function findPrice({ store }: Sandbox, id: string, param = 'id'): Price {
  const found = store.get('price', id);
  if (!found) throw noSuch('price', id, param);
  return found;
}

/** A lookup key names one active price; taking it over must be asked for. */
function claimLookupKey({ store }: Sandbox, key: string, owner: string, transfer: boolean): void {
  const holder = store.all('price').find((price) => price.lookup_key === key && price.id !== owner);
  if (!holder) return;
  if (!transfer) {
    const message = `A price (\`${holder.id}\`) already uses that lookup key. You can transfer it to this price by setting \`transfer_lookup_key\` to true.`;
    throw invalidRequest(message, 'resource_already_exists', 'lookup_key');
  }
  store.transition('price', { ...holder, lookup_key: null });
}

const shared = {
  active: boolean(), metadata: metadata(), nickname: clearable(text()), tax_behavior: choice('exclusive', 'inclusive', 'unspecified'), transfer_lookup_key: boolean(),
};

export interface NewPrice extends SentTerms {
  currency: string;
  product: string;
  active?: boolean;
  lookup_key?: string;
  transfer_lookup_key?: boolean;
  metadata?: MetadataChange;
  nickname?: string | null;
  tax_behavior?: NonNullable<Price['tax_behavior']>;
}

export function createPrice(sandbox: Sandbox, sent: NewPrice): Price {
  const { store, clock, ids } = sandbox;
  const currency = sent.currency.toLowerCase();
  if (!isCurrency(currency)) throw invalidRequest(`Invalid currency: ${sent.currency}.`, 'parameter_invalid', 'currency');
  const terms = renderTerms(sandbox, sent);
  const id = ids.next('price');
  if (sent.lookup_key) claimLookupKey(sandbox, sent.lookup_key, id, sent.transfer_lookup_key ?? false);
  return store.transition('price', {
    id, object: 'price', active: sent.active ?? true, created: clock.now(), currency, custom_unit_amount: null, livemode: false, lookup_key: sent.lookup_key ?? null,
    metadata: mergeMetadata({}, sent.metadata), nickname: sent.nickname ?? null, product: sent.product, tax_behavior: sent.tax_behavior ?? 'unspecified',
    type: sent.recurring ? 'recurring' : 'one_time', ...terms,
  });
}

const create = endpoint('POST', '/v1/prices', {
  ...shared, ...termFields, currency: required(text(3)), product: text(), lookup_key: text(200),
  product_data: object({ active: boolean(), id: text(), metadata: metadata(), name: required(text()), statement_descriptor: text(22), unit_label: text() }, ['tax_code', 'tax_details']),
}, ({ sandbox, params }) => {
  const { product_data, product, ...rest } = params;
  if (product !== undefined && product_data) throw invalidRequest('You may only specify one of these parameters: product, product_data.', 'parameters_exclusive', 'product');
  if (product_data) return createPrice(sandbox, { ...rest, product: createProduct(sandbox, product_data).id });
  if (product === undefined) throw invalidRequest('Missing required param: product.', 'parameter_missing', 'product');
  return createPrice(sandbox, { ...rest, product: findProduct(sandbox, product, 'product').id });
}, ['custom_unit_amount']);

const retrieve = endpoint('GET', '/v1/prices/{id}', {}, ({ sandbox, id }) => findPrice(sandbox, id));

const update = endpoint('POST', '/v1/prices/{id}', { ...shared, lookup_key: clearable(text(200)) }, ({ sandbox, id, params }) => {
  const before = findPrice(sandbox, id);
  if (params.lookup_key) claimLookupKey(sandbox, params.lookup_key, id, params.transfer_lookup_key ?? false);
  return sandbox.store.transition('price', {
    ...before, active: params.active ?? before.active, metadata: mergeMetadata(before.metadata, params.metadata),
    nickname: params.nickname === undefined ? before.nickname : params.nickname, tax_behavior: params.tax_behavior ?? before.tax_behavior,
    lookup_key: params.lookup_key === undefined ? before.lookup_key : params.lookup_key,
  });
}, ['currency_options']);

const isRecurringLike = ({ recurring }: Price, wanted: { interval?: string; meter?: string; usage_type?: string } | undefined): boolean =>
  !wanted || Object.entries(wanted).every(([key, value]) => value === undefined || Object.entries(recurring ?? {}).some(([name, is]) => name === key && is === value));

const list = endpoint('GET', '/v1/prices', {
  ...pagination, active: boolean(), created: range(), currency: text(3), product: text(), type: choice('one_time', 'recurring'), lookup_keys: array(required(text()), 10),
  recurring: object({ interval: choice('day', 'week', 'month', 'year'), meter: text(), usage_type: choice('licensed', 'metered') }),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('price')).filter(
    (row) =>
      (params.active === undefined || row.active === params.active) && inRange(row.created, params.created) &&
      (!params.currency || row.currency === params.currency.toLowerCase()) && (!params.product || row.product === params.product) &&
      (!params.type || row.type === params.type) && (!params.lookup_keys || (row.lookup_key !== null && params.lookup_keys.includes(row.lookup_key))) &&
      isRecurringLike(row, params.recurring),
  );
  return page(rows, '/v1/prices', params);
});

export const priceEndpoints = [create, retrieve, update, list];
