import { endNow } from '@/sandbox/stripe/billing/cancel-subscription';
import { changeUnpaid } from '@/sandbox/stripe/billing/change-subscription';
import type { ProrationBehavior } from '@/sandbox/stripe/billing/plan-change';
import { nextInvoice, noUpcoming, previewInvoice } from '@/sandbox/stripe/billing/preview-invoice';
import { resumeUnpaid } from '@/sandbox/stripe/billing/pause-subscription';
import { beginSubscription } from '@/sandbox/stripe/billing/start-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { array, boolean, choice, clearable, integer, metadata, object, required, text, type Decoded } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer } from './customers';
import { createInvoiceItem } from './invoice-items';
import type { Invoice } from './render-invoice';
import type { Subscription } from './render-subscription';
import { linesOf } from './subscription-create';
import { anchorField, discountsField, fieldsOf, findLive, itemsField, prorationField, readTrialEnd } from './subscription-params';
import { phasesField, previewSchedule } from './subscription-schedules';

const details = object({
  items: itemsField, proration_behavior: prorationField, proration_date: integer(1), billing_cycle_anchor: anchorField, cancel_at: clearable(text()),
  cancel_at_period_end: boolean(), cancel_now: boolean(), trial_end: text(), resume_at: choice('now'), metadata: metadata(),
}, ['billing_mode', 'billing_schedules', 'default_tax_rates', 'pause', 'start_date']);

const itemField = object({
  amount: integer(), currency: text(3), description: text(5000), price: text(), quantity: integer(0), discountable: boolean(), metadata: metadata(),
  period: object({ start: required(integer(1)), end: required(integer(1)) }),
}, ['discounts', 'invoiceitem', 'price_data', 'quantity_decimal', 'tax_behavior', 'tax_code', 'tax_rates', 'unit_amount', 'unit_amount_decimal']);

const shape = {
  customer: text(), subscription: text(), subscription_details: details, discounts: discountsField, invoice_items: array(required(itemField), 250),
  preview_mode: choice('next', 'recurring'), currency: text(3), automatic_tax: object({ enabled: required(boolean()) }, ['liability']), schedule: text(),
  schedule_details: object({ phases: phasesField, end_behavior: choice('cancel', 'release'), proration_behavior: prorationField }, ['billing_mode', 'pause_schedules']),
};
type Params = Decoded<typeof shape>;

/** Recurring charges only: nothing that is pending. */
function forgetPending({ store }: Sandbox, customer: string): void {
  for (const item of store.owned('invoiceitem', customer)) if (item.invoice === null) store.remove('invoiceitem', item.id);
}

function changePreviewed(sandbox: Sandbox, before: Subscription, params: Params): Invoice | null {
  const sent = params.subscription_details;
  const proration: ProrationBehavior = sent?.proration_behavior ?? 'create_prorations';
  const isRecurring = params.preview_mode === 'recurring';
  if (sent?.cancel_now) {
    const how = { prorate: proration !== 'none', invoiceNow: true, details: {}, at: sent.proration_date };
    return isRecurring ? null : endNow(sandbox, before, how).draft;
  }
  if (sent?.resume_at) return resumeUnpaid(sandbox, before, { anchor: sent.billing_cycle_anchor?.type, proration, prorationDate: sent.proration_date }) ?? nextInvoice(sandbox, before.id);
  const { cancel_at, cancel_at_period_end, metadata: change } = sent ?? {};
  const draft = changeUnpaid(sandbox, before, {
    items: sent?.items, proration, prorationDate: sent?.proration_date, anchor: sent?.billing_cycle_anchor?.type,
    trialEnd: readTrialEnd(sent?.trial_end, 'subscription_details[trial_end]'),
    fields: fieldsOf(sandbox, before, { cancel_at, cancel_at_period_end, metadata: change, discounts: params.discounts }),
  });
  if (draft && !isRecurring) return draft;
  if (isRecurring) forgetPending(sandbox, before.customer);
  return nextInvoice(sandbox, before.id);
}

function purchasePreviewed(sandbox: Sandbox, customer: string, params: Params): Invoice | null {
  const sent = params.subscription_details;
  const trial = readTrialEnd(sent?.trial_end, 'subscription_details[trial_end]');
  const { subscription, draft } = beginSubscription(sandbox, {
    customer: findCustomer(sandbox, customer, 'customer'), lines: linesOf(sandbox, sent?.items, 'subscription_details[items]'),
    trialEnd: typeof trial === 'number' ? trial : null, metadata: {}, description: null, paymentMethod: null, discounts: params.discounts ?? [],
  });
  if (params.preview_mode !== 'recurring') return draft;
  sandbox.store.transition('subscription', { ...subscription, status: subscription.status === 'incomplete' ? 'active' : subscription.status });
  return nextInvoice(sandbox, subscription.id);
}

/** The subscription that is meant: the one named, or the customer's that renews first. */
function subscriptionMeant(sandbox: Sandbox, params: Params): Subscription | null {
  if (params.subscription) return findLive(sandbox, params.subscription, 'subscription');
  if (!params.customer || params.subscription_details?.items) return null;
  const live = sandbox.store.owned('subscription', params.customer).filter((one) => ['active', 'trialing', 'past_due', 'unpaid'].includes(one.status));
  const end = ({ items }: Subscription): number => Math.min(...items.data.map((item) => item.current_period_end));
  return live.sort((a, b) => end(a) - end(b))[0] ?? null;
}

function addInvoiceItems(sandbox: Sandbox, customer: string, { invoice_items: items }: Params): void {
  items?.forEach((item, index) => createInvoiceItem(sandbox, { ...item, customer, subscription: undefined }, `invoice_items[${index}]`));
}

export const createPreview = endpoint('POST', '/v1/invoices/create_preview', shape, ({ sandbox, params }) => {
  if (params.schedule || params.schedule_details) return previewSchedule(sandbox, params.schedule, params.schedule_details);
  const subscription = subscriptionMeant(sandbox, params);
  const customer = subscription?.customer ?? params.customer;
  if (!customer) throw invalidRequest('You must provide a `customer`, `subscription`, or `schedule`.', 'parameter_missing', 'customer');
  if (params.customer && params.customer !== customer) throw invalidRequest('The subscription does not belong to this customer.', undefined, 'subscription');
  findCustomer(sandbox, customer, 'customer');
  const date = params.subscription_details?.proration_date ?? sandbox.clock.now();
  return previewInvoice(sandbox, customer, date, () => {
    addInvoiceItems(sandbox, customer, params);
    if (subscription) return changePreviewed(sandbox, subscription, params);
    if (params.subscription_details?.items) return purchasePreviewed(sandbox, customer, params);
    throw noUpcoming(customer);
  });
}, ['customer_account', 'customer_details', 'issuer', 'on_behalf_of']);
