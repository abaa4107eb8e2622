import type Stripe from 'stripe';
import { aggregate, reported, type Meter } from '@/sandbox/stripe/billing/usage';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, integer, object, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Wire } from '@/sandbox/stripe/wire';
import { findCustomer } from './customers';

const hour = 3600;
const windows = { minute: 60, hour, day: 24 * hour };

export function findMeter({ store }: Sandbox, id: string): Meter {
  const found = store.get('billing.meter', id);
  if (!found) throw noSuch('meter', id);
  return found;
}

export const activeMeter = ({ store }: Sandbox, eventName: string): Meter | undefined =>
  store.all('billing.meter').find((meter) => meter.event_name === eventName && meter.status === 'active');

function checkNameIsFree(sandbox: Sandbox, eventName: string): void {
  if (activeMeter(sandbox, eventName)) throw invalidRequest(`An active meter with event name '${eventName}' already exists.`, 'resource_already_exists', 'event_name');
}

const create = endpoint('POST', '/v1/billing/meters', {
  display_name: required(text(250)), event_name: required(text(100)), default_aggregation: required(object({ formula: required(choice('sum', 'count', 'last')) })),
  customer_mapping: object({ event_payload_key: required(text(100)), type: required(choice('by_id')) }), event_time_window: choice('day', 'hour'),
  value_settings: object({ event_payload_key: required(text(100)) }),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  checkNameIsFree(sandbox, params.event_name);
  return store.transition('billing.meter', {
    id: `mtr_test_${ids.random(30)}`, object: 'billing.meter', created: clock.now(),
    customer_mapping: { event_payload_key: params.customer_mapping?.event_payload_key ?? 'stripe_customer_id', type: 'by_id' },
    default_aggregation: params.default_aggregation, display_name: params.display_name, event_name: params.event_name, event_time_window: params.event_time_window ?? null,
    livemode: false, status: 'active', status_transitions: { deactivated_at: null }, updated: clock.now(),
    value_settings: { event_payload_key: params.value_settings?.event_payload_key ?? 'value' },
  });
});

const retrieve = endpoint('GET', '/v1/billing/meters/{id}', {}, ({ sandbox, id }) => findMeter(sandbox, id));

const update = endpoint('POST', '/v1/billing/meters/{id}', { display_name: text(250) }, ({ sandbox, id, params }) => {
  const before = findMeter(sandbox, id);
  const isSame = params.display_name === undefined || params.display_name === before.display_name;
  return isSame ? before : sandbox.store.transition('billing.meter', { ...before, display_name: params.display_name ?? before.display_name, updated: sandbox.clock.now() });
});

const list = endpoint('GET', '/v1/billing/meters', { ...pagination, status: choice('active', 'inactive') }, ({ sandbox, params }) =>
  page(newestFirst(sandbox.store.all('billing.meter')).filter((row) => !params.status || row.status === params.status), '/v1/billing/meters', params),
);

const deactivate = endpoint('POST', '/v1/billing/meters/{id}/deactivate', {}, ({ sandbox, id }) => {
  const { store, clock } = sandbox;
  const before = findMeter(sandbox, id);
  if (before.status === 'inactive') throw invalidRequest('This meter is already inactive.');
  return store.transition('billing.meter', {
    ...before, status: 'inactive', status_transitions: { deactivated_at: clock.now() }, updated: clock.now(),
  }, ['billing.meter.deactivated'], 'only-also');
});

const reactivate = endpoint('POST', '/v1/billing/meters/{id}/reactivate', {}, ({ sandbox, id }) => {
  const { store, clock } = sandbox;
  const before = findMeter(sandbox, id);
  if (before.status === 'active') throw invalidRequest('This meter is already active.');
  checkNameIsFree(sandbox, before.event_name);
  return store.transition('billing.meter', { ...before, status: 'active', status_transitions: { deactivated_at: null }, updated: clock.now() }, ['billing.meter.reactivated'], 'only-also');
});

type Summary = Wire<Stripe.Billing.MeterEventSummary>;

/** The bounds must fall on whole minutes, or on the windows that are asked for. */
function checkAligned(at: number, window: keyof typeof windows, param: string): void {
  if (at % windows[window] !== 0) throw invalidRequest(`\`${param}\` must be aligned with ${window} boundaries.`, undefined, param);
}

const summaries = endpoint('GET', '/v1/billing/meters/{id}/event_summaries', {
  ...pagination, customer: required(text()), start_time: required(integer(0)), end_time: required(integer(0)), value_grouping_window: choice('day', 'hour'),
}, ({ sandbox, id, params }) => {
  const meter = findMeter(sandbox, id);
  findCustomer(sandbox, params.customer, 'customer');
  const { start_time: start, end_time: end, value_grouping_window } = params;
  checkAligned(start, value_grouping_window ?? 'minute', 'start_time');
  checkAligned(end, value_grouping_window ?? 'minute', 'end_time');
  if (end <= start) throw invalidRequest('`end_time` must be after `start_time`.', undefined, 'end_time');
  const events = reported(sandbox, id, params.customer, { start, end });
  const size = value_grouping_window ? windows[value_grouping_window] : end - start;
  const starts = value_grouping_window ? [...new Set(events.map(({ at }) => at - ((at - start) % size)))] : [start];
  const rows = starts.map((from): Summary => ({
    id: `mtrusg_test_${meter.id.slice(9)}${params.customer.slice(4)}${from}`, object: 'billing.meter_event_summary', start_time: from, end_time: from + size, livemode: false, meter: id,
    aggregated_value: aggregate(meter.default_aggregation.formula, events.filter(({ at }) => at >= from && at < from + size)),
  }));
  return page(newestFirst(rows), `/v1/billing/meters/${id}/event_summaries`, params);
});

export const billingMeterEndpoints = [create, retrieve, update, list, deactivate, reactivate, summaries];
