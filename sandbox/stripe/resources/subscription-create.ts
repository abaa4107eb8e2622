import { attemptError, noPaymentMethod } from '@/sandbox/stripe/billing/change-subscription';
import { finalizeInvoice } from '@/sandbox/stripe/billing/invoice';
import { boundary } from '@/sandbox/stripe/billing/period';
import { attemptPayment, cardFor } from '@/sandbox/stripe/billing/settle-invoice';
import { beginSubscription, type NewSubscription } from '@/sandbox/stripe/billing/start-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { boolean, choice, clearable, integer, mergeMetadata, metadata, object, required, text, type Decoded, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, StripeError } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { checkRoomForSubscription } from '@/sandbox/stripe/billing/test-clocks';
import { findCustomer } from './customers';
import { findPrice } from './prices';
import type { Subscription } from './render-subscription';
import {
  automaticTaxField, cancellation, discountsField, fieldsOf, newItemsField, ownCard, paymentBehaviorField, paymentSettingsField, readTrialEnd, trialSettingsField,
} from './subscription-params';

const createOrder = [
  'customer.created', 'customer.updated', 'customer.discount.created', 'invoiceitem.created', 'invoice.created', 'customer.subscription.created',
  'customer.subscription.trial_will_end', 'invoice.finalized', 'payment_intent.created', 'charge.succeeded', 'payment_intent.payment_failed', 'charge.failed',
  'payment_intent.succeeded', 'payment_intent.requires_action', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid',
  'invoice.payment_failed', 'invoice.payment_action_required', 'customer.discount.deleted', 'customer.subscription.updated',
];
const unpaidOrder = ['customer.updated', 'customer.discount.created', 'invoiceitem.created', 'invoice.created', 'invoice.finalized', 'payment_intent.created', 'customer.subscription.created'];

interface NewItem {
  price?: string;
  quantity?: number;
  metadata?: MetadataChange;
}

/** Prices and quantities for a new subscription. */
export function linesOf(sandbox: Sandbox, items: readonly NewItem[] | undefined, param = 'items'): NewSubscription['lines'] {
  if (!items || items.length === 0) throw invalidRequest(`Missing required param: ${param}.`, 'parameter_missing', param);
  const lines = items.map((item, index) => {
    const at = `${param}[${index}]`;
    if (item.price === undefined) throw invalidRequest(`Missing required param: ${at}[price].`, 'parameter_missing', `${at}[price]`);
    const price = findPrice(sandbox, item.price, `${at}[price]`);
    if (!price.active) throw invalidRequest('The price specified is inactive. This field only accepts active prices.', undefined, `${at}[price]`);
    return { price, quantity: item.quantity ?? 1, metadata: mergeMetadata({}, item.metadata) };
  });
  if (new Set(lines.map(({ price }) => price.currency)).size > 1) throw invalidRequest('All prices on a subscription must use the same currency.', undefined, param);
  return lines;
}

const shape = {
  customer: required(text()), items: newItemsField, trial_period_days: integer(0, 730), trial_end: text(), discounts: discountsField, default_payment_method: text(),
  payment_behavior: paymentBehaviorField, billing_cycle_anchor: integer(1), proration_behavior: choice('create_prorations', 'none', 'always_invoice'),
  metadata: metadata(), description: clearable(text(500)), off_session: boolean(), cancel_at: text(), cancel_at_period_end: boolean(), currency: text(3),
  trial_settings: trialSettingsField, payment_settings: paymentSettingsField, automatic_tax: automaticTaxField, collection_method: choice('charge_automatically'),
  billing_mode: object({ type: required(choice('flexible')) }, ['flexible']),
};
type Params = Decoded<typeof shape>;

function trialOf({ clock }: Sandbox, params: Params): number | null {
  const end = readTrialEnd(params.trial_end, 'trial_end');
  if (end !== undefined && params.trial_period_days !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.', 'parameters_exclusive', 'trial_end');
  }
  if (params.trial_period_days) return clock.now() + params.trial_period_days * 86_400;
  if (end === undefined || end === 'now') return null;
  if (end <= clock.now()) throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', undefined, 'trial_end');
  return end;
}

function anchorOf({ clock }: Sandbox, params: Params, lines: NewSubscription['lines'], trialEnd: number | null): number | null {
  const anchor = params.billing_cycle_anchor;
  if (anchor === undefined) return null;
  if (trialEnd !== null) throw invalidRequest('The sandbox does not combine `billing_cycle_anchor` with a trial.', 'sandbox_unsupported', 'billing_cycle_anchor');
  const latest = Math.min(...lines.map(({ price }) => boundary(clock.now(), price.recurring ?? { interval: 'month', interval_count: 1 }, 1)));
  if (anchor <= clock.now()) throw invalidRequest('`billing_cycle_anchor` must be a timestamp in the future.', undefined, 'billing_cycle_anchor');
  if (anchor > latest) {
    throw invalidRequest(`\`billing_cycle_anchor\` cannot be later than next natural billing date (${latest}) for plan.`, undefined, 'billing_cycle_anchor');
  }
  return anchor === latest ? null : anchor;
}

function begin(sandbox: Sandbox, params: Params, customer: ApiRecords['customer']): { subscription: Subscription; draft: ApiRecords['invoice'] | null } {
  checkRoomForSubscription(sandbox, customer);
  const lines = linesOf(sandbox, params.items);
  const currency = lines[0]?.price.currency;
  if (customer.currency && customer.currency !== currency) {
    throw invalidRequest(`You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}.`);
  }
  const trialEnd = trialOf(sandbox, params);
  const begun = beginSubscription(sandbox, {
    customer, lines, trialEnd, metadata: mergeMetadata({}, params.metadata), description: params.description ?? null, discounts: params.discounts ?? [],
    paymentMethod: params.default_payment_method ? ownCard(sandbox, customer.id, params.default_payment_method) : null,
    anchor: anchorOf(sandbox, params, lines, trialEnd), isStubFree: params.proration_behavior === 'none',
    fields: (subscription) => {
      const { trial_settings, payment_settings, automatic_tax } = params;
      const canceling = cancellation(sandbox, subscription, { cancel_at: params.cancel_at, cancel_at_period_end: params.cancel_at_period_end });
      return { ...fieldsOf(sandbox, subscription, { trial_settings, payment_settings, automatic_tax }), ...canceling };
    },
  });
  return begun;
}

export const createSubscription = endpoint('POST', '/v1/subscriptions', shape, ({ sandbox, params }) => {
  const { store } = sandbox;
  const customer = findCustomer(sandbox, params.customer, 'customer');
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (behavior === 'pending_if_incomplete') throw invalidRequest('`pending_if_incomplete` can only be used to update a subscription.', undefined, 'payment_behavior');
  const current = (id: string, otherwise: Subscription): Subscription => store.get('subscription', id) ?? otherwise;
  if (behavior === 'default_incomplete') {
    return store.inOrder(() => unpaidOrder, () => {
      const { subscription, draft } = begin(sandbox, params, customer);
      if (draft) attemptLater(sandbox, draft);
      return current(subscription.id, subscription);
    });
  }
  return store.inOrder(() => createOrder, () => {
    const { subscription, draft } = begin(sandbox, params, customer);
    if (!draft) return subscription;
    const paymentMethod = cardFor(sandbox, draft);
    if (draft.amount_due > 0 && !paymentMethod) throw noPaymentMethod();
    const attempt = attemptPayment(sandbox, draft, { paymentMethod, isScheduled: false, isRefused: params.off_session });
    if (attempt.kind !== 'paid' && behavior === 'error_if_incomplete') {
      const { status, body } = attemptError(sandbox, attempt, 'subscription');
      throw new StripeError(status, body, false);
    }
    return current(subscription.id, subscription);
  });
}, [
  'add_invoice_items', 'application_fee_percent', 'backdate_start_date', 'billing_cycle_anchor_config', 'billing_schedules', 'billing_thresholds', 'customer_account',
  'days_until_due', 'default_source', 'default_tax_rates', 'invoice_settings', 'on_behalf_of', 'pending_invoice_item_interval', 'transfer_data', 'trial_from_plan',
]);

/** Finalised, and paid in the browser; nothing due is paid at once. */
function attemptLater(sandbox: Sandbox, draft: ApiRecords['invoice']): void {
  if (draft.amount_due === 0) attemptPayment(sandbox, draft, { paymentMethod: undefined, isScheduled: false });
  else finalizeInvoice(sandbox, draft);
}
