import type Stripe from 'stripe';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { choice, integer, map, object, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Wire } from '@/sandbox/stripe/wire';
import { activeMeter } from './billing-meters';
import type { Meter } from '@/sandbox/stripe/billing/usage';

const day = 86_400;
const oldestDays = 35;
const latestSeconds = 5 * 60;

const idOf = (eventName: string, identifier: string): string => `${eventName} ${identifier}`;

function meterFor({ store }: Sandbox, eventName: string, found: Meter | undefined): Meter {
  if (found) return found;
  const archived = store.all('billing.meter').some((meter) => meter.event_name === eventName);
  if (archived) throw invalidRequest(`The meter of the event name '${eventName}' is inactive.`, 'archived_meter', 'event_name');
  throw invalidRequest(`No active meter found for event name '${eventName}'.`, 'no_meter', 'event_name');
}

/** Bounds as of the customer's clock. */
function checkTime({ clock }: Sandbox, at: number): void {
  const earliest = clock.now() - oldestDays * day;
  if (at < earliest) {
    throw invalidRequest(`The event timestamp cannot be more than 35 days in past. Expected a timestamp greater than or equal to ${earliest}.`, 'timestamp_too_far_in_past', 'timestamp');
  }
  if (at > clock.now() + latestSeconds) throw invalidRequest('The event timestamp cannot be more than 5 minutes in the future.', 'timestamp_in_future', 'timestamp');
}

function valueOf(meter: Meter, payload: Record<string, string>): number | null {
  if (meter.default_aggregation.formula === 'count') return null;
  const key = meter.value_settings.event_payload_key;
  const raw = payload[key];
  if (raw === undefined) throw invalidRequest(`The payload is missing '${key}'.`, 'meter_event_value_not_found', `payload[${key}]`);
  if (!/^-?\d{1,15}$/.test(raw)) throw invalidRequest(`The value '${raw}' must be a whole number.`, 'meter_event_invalid_value', `payload[${key}]`);
  return Number(raw);
}

/** A value is counted at once; Stripe counts it a little later. */
const create = endpoint('POST', '/v1/billing/meter_events', {
  event_name: required(text(100)), payload: required(map(required(text(500)), () => true)), identifier: text(100), timestamp: integer(1),
}, ({ sandbox, params }): Wire<Stripe.Billing.MeterEvent> => {
  const { store, clock, ids } = sandbox;
  const meter = meterFor(sandbox, params.event_name, activeMeter(sandbox, params.event_name));
  const key = meter.customer_mapping.event_payload_key;
  const customer = params.payload[key];
  if (customer === undefined) throw invalidRequest(`The payload is missing '${key}'.`, 'meter_event_no_customer_defined', `payload[${key}]`);
  if (!store.get('customer', customer)) throw invalidRequest(`No such customer: '${customer}'`, 'meter_event_customer_not_found', `payload[${key}]`);
  const at = params.timestamp ?? clock.now();
  checkTime(sandbox, at);
  const identifier = params.identifier ?? `${ids.random(8)}-${ids.random(16)}`.toLowerCase();
  const id = idOf(params.event_name, identifier);
  const known = store.get('meter_event', id);
  if (known) throw invalidRequest(`An event already exists with identifier ${identifier}.`, undefined, 'identifier');
  store.save('meter_event', {
    id, eventName: params.event_name, identifier, meter: meter.id, customer, value: valueOf(meter, params.payload), at, createdAt: clock.now(),
  });
  return { object: 'billing.meter_event', created: clock.now(), event_name: params.event_name, identifier, livemode: false, payload: params.payload, timestamp: at };
});

const adjust = endpoint('POST', '/v1/billing/meter_event_adjustments', {
  event_name: required(text(100)), type: required(choice('cancel')), cancel: required(object({ identifier: required(text(100)) })),
}, ({ sandbox, params }): Wire<Stripe.Billing.MeterEventAdjustment> => {
  const { store, clock } = sandbox;
  const { identifier } = params.cancel;
  const found = store.get('meter_event', idOf(params.event_name, identifier));
  if (!found) throw invalidRequest(`No event was found with identifier ${identifier}.`, 'resource_missing', 'cancel[identifier]');
  if (found.createdAt < clock.now() - day) throw invalidRequest('Events can be cancelled within 24 hours of being received.', undefined, 'cancel[identifier]');
  store.remove('meter_event', found.id);
  return { object: 'billing.meter_event_adjustment', cancel: { identifier }, event_name: params.event_name, livemode: false, status: 'complete', type: 'cancel' };
});

export const meterEventEndpoints = [create, adjust];
