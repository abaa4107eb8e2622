import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, inRange, integer, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findProduct } from './products';

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

const recurring = object({ interval: required(choice('day', 'week', 'month', 'year')), interval_count: integer(1, 1095), usage_type: choice('licensed') }, ['meter', 'trial_period_days']);
const shared = {
  active: boolean(), metadata: metadata(), nickname: clearable(text()), tax_behavior: choice('exclusive', 'inclusive', 'unspecified'), transfer_lookup_key: boolean(),
};

const create = endpoint('POST', '/v1/prices', {
  ...shared, currency: required(text(3)), unit_amount: integer(0, 99_999_999_999), product: required(text()), recurring, lookup_key: text(200),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const currency = params.currency.toLowerCase();
  if (!isCurrency(currency)) throw invalidRequest(`Invalid currency: ${params.currency}.`, 'parameter_invalid', 'currency');
  if (params.unit_amount === undefined) throw invalidRequest('Missing required param: unit_amount.', 'parameter_missing', 'unit_amount');
  const product = findProduct(sandbox, params.product, 'product');
  const id = ids.next('price');
  if (params.lookup_key) claimLookupKey(sandbox, params.lookup_key, id, params.transfer_lookup_key ?? false);
  const price: Price = {
    id, object: 'price', active: params.active ?? true, billing_scheme: 'per_unit', created: clock.now(), currency, custom_unit_amount: null, livemode: false,
    lookup_key: params.lookup_key ?? null, metadata: mergeMetadata({}, params.metadata), nickname: params.nickname ?? null, product: product.id,
    recurring: params.recurring
      ? { interval: params.recurring.interval, interval_count: params.recurring.interval_count ?? 1, meter: null, trial_period_days: null, usage_type: 'licensed' }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified', tiers_mode: null, transform_quantity: null, type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: params.unit_amount, unit_amount_decimal: String(params.unit_amount),
  };
  return store.transition('price', price);
}, ['billing_scheme', 'currency_options', 'custom_unit_amount', 'product_data', 'tiers', 'tiers_mode', 'transform_quantity', 'unit_amount_decimal']);

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

const list = endpoint('GET', '/v1/prices', {
  ...pagination, active: boolean(), created: range(), currency: text(3), product: text(), type: choice('one_time', 'recurring'), lookup_keys: array(required(text()), 10),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('price')).filter(
    (row) =>
      (params.active === undefined || row.active === params.active) && inRange(row.created, params.created) &&
      (!params.currency || row.currency === params.currency.toLowerCase()) && (!params.product || row.product === params.product) &&
      (!params.type || row.type === params.type) && (!params.lookup_keys || (row.lookup_key !== null && params.lookup_keys.includes(row.lookup_key))),
  );
  return page(rows, '/v1/prices', params);
}, ['recurring']);

export const priceEndpoints = [create, retrieve, update, list];
