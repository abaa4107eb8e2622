import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, clearable, inRange, mergeMetadata, metadata, object, range, required, text, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

const shared = {
  active: boolean(), description: clearable(text()), images: clearable(array(required(text()), 8)), metadata: metadata(), unit_label: clearable(text()),
  url: clearable(text()), shippable: boolean(), tax_code: clearable(text()), statement_descriptor: text(22), marketing_features: clearable(array(required(object({ name: required(text(80)) })), 15)),
};
const notYet = ['package_dimensions', 'tax_details'];

export function findProduct({ store }: Sandbox, id: string, param = 'id'): ApiRecords['product'] {
  const found = store.get('product', id);
  if (!found) throw noSuch('product', id, param);
  return found;
}

export interface NewProduct {
  id?: string;
  name: string;
  active?: boolean;
  description?: string | null;
  images?: string[] | null;
  marketing_features?: { name: string }[] | null;
  metadata?: MetadataChange;
  shippable?: boolean;
  statement_descriptor?: string;
  tax_code?: string | null;
  unit_label?: string | null;
  url?: string | null;
}

export function createProduct({ store, clock, ids }: Sandbox, sent: NewProduct): ApiRecords['product'] {
  const id = sent.id ?? ids.next('prod');
  if (store.get('product', id)) throw invalidRequest('Product already exists.', 'resource_already_exists', 'id');
  return store.transition('product', {
    id, object: 'product', active: sent.active ?? true, created: clock.now(), default_price: null, description: sent.description ?? null,
    images: sent.images ?? [], livemode: false, marketing_features: sent.marketing_features ?? [], metadata: mergeMetadata({}, sent.metadata), name: sent.name,
    package_dimensions: null, shippable: sent.shippable ?? null, statement_descriptor: sent.statement_descriptor ?? null, tax_code: sent.tax_code ?? null, tax_details: null,
    type: 'service', unit_label: sent.unit_label ?? null, updated: clock.now(), url: sent.url ?? null,
  });
}

const create = endpoint('POST', '/v1/products', { ...shared, id: text(), name: required(text()) }, ({ sandbox, params }) => createProduct(sandbox, params), [...notYet, 'default_price_data', 'type']);

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

const list = endpoint('GET', '/v1/products', { ...pagination, active: boolean(), created: range(), ids: array(required(text())), shippable: boolean(), url: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('product')).filter(
    (row) => (params.active === undefined || row.active === params.active) && inRange(row.created, params.created) && (!params.ids || params.ids.includes(row.id)) &&
      (params.shippable === undefined || (row.shippable ?? false) === params.shippable) && (params.url === undefined || row.url === params.url),
  );
  return page(rows, '/v1/products', params);
}, ['type']);

/** Only while no price hangs on it. */
const remove = endpoint('DELETE', '/v1/products/{id}', {}, ({ sandbox, id }) => {
  const product = findProduct(sandbox, id);
  if (sandbox.store.all('price').some((price) => price.product === id)) {
    throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.', undefined, 'id');
  }
  sandbox.store.remove('product', id);
  sandbox.store.emit('product.deleted', product);
  return { id, object: 'product', deleted: true };
});

export const productEndpoints = [create, retrieve, update, remove, list];
