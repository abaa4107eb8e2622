import { changeSubscription } from '@/sandbox/stripe/billing/change-subscription';
import { removeDiscount } from '@/sandbox/stripe/billing/discounts';
import { cancelSubscription } from '@/sandbox/stripe/billing/cancel-subscription';
import { isEnded } from '@/sandbox/stripe/billing/end-subscription';
import { followSubscription } from '@/sandbox/stripe/billing/schedule';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, clearable, inRange, integer, metadata, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Subscription } from './render-subscription';
import { createSubscription } from './subscription-create';
import {
  anchorField, automaticTaxField, definedDetails, detailsField, discountsField, fieldsOf, findLive, findSubscription, itemsField, paymentBehaviorField,
  paymentSettingsField, prorationField, readTrialEnd, trialSettingsField,
} from './subscription-params';

const retrieve = endpoint('GET', '/v1/subscriptions/{id}', {}, ({ sandbox, id }) => findSubscription(sandbox, id));

const statuses = choice('active', 'all', 'canceled', 'ended', 'incomplete', 'incomplete_expired', 'past_due', 'paused', 'trialing', 'unpaid');
const hasStatus = (row: Subscription, wanted: string | undefined): boolean => {
  if (wanted === 'all') return true;
  if (wanted === 'ended') return isEnded(row);
  return wanted ? row.status === wanted : row.status !== 'canceled';
};

const list = endpoint('GET', '/v1/subscriptions', {
  ...pagination, created: range(), customer: text(), price: text(), status: statuses, current_period_end: range(), current_period_start: range(), test_clock: text(),
}, ({ sandbox, params }) => {
  const { store } = sandbox;
  const rows = newestFirst(params.customer ? store.owned('subscription', params.customer) : store.all('subscription')).filter(
    (row) =>
      hasStatus(row, params.status) && inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) &&
      (params.test_clock ? row.test_clock === params.test_clock : Boolean(params.customer) || row.test_clock === null) && row.items.data.some(
        (item) =>
          (!params.price || item.price.id === params.price) && inRange(item.current_period_end, params.current_period_end) &&
          inRange(item.current_period_start, params.current_period_start),
      ),
  );
  return page(rows, '/v1/subscriptions', params);
}, ['automatic_tax', 'collection_method', 'customer_account', 'plan']);

const notYet = [
  'add_invoice_items', 'application_fee_percent', 'billing_schedules', 'billing_thresholds', 'collection_method', 'days_until_due', 'default_source',
  'default_tax_rates', 'invoice_settings', 'on_behalf_of', 'pause_collection', 'pending_invoice_item_interval', 'transfer_data', 'trial_from_plan',
];

const waitsOnly = ['items', 'proration_behavior', 'proration_date', 'billing_cycle_anchor', 'trial_end', 'off_session', 'payment_behavior', 'discounts', 'metadata', 'cancel_at_period_end'];

/** What cannot wait for a payment is refused with `pending_if_incomplete` (pending updates reference). */
function checkWaiting(params: Record<string, unknown>): void {
  const strange = Object.keys(params).find((key) => params[key] !== undefined && !waitsOnly.includes(key));
  if (strange) throw invalidRequest(`You cannot pass \`${strange}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`, undefined, strange);
}

const update = endpoint('POST', '/v1/subscriptions/{id}', {
  metadata: metadata(), description: clearable(text(500)), cancel_at: clearable(text()), cancel_at_period_end: boolean(), cancellation_details: detailsField,
  default_payment_method: clearable(text()), items: itemsField, discounts: discountsField, proration_behavior: prorationField, proration_date: integer(1),
  billing_cycle_anchor: anchorField, trial_end: text(), payment_behavior: paymentBehaviorField, off_session: boolean(), trial_settings: trialSettingsField,
  payment_settings: paymentSettingsField, automatic_tax: automaticTaxField,
}, ({ sandbox, id, params }) => {
  const before = findLive(sandbox, id);
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (behavior === 'pending_if_incomplete') checkWaiting(params);
  const changed = changeSubscription(sandbox, before, {
    items: params.items, proration: params.proration_behavior ?? 'create_prorations', prorationDate: params.proration_date, anchor: params.billing_cycle_anchor?.type,
    trialEnd: readTrialEnd(params.trial_end, 'trial_end'), fields: fieldsOf(sandbox, before, params),
  }, { behavior, offSession: params.off_session ?? false });
  followSubscription(sandbox, changed);
  return changed;
}, notYet);

const cancel = endpoint('DELETE', '/v1/subscriptions/{id}', { cancellation_details: detailsField, invoice_now: boolean(), prorate: boolean() }, ({ sandbox, id, params }) =>
  cancelSubscription(sandbox, findLive(sandbox, id), {
    prorate: params.prorate ?? false, invoiceNow: params.invoice_now ?? false, details: { reason: 'cancellation_requested', ...definedDetails(params.cancellation_details) },
  }),
);

const deleteDiscount = endpoint('DELETE', '/v1/subscriptions/{id}/discount', {}, ({ sandbox, id }) => {
  const subscription = findLive(sandbox, id);
  const [discount] = subscription.discounts;
  const found = discount === undefined ? undefined : sandbox.store.get('discount', discount);
  if (!found) throw noSuch('discount', id);
  for (const one of subscription.discounts) removeDiscount(sandbox, sandbox.store.get('subscription', id) ?? subscription, one);
  const deleted: Partial<typeof found> = { ...found };
  delete deleted.end;
  return { ...deleted, deleted: true };
});

export const subscriptionEndpoints = [createSubscription, retrieve, list, update, cancel, deleteDiscount];
