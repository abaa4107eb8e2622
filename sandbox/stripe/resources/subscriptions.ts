import { endSubscription, isEnded, noDetails } from '@/sandbox/stripe/billing/end-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, clearable, inRange, integer, mergeMetadata, metadata, object, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findPaymentMethod } from './payment-methods';
import type { Subscription } from './render-subscription';

function findSubscription({ store }: Sandbox, id: string): Subscription {
  const found = store.get('subscription', id);
  if (!found) throw noSuch('subscription', id);
  return found;
}

function findLive(sandbox: Sandbox, id: string): Subscription {
  const found = findSubscription(sandbox, id);
  if (isEnded(found)) throw noSuch('subscription', id);
  return found;
}

const feedback = choice('customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused');
const details = object({ comment: clearable(text()), feedback: clearable(feedback) }, ['feedback_option']);

const retrieve = endpoint('GET', '/v1/subscriptions/{id}', {}, ({ sandbox, id }) => findSubscription(sandbox, id));

const statuses = choice('active', 'all', 'canceled', 'ended', 'incomplete', 'incomplete_expired', 'past_due', 'paused', 'trialing', 'unpaid');
const hasStatus = (row: Subscription, wanted: string | undefined): boolean => {
  if (wanted === 'all') return true;
  if (wanted === 'ended') return isEnded(row);
  return wanted ? row.status === wanted : row.status !== 'canceled';
};

const list = endpoint('GET', '/v1/subscriptions', {
  ...pagination, created: range(), customer: text(), price: text(), status: statuses, current_period_end: range(), current_period_start: range(),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('subscription')).filter(
    (row) =>
      hasStatus(row, params.status) && inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) &&
      row.items.data.some(
        (item) =>
          (!params.price || item.price.id === params.price) && inRange(item.current_period_end, params.current_period_end) &&
          inRange(item.current_period_start, params.current_period_start),
      ),
  );
  return page(rows, '/v1/subscriptions', params);
}, ['automatic_tax', 'collection_method', 'customer_account', 'plan', 'test_clock']);

const periodEnds = (subscription: Subscription): number[] => subscription.items.data.map((item) => item.current_period_end);

interface CancelChange {
  cancel_at?: string | null;
  cancel_at_period_end?: boolean;
}

/** `cancel_at` and the flag move together; taking either back clears both. */
function cancellation({ clock }: Sandbox, before: Subscription, change: CancelChange): Partial<Subscription> {
  if (change.cancel_at !== undefined && change.cancel_at_period_end !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'parameters_exclusive', 'cancel_at');
  }
  const keep: Partial<Subscription> = { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: { ...noDetails } };
  const schedule = (at: number, atPeriodEnd: boolean): Partial<Subscription> => ({
    cancel_at: at, cancel_at_period_end: atPeriodEnd, canceled_at: before.canceled_at ?? clock.now(),
    cancellation_details: { ...noDetails, ...before.cancellation_details, reason: 'cancellation_requested' },
  });
  if (change.cancel_at_period_end !== undefined) return change.cancel_at_period_end ? schedule(Math.min(...periodEnds(before)), true) : keep;
  const at = change.cancel_at;
  if (at === undefined) return {};
  if (at === null) return keep;
  if (at === 'min_period_end') return schedule(Math.min(...periodEnds(before)), false);
  if (at === 'max_period_end') return schedule(Math.max(...periodEnds(before)), false);
  const instant = integer().decode(at, 'cancel_at') ?? 0;
  if (instant <= clock.now()) throw invalidRequest('`cancel_at` must be a timestamp in the future.', undefined, 'cancel_at');
  if (instant < Math.max(...periodEnds(before))) {
    throw invalidRequest('The sandbox does not prorate yet: `cancel_at` must not be before the end of the current period.', 'sandbox_unsupported', 'cancel_at');
  }
  return schedule(instant, false);
}

const notYet = [
  'add_invoice_items', 'application_fee_percent', 'automatic_tax', 'billing_cycle_anchor', 'billing_schedules', 'billing_thresholds', 'collection_method',
  'days_until_due', 'default_source', 'default_tax_rates', 'discounts', 'invoice_settings', 'items', 'off_session', 'on_behalf_of', 'pause_collection',
  'payment_behavior', 'payment_settings', 'pending_invoice_item_interval', 'proration_behavior', 'proration_date', 'transfer_data', 'trial_end', 'trial_from_plan',
  'trial_settings',
];

const update = endpoint('POST', '/v1/subscriptions/{id}', {
  metadata: metadata(), description: clearable(text(500)), cancel_at: clearable(text()), cancel_at_period_end: boolean(), cancellation_details: details,
  default_payment_method: clearable(text()),
}, ({ sandbox, id, params }) => {
  const before = findLive(sandbox, id);
  const wanted = params.default_payment_method;
  if (wanted && findPaymentMethod(sandbox, wanted, 'default_payment_method').customer !== before.customer) {
    throw invalidRequest(`The customer does not have a payment method with the ID ${wanted}. The payment method must be attached to the customer.`, 'resource_missing', 'default_payment_method');
  }
  const change = cancellation(sandbox, before, params);
  const current = change.cancellation_details ?? before.cancellation_details;
  return sandbox.store.transition('subscription', {
    ...before, ...change, metadata: mergeMetadata(before.metadata, params.metadata), description: params.description === undefined ? before.description : params.description,
    default_payment_method: wanted === undefined ? before.default_payment_method : wanted,
    cancellation_details: params.cancellation_details ? { ...noDetails, ...current, ...definedOnly(params.cancellation_details) } : current,
  });
}, notYet);

type SentDetails = { comment?: string | null; feedback?: typeof noDetails.feedback };
const definedOnly = ({ comment, feedback: reason }: SentDetails): Partial<typeof noDetails> => ({
  ...(comment === undefined ? {} : { comment }), ...(reason === undefined ? {} : { feedback: reason }),
});

const cancel = endpoint('DELETE', '/v1/subscriptions/{id}', { cancellation_details: details, invoice_now: boolean(), prorate: boolean() }, ({ sandbox, id, params }) => {
  const before = findLive(sandbox, id);
  if (params.prorate) throw invalidRequest('The sandbox does not prorate yet.', 'sandbox_unsupported', 'prorate');
  if (params.invoice_now) throw invalidRequest('The sandbox does not make a final invoice yet.', 'sandbox_unsupported', 'invoice_now');
  return endSubscription(sandbox, before, { reason: 'cancellation_requested', ...definedOnly(params.cancellation_details ?? {}) });
});

export const subscriptionEndpoints = [retrieve, list, update, cancel];
