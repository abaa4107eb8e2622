import { cancelSubscription } from '@/sandbox/stripe/billing/cancel-subscription';
import { boundary } from '@/sandbox/stripe/billing/period';
import type { ProrationBehavior } from '@/sandbox/stripe/billing/plan-change';
import { nextInvoice, previewInvoice } from '@/sandbox/stripe/billing/preview-invoice';
import { enterPhase, phaseAt, releaseSchedule } from '@/sandbox/stripe/billing/schedule';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, inRange, integer, mergeMetadata, metadata, object, range, required, text, type Decoded } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findPaymentMethod } from './payment-methods';
import { findPrice } from './prices';
import type { Invoice } from './render-invoice';
import { phaseItem, renderPhase, renderSchedule, type Phase, type Schedule } from './render-schedule';
import { discountsField, findLive, prorationField } from './subscription-params';

const interval = choice('day', 'week', 'month', 'year');
const phaseField = object({
  items: required(array(required(object({ price: required(text()), quantity: integer(0), metadata: metadata() }, ['billing_thresholds', 'discounts', 'plan', 'price_data', 'tax_rates'])), 20)),
  start_date: text(), end_date: text(), duration: object({ interval: required(interval), interval_count: integer(1, 120) }),
  proration_behavior: prorationField, billing_cycle_anchor: choice('automatic', 'phase_start'), discounts: discountsField, metadata: metadata(),
}, [
  'add_invoice_items', 'application_fee_percent', 'automatic_tax', 'billing_thresholds', 'collection_method', 'currency', 'default_payment_method',
  'default_tax_rates', 'description', 'invoice_settings', 'on_behalf_of', 'transfer_data', 'trial', 'trial_end',
]);
export const phasesField = array(required(phaseField), 10);
type SentPhase = NonNullable<Decoded<{ phase: typeof phaseField }>['phase']>;

interface Change {
  phases?: SentPhase[];
  end_behavior?: 'cancel' | 'release';
  proration_behavior?: ProrationBehavior;
}

function find({ store }: Sandbox, id: string): Schedule {
  const found = store.get('subscription_schedule', id);
  if (!found) throw noSuch('subscription schedule', id);
  return found;
}

function findActive(sandbox: Sandbox, id: string): Schedule {
  const found = find(sandbox, id);
  if (found.status !== 'active') {
    throw invalidRequest(`You cannot update a subscription schedule that is currently in the \`${found.status}\` status. It must be \`not_started\` or \`active\`.`);
  }
  return found;
}

const instant = (sandbox: Sandbox, value: string | undefined, param: string): number | undefined => (value === 'now' ? sandbox.clock.now() : integer(1).decode(value, param));

function readPhase(sandbox: Sandbox, sent: SentPhase, index: number, from: number): Phase {
  const at = `phases[${index}]`;
  const start = instant(sandbox, sent.start_date, `${at}[start_date]`) ?? from;
  const prices = sent.items.map((item, n) => findPrice(sandbox, item.price, `${at}[items][${n}][price]`));
  const [first] = prices;
  if (!first?.recurring) throw invalidRequest(`Missing required param: ${at}[items].`, 'parameter_missing', `${at}[items]`);
  if (start !== from) throw invalidRequest(index === 0 ? 'You can not modify the start date of the current phase.' : 'Phases must follow each other without a gap.', undefined, `${at}[start_date]`);
  if (sent.end_date !== undefined && sent.duration) throw invalidRequest('You may only specify one of these parameters: end_date, duration.', 'parameters_exclusive', `${at}[duration]`);
  const length = sent.duration ? { interval: sent.duration.interval, interval_count: sent.duration.interval_count ?? 1 } : first.recurring;
  const end = instant(sandbox, sent.end_date, `${at}[end_date]`) ?? boundary(start, length, 1);
  if (end <= start) throw invalidRequest('A phase must end after it starts.', undefined, `${at}[end_date]`);
  return renderPhase({
    currency: first.currency, start, end, proration: sent.proration_behavior ?? 'create_prorations', anchor: sent.billing_cycle_anchor ?? null,
    items: sent.items.map((item) => phaseItem(item.price, item.quantity ?? 1, mergeMetadata({}, item.metadata))), metadata: mergeMetadata({}, sent.metadata),
    discounts: (sent.discounts ?? []).map((one) => ({ coupon: one.coupon ?? null, discount: one.discount ?? null, promotion_code: one.promotion_code ?? null })),
  });
}

/** Past phases may be left out; the current one keeps its start. */
function readPhases(sandbox: Sandbox, schedule: Schedule, sent: SentPhase[]): Phase[] {
  const current = schedule.current_phase ?? { start_date: sandbox.clock.now() };
  const [first] = sent;
  const past = schedule.phases.find((phase) => String(phase.start_date) === first?.start_date);
  const phases: Phase[] = [];
  sent.forEach((phase, index) => phases.push(readPhase(sandbox, phase, index, phases.at(-1)?.end_date ?? past?.start_date ?? current.start_date)));
  return phases;
}

/** Writes the new phases, and makes the subscription what its current phase now says. */
function updateSchedule(sandbox: Sandbox, before: Schedule, change: Change, fields: Partial<Schedule> = {}): Schedule {
  const { store, clock } = sandbox;
  const phases = change.phases ? readPhases(sandbox, before, change.phases) : before.phases;
  const current = phaseAt(phases, clock.now());
  if (!current) throw invalidRequest('One phase must be the current one.', undefined, 'phases');
  const endBehavior = change.end_behavior ?? before.end_behavior;
  const schedule = store.transition('subscription_schedule', {
    ...before, ...fields, phases, end_behavior: endBehavior, current_phase: { start_date: current.start_date, end_date: current.end_date },
  });
  const subscription = store.get('subscription', schedule.subscription ?? '');
  if (!subscription) return schedule;
  const entered = change.phases ? enterPhase(sandbox, subscription, current, change.proration_behavior ?? 'create_prorations', false) : subscription;
  const end = endBehavior === 'cancel' ? (phases.at(-1)?.end_date ?? null) : null;
  store.transition('subscription', { ...entered, cancel_at: end, canceled_at: end === null ? null : (entered.canceled_at ?? clock.now()) });
  return schedule;
}

const create = endpoint('POST', '/v1/subscription_schedules', { from_subscription: required(text()) }, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const subscription = findLive(sandbox, params.from_subscription, 'from_subscription');
  if (subscription.schedule) {
    throw invalidRequest(`You cannot migrate a subscription that is already attached to a schedule: \`${subscription.schedule}\`.`, undefined, 'from_subscription');
  }
  const schedule = store.transition('subscription_schedule', renderSchedule(ids.next('sub_sched'), clock.now(), subscription));
  store.transition('subscription', { ...subscription, schedule: schedule.id });
  return schedule;
}, ['billing_mode', 'customer', 'customer_account', 'default_settings', 'end_behavior', 'metadata', 'pause_schedules', 'phases', 'start_date']);

const settingsField = object({ default_payment_method: clearable(text()) }, [
  'application_fee_percent', 'automatic_tax', 'billing_cycle_anchor', 'billing_thresholds', 'collection_method', 'description', 'invoice_settings', 'on_behalf_of', 'transfer_data',
]);

const update = endpoint('POST', '/v1/subscription_schedules/{id}', {
  phases: phasesField, end_behavior: choice('cancel', 'release'), proration_behavior: prorationField, metadata: metadata(), default_settings: settingsField,
}, ({ sandbox, id, params }) => {
  const before = findActive(sandbox, id);
  const card = params.default_settings?.default_payment_method;
  if (card && findPaymentMethod(sandbox, card, 'default_settings[default_payment_method]').customer !== before.customer) throw noSuch('PaymentMethod', card, 'default_settings[default_payment_method]');
  const settings = card === undefined ? before.default_settings : { ...before.default_settings, default_payment_method: card };
  return updateSchedule(sandbox, before, params, { metadata: mergeMetadata(before.metadata, params.metadata), default_settings: settings });
}, ['pause_schedules']);

const retrieve = endpoint('GET', '/v1/subscription_schedules/{id}', {}, ({ sandbox, id }) => find(sandbox, id));

const list = endpoint('GET', '/v1/subscription_schedules', {
  ...pagination, customer: text(), created: range(), canceled_at: range(), completed_at: range(), released_at: range(), scheduled: boolean(),
}, ({ sandbox, params }) => {
  const within = (value: number | null, limits: Parameters<typeof inRange>[1]): boolean => !limits || (value !== null && inRange(value, limits));
  const rows = newestFirst(sandbox.store.all('subscription_schedule')).filter(
    (row) =>
      (!params.customer || row.customer === params.customer) && inRange(row.created, params.created) && within(row.canceled_at, params.canceled_at) &&
      within(row.completed_at, params.completed_at) && within(row.released_at, params.released_at) && (params.scheduled === undefined || !params.scheduled),
  );
  return page(rows, '/v1/subscription_schedules', params);
}, ['customer_account']);

const release = endpoint('POST', '/v1/subscription_schedules/{id}/release', { preserve_cancel_date: boolean() }, ({ sandbox, id, params }) => {
  const released = releaseSchedule(sandbox, findActive(sandbox, id));
  const subscription = sandbox.store.get('subscription', released.released_subscription ?? '');
  if (subscription && params.preserve_cancel_date === false) sandbox.store.transition('subscription', { ...subscription, cancel_at: null, canceled_at: null });
  return released;
});

const cancel = endpoint('POST', '/v1/subscription_schedules/{id}/cancel', { invoice_now: boolean(), prorate: boolean() }, ({ sandbox, id, params }) => {
  const before = findActive(sandbox, id);
  const subscription = findLive(sandbox, before.subscription ?? '', 'subscription');
  cancelSubscription(sandbox, subscription, { prorate: params.prorate ?? true, invoiceNow: params.invoice_now ?? true, details: { reason: 'cancellation_requested' } });
  return find(sandbox, id);
});

export const subscriptionScheduleEndpoints = [create, update, retrieve, list, release, cancel];

/** The next invoice under a schedule as it is, or as it would be. */
export function previewSchedule(sandbox: Sandbox, id: string | undefined, change: Change | undefined): Invoice {
  if (!id) throw invalidRequest('The sandbox previews changes of existing schedules only.', 'sandbox_unsupported', 'schedule_details');
  const schedule = findActive(sandbox, id);
  return previewInvoice(sandbox, schedule.customer, null, () => {
    const before = sandbox.store.owned('invoice', schedule.subscription ?? '').length;
    if (change) updateSchedule(sandbox, schedule, change);
    const now = sandbox.store.owned('invoice', schedule.subscription ?? '');
    return now.length > before ? (now.at(-1) ?? null) : nextInvoice(sandbox, schedule.subscription ?? '');
  });
}
