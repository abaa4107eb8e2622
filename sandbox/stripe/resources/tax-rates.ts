import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, decimal, inRange, mergeMetadata, metadata, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type TaxRate = ApiRecords['tax_rate'];

/** A fixed rate, for the caller to put on invoices and items. */
export function findTaxRate({ store }: Sandbox, id: string, param = 'id'): TaxRate {
  const found = store.get('tax_rate', id);
  if (!found) throw noSuch('tax rate', id, param);
  return found;
}

const shared = {
  active: boolean(), country: text(2), description: text(), jurisdiction: text(50), metadata: metadata(), state: text(),
  tax_type: choice('gst', 'hst', 'igst', 'jct', 'pst', 'qst', 'rst', 'sales_tax', 'service_tax', 'vat', 'lease_tax', 'communications_tax', 'amusement_tax'),
};

const create = endpoint('POST', '/v1/tax_rates', {
  ...shared, display_name: required(text(50)), inclusive: required(boolean()), percentage: required(decimal(0, 100)),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  return store.transition('tax_rate', {
    id: ids.next('txr'), object: 'tax_rate', active: params.active ?? true, country: params.country ?? null, created: clock.now(), description: params.description ?? null,
    display_name: params.display_name, effective_percentage: params.percentage, flat_amount: null, inclusive: params.inclusive, jurisdiction: params.jurisdiction ?? null,
    jurisdiction_level: null, livemode: false, metadata: mergeMetadata({}, params.metadata), percentage: params.percentage, rate_type: 'percentage', state: params.state ?? null,
    tax_type: params.tax_type ?? null,
  });
});

const retrieve = endpoint('GET', '/v1/tax_rates/{id}', {}, ({ sandbox, id }) => findTaxRate(sandbox, id));

const update = endpoint('POST', '/v1/tax_rates/{id}', { ...shared, display_name: text(50) }, ({ sandbox, id, params }) => {
  const { metadata: change, ...fields } = params;
  const before = findTaxRate(sandbox, id);
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return sandbox.store.transition('tax_rate', { ...before, ...set, metadata: mergeMetadata(before.metadata, change) });
});

const list = endpoint('GET', '/v1/tax_rates', { ...pagination, active: boolean(), created: range(), inclusive: boolean() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('tax_rate')).filter(
    (row) => inRange(row.created, params.created) && (params.active === undefined || row.active === params.active) && (params.inclusive === undefined || row.inclusive === params.inclusive),
  );
  return page(rows, '/v1/tax_rates', params);
});

export const taxRateEndpoints = [create, retrieve, update, list];
