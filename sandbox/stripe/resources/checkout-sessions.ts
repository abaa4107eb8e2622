import { expireSession } from '@/sandbox/stripe/billing/complete-checkout';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, inRange, integer, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { checkoutLineItems } from './checkout-line-items';
import { checkoutLocales } from './checkout-locales';
import { findCustomer } from './customers';
import { findPrice } from './prices';
import { renderCheckoutSession, type CheckoutSession } from './render-checkout-session';

const day = 86_400;

export function findSession({ store }: Sandbox, id: string): CheckoutSession {
  const found = store.get('checkout.session', id);
  if (!found) throw noSuch('checkout.session', id);
  return found;
}

const shape = {
  mode: required(choice('subscription', 'payment', 'setup')), success_url: required(text()), cancel_url: text(),
  line_items: required(array(required(object({ price: required(text()), quantity: integer(1, 999_999) }, ['adjustable_quantity', 'dynamic_tax_rates', 'metadata', 'price_data', 'tax_rates'])), 20)),
  customer: text(), customer_email: text(512), customer_creation: choice('always', 'if_required'), client_reference_id: text(200), metadata: metadata(),
  expires_at: integer(), locale: choice(...checkoutLocales), billing_address_collection: choice('auto', 'required'),
  submit_type: choice('auto', 'book', 'donate', 'pay', 'subscribe'), ui_mode: choice('hosted_page'),
  customer_update: object({ address: choice('auto', 'never'), name: choice('auto', 'never') }, ['shipping']),
  subscription_data: object({
    metadata: metadata(), description: text(500), trial_period_days: integer(1, 730), trial_end: integer(),
    billing_mode: object({ type: required(choice('flexible')) }, ['flexible']),
  }, ['application_fee_percent', 'billing_cycle_anchor', 'billing_cycle_anchor_config', 'default_tax_rates', 'invoice_settings', 'on_behalf_of', 'pending_invoice_item_interval', 'proration_behavior', 'transfer_data', 'trial_settings']),
  payment_intent_data: object({ metadata: metadata(), description: text(1000), setup_future_usage: choice('off_session', 'on_session') }, ['application_fee_amount', 'capture_method', 'on_behalf_of', 'receipt_email', 'shipping', 'statement_descriptor', 'statement_descriptor_suffix', 'transfer_data', 'transfer_group']),
  invoice_creation: object({ enabled: required(boolean()), invoice_data: object({ metadata: metadata(), description: text(1500) }, ['account_tax_ids', 'custom_fields', 'footer', 'issuer', 'rendering_options']) }),
};
const notYet = [
  'adaptive_pricing', 'after_expiration', 'allow_promotion_codes', 'allowed_payment_method_types', 'automatic_tax', 'branding_settings', 'consent_collection', 'currency',
  'custom_fields', 'custom_text', 'customer_account', 'discounts', 'excluded_payment_method_types', 'integration_identifier', 'managed_payments', 'name_collection',
  'optional_items', 'origin_context', 'payment_method_collection', 'payment_method_configuration', 'payment_method_data', 'payment_method_options', 'permissions',
  'phone_number_collection', 'redirect_on_completion', 'return_url', 'saved_payment_method_options', 'setup_intent_data', 'shipping_address_collection',
  'shipping_options', 'tax_id_collection', 'wallet_options',
];

type Params = Parameters<Parameters<typeof endpoint<typeof shape>>[3]>[0]['params'];

const isUrl = (value: string): boolean => /^https?:\/\/./.test(value);

function checkParams({ clock }: Sandbox, params: Params): void {
  if (params.mode === 'setup') throw invalidRequest("The sandbox does not support `mode: 'setup'` yet.", 'sandbox_unsupported', 'mode');
  for (const key of ['success_url', 'cancel_url'] as const) if (params[key] !== undefined && !isUrl(params[key])) throw invalidRequest('Not a valid URL', 'url_invalid', key);
  if (params.customer && params.customer_email) throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', 'parameters_exclusive', 'customer');
  const only = (mode: string, key: keyof Params): void => {
    if (params.mode !== mode && params[key] !== undefined) throw invalidRequest(`You can not pass \`${key}\` in \`${params.mode}\` mode.`, undefined, key);
  };
  only('subscription', 'subscription_data');
  only('payment', 'payment_intent_data');
  only('payment', 'invoice_creation');
  only('payment', 'customer_creation');
  if (params.customer_update && !params.customer) throw invalidRequest('`customer_update` can only be used with `customer`.', undefined, 'customer_update');
  const expires = params.expires_at;
  if (expires !== undefined && (expires < clock.now() + 1800 - 60 || expires > clock.now() + day + 60)) {
    throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.', undefined, 'expires_at');
  }
}

function pricedLines(sandbox: Sandbox, params: Params): { id: string; price: string; quantity: number; amount: number; currency: string; isRecurring: boolean }[] {
  const lines = params.line_items.map((line, index) => {
    const price = findPrice(sandbox, line.price, `line_items[${index}][price]`);
    if (!price.active) throw invalidRequest(`The price specified is inactive. This field only accepts active prices.`, undefined, `line_items[${index}][price]`);
    const quantity = line.quantity ?? 1;
    return { id: sandbox.ids.next('li'), price: price.id, quantity, amount: (price.unit_amount ?? 0) * quantity, currency: price.currency, isRecurring: price.recurring !== null };
  });
  if (lines.length === 0) throw invalidRequest('Missing required param: line_items.', 'parameter_missing', 'line_items');
  if (new Set(lines.map((line) => line.currency)).size > 1) throw invalidRequest('All prices on a Checkout Session must use the same currency.', undefined, 'line_items');
  if (params.mode === 'payment' && lines.some((line) => line.isRecurring)) {
    throw invalidRequest('You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.', undefined, 'mode');
  }
  if (params.mode === 'subscription' && !lines.every((line) => line.isRecurring)) {
    const none = !lines.some((line) => line.isRecurring);
    if (none) throw invalidRequest('You must provide at least one recurring price in `subscription` mode when using prices.', undefined, 'line_items');
    throw invalidRequest('The sandbox does not mix one-time and recurring prices in one session.', 'sandbox_unsupported', 'line_items');
  }
  const intervals = new Set(lines.map((line) => JSON.stringify(sandbox.store.get('price', line.price)?.recurring)));
  if (intervals.size > 1) throw invalidRequest('All recurring prices on a Checkout Session must have the same interval.', undefined, 'line_items');
  return lines;
}

const create = endpoint('POST', '/v1/checkout/sessions', shape, ({ sandbox, params }) => {
  const { store, clock, ids, publicUrl } = sandbox;
  checkParams(sandbox, params);
  const lines = pricedLines(sandbox, params);
  const customer = params.customer ? findCustomer(sandbox, params.customer, 'customer') : null;
  const currency = lines[0]?.currency ?? 'usd';
  if (customer?.currency && params.mode === 'subscription' && customer.currency !== currency) {
    throw invalidRequest(`You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}.`);
  }
  const { trial_period_days: trialDays, trial_end: trialEnd } = params.subscription_data ?? {};
  if (trialDays !== undefined && trialEnd !== undefined) throw invalidRequest('You may only specify one of these parameters: trial_period_days, trial_end.', 'parameters_exclusive', 'subscription_data[trial_end]');
  if (trialEnd !== undefined && trialEnd < clock.now() + 2 * day - 60) {
    throw invalidRequest('The `trial_end` date has to be at least 2 days in the future.', undefined, 'subscription_data[trial_end]');
  }
  const hasTrial = trialDays !== undefined || trialEnd !== undefined;
  const id = ids.next('cs_test');
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  store.save('checkout_plan', {
    id, lines: lines.map(({ id: line, price, quantity }) => ({ id: line, price, quantity })), trialEnd: trialEnd ?? null, trialDays: trialDays ?? null,
    subscriptionMetadata: mergeMetadata({}, params.subscription_data?.metadata), paymentMetadata: mergeMetadata({}, params.payment_intent_data?.metadata),
    description: params.subscription_data?.description ?? params.payment_intent_data?.description ?? null,
    updateName: params.customer_update?.name === 'auto', updateAddress: params.customer_update?.address === 'auto',
    saveCard: params.payment_intent_data?.setup_future_usage ?? null, challenge: null,
  });
  const invoiceData = params.invoice_creation?.invoice_data;
  return store.transition('checkout.session', renderCheckoutSession({
    id, created: clock.now(), expiresAt: params.expires_at ?? clock.now() + day, url: `${publicUrl}/c/pay/${id}`, mode: params.mode === 'payment' ? 'payment' : 'subscription',
    currency, dueNow: hasTrial ? 0 : total, customer: customer?.id ?? null, customerEmail: params.customer_email ?? customer?.email ?? null,
    customerCreation: params.mode === 'payment' ? (params.customer_creation ?? 'if_required') : customer ? null : 'always', clientReferenceId: params.client_reference_id ?? null,
    metadata: mergeMetadata({}, params.metadata), successUrl: params.success_url, cancelUrl: params.cancel_url ?? null, locale: params.locale ?? null,
    billingAddress: params.billing_address_collection ?? null, submitType: params.submit_type ?? null,
    invoiceCreation: params.mode === 'payment'
      ? {
          enabled: params.invoice_creation?.enabled ?? false,
          invoice_data: {
            account_tax_ids: null, custom_fields: null, description: invoiceData?.description ?? null, footer: null, issuer: null,
            metadata: mergeMetadata({}, invoiceData?.metadata), rendering_options: null,
          },
        }
      : null,
  }));
}, notYet);

const retrieve = endpoint('GET', '/v1/checkout/sessions/{id}', {}, ({ sandbox, id }) => findSession(sandbox, id));

const list = endpoint('GET', '/v1/checkout/sessions', {
  ...pagination, created: range(), customer: text(), payment_intent: text(), subscription: text(), status: choice('open', 'complete', 'expired'),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('checkout.session')).filter(
    (row) =>
      inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) && (!params.payment_intent || row.payment_intent === params.payment_intent) &&
      (!params.subscription || row.subscription === params.subscription) && (!params.status || row.status === params.status),
  );
  return page(rows, '/v1/checkout/sessions', params);
}, ['customer_account', 'customer_details', 'payment_link']);

const expire = endpoint('POST', '/v1/checkout/sessions/{id}/expire', {}, ({ sandbox, id }) => {
  const session = findSession(sandbox, id);
  if (session.status !== 'open') {
    throw invalidRequest(`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`);
  }
  return expireSession(sandbox, session);
});

const lineItems = endpoint('GET', '/v1/checkout/sessions/{id}/line_items', pagination, ({ sandbox, id, params }) => {
  findSession(sandbox, id);
  const { data, url } = checkoutLineItems(sandbox, id);
  return page(data, url, params);
});

export const checkoutSessionEndpoints = [create, retrieve, list, expire, lineItems];
