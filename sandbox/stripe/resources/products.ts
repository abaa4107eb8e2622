import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, clearable, inRange, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

const shared = {
  active: boolean(), description: clearable(text()), images: clearable(array(required(text()), 8)), metadata: metadata(), unit_label: clearable(text()),
  url: clearable(text()), statement_descriptor: text(22), marketing_features: clearable(array(required(object({ name: required(text(80)) })), 15)),
};
const notYet = ['package_dimensions', 'shippable', 'tax_code', 'tax_details'];

export function findProduct({ store }: Sandbox, id: string, param = 'id'): ApiRecords['product'] {
  const found = store.get('product', id);
  if (!found) throw noSuch('product', id, param);
  return found;
}

const create = endpoint('POST', '/v1/products', { ...shared, id: text(), name: required(text()) }, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const id = params.id ?? ids.next('prod');
  if (store.get('product', id)) throw invalidRequest('Product already exists.', 'resource_already_exists', 'id');
  return store.transition('product', {
    id, object: 'product', active: params.active ?? true, created: clock.now(), default_price: null, description: params.description ?? null,
    images: params.images ?? [], livemode: false, marketing_features: params.marketing_features ?? [], metadata: mergeMetadata({}, params.metadata), name: params.name,
    package_dimensions: null, shippable: null, statement_descriptor: params.statement_descriptor ?? null, tax_code: null, tax_details: null,
    type: 'service', unit_label: params.unit_label ?? null, updated: clock.now(), url: params.url ?? null,
  });
}, [...notYet, 'default_price_data', 'type']);

const retrieve = endpoint('GET', '/v1/products/{id}', {}, ({ sandbox, id }) => findProduct(sandbox, id));

const update = endpoint('POST', '/v1/products/{id}', { ...shared, name: text(), default_price: clearable(text()) }, ({ sandbox, id, params }) => {
  const { images, marketing_features, metadata: change, ...fields } = params;
  const before = findProduct(sandbox, id);
  if (fields.default_price && !sandbox.store.get('price', fields.default_price)) throw noSuch('price', fields.default_price, 'default_price');
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const next: ApiRecords['product'] = {
    ...before, ...set, metadata: mergeMetadata(before.metadata, change), images: images === null ? [] : (images ?? before.images),
    marketing_features: marketing_features === null ? [] : (marketing_features ?? before.marketing_features),
  };
  const changed = JSON.stringify(next) !== JSON.stringify(before);
  return sandbox.store.transition('product', changed ? { ...next, updated: sandbox.clock.now() } : before);
}, notYet);

const list = endpoint('GET', '/v1/products', { ...pagination, active: boolean(), created: range(), ids: array(required(text())) }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('product')).filter(
    (row) => (params.active === undefined || row.active === params.active) && inRange(row.created, params.created) && (!params.ids || params.ids.includes(row.id)),
  );
  return page(rows, '/v1/products', params);
}, ['shippable', 'type', 'url']);

export const productEndpoints = [create, retrieve, update, list];
