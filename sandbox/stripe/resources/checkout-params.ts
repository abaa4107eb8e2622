import { isMetered } from '@/sandbox/stripe/billing/line-amount';
import { array, boolean, choice, integer, metadata, object, required, text, type Decoded } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { checkWebUrl } from '@/sandbox/stripe/http/web-url';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { checkoutLocales } from './checkout-locales';
import { findPrice } from './prices';

const day = 86_400;
const invoiceData = object({ metadata: metadata(), description: text(1500) }, ['account_tax_ids', 'custom_fields', 'footer', 'issuer', 'rendering_options']);
const line = object({
  price: required(text()), quantity: integer(1, 999_999), adjustable_quantity: object({ enabled: required(boolean()), minimum: integer(0, 999_999), maximum: integer(1, 999_999) }),
}, ['dynamic_tax_rates', 'metadata', 'price_data', 'tax_rates']);

export const checkoutShape = {
  mode: required(choice('subscription', 'payment', 'setup')), success_url: required(text()), cancel_url: text(), line_items: array(required(line), 20),
  customer: text(), customer_email: text(512), customer_creation: choice('always', 'if_required'), client_reference_id: text(200), metadata: metadata(),
  expires_at: integer(), locale: choice(...checkoutLocales), billing_address_collection: choice('auto', 'required'), currency: text(3),
  submit_type: choice('auto', 'book', 'donate', 'pay', 'subscribe'), ui_mode: choice('hosted_page', 'embedded_page', 'elements', 'form'),
  customer_update: object({ address: choice('auto', 'never'), name: choice('auto', 'never') }, ['shipping']),
  allow_promotion_codes: boolean(), discounts: array(required(object({ coupon: text(), promotion_code: text() })), 1),
  payment_method_collection: choice('always', 'if_required'),
  tax_id_collection: object({ enabled: required(boolean()), required: choice('if_supported', 'never') }),
  subscription_data: object({
    metadata: metadata(), description: text(500), trial_period_days: integer(1, 730), trial_end: integer(),
    billing_mode: object({ type: required(choice('flexible')) }, ['flexible']),
    trial_settings: object({ end_behavior: required(object({ missing_payment_method: required(choice('cancel', 'create_invoice', 'pause')) }, ['billing_cycle_anchor'])) }),
  }, ['application_fee_percent', 'billing_cycle_anchor', 'billing_cycle_anchor_config', 'default_tax_rates', 'invoice_settings', 'on_behalf_of', 'pending_invoice_item_interval', 'proration_behavior', 'transfer_data']),
  payment_intent_data: object({ metadata: metadata(), description: text(1000), setup_future_usage: choice('off_session', 'on_session') }, ['application_fee_amount', 'capture_method', 'on_behalf_of', 'receipt_email', 'shipping', 'statement_descriptor', 'statement_descriptor_suffix', 'transfer_data', 'transfer_group']),
  setup_intent_data: object({ metadata: metadata(), description: text(1000) }, ['on_behalf_of']),
  invoice_creation: object({ enabled: required(boolean()), invoice_data: invoiceData }),
};
export const checkoutNotYet = [
  'adaptive_pricing', 'after_expiration', 'allowed_payment_method_types', 'automatic_tax', 'branding_settings', 'consent_collection', 'custom_fields', 'custom_text',
  'customer_account', 'excluded_payment_method_types', 'integration_identifier', 'managed_payments', 'name_collection', 'optional_items', 'origin_context',
  'payment_method_configuration', 'payment_method_data', 'payment_method_options', 'permissions', 'phone_number_collection', 'redirect_on_completion', 'return_url',
  'saved_payment_method_options', 'shipping_address_collection', 'shipping_options', 'wallet_options',
];

export type CheckoutParams = Decoded<typeof checkoutShape>;

const exclusive = (one: keyof CheckoutParams, other: keyof CheckoutParams): Error =>
  invalidRequest(`You may only specify one of these parameters: ${one}, ${other}.`, 'parameters_exclusive', one);

function checkModes(params: CheckoutParams): void {
  const only = (modes: readonly string[], keys: readonly (keyof CheckoutParams)[]): void => {
    for (const key of keys) {
      if (!modes.includes(params.mode) && params[key] !== undefined) throw invalidRequest(`You can not pass \`${key}\` in \`${params.mode}\` mode.`, undefined, key);
    }
  };
  only(['subscription'], ['subscription_data', 'payment_method_collection']);
  only(['payment'], ['payment_intent_data', 'invoice_creation']);
  only(['payment', 'setup'], ['customer_creation']);
  only(['setup'], ['setup_intent_data']);
  only(['subscription', 'payment'], ['line_items', 'discounts', 'allow_promotion_codes', 'submit_type', 'tax_id_collection']);
  if (params.mode === 'setup' && !params.currency) throw invalidRequest('You must provide `currency` in `setup` mode.', 'parameter_missing', 'currency');
  if (params.mode !== 'setup' && !params.line_items?.length) throw invalidRequest('Missing required param: line_items.', 'parameter_missing', 'line_items');
}

/** What Stripe refuses before it looks at prices. */
export function checkCheckoutParams({ clock }: Sandbox, params: CheckoutParams): void {
  if (params.ui_mode && params.ui_mode !== 'hosted_page') throw invalidRequest(`The sandbox serves Checkout as a hosted page only, not as \`${params.ui_mode}\`.`, 'sandbox_unsupported', 'ui_mode');
  for (const key of ['success_url', 'cancel_url'] as const) checkWebUrl(params[key], key);
  if (params.customer && params.customer_email) throw exclusive('customer', 'customer_email');
  if (params.discounts && params.allow_promotion_codes !== undefined) throw exclusive('allow_promotion_codes', 'discounts');
  checkModes(params);
  if (params.customer_update && !params.customer) throw invalidRequest('`customer_update` can only be used with `customer`.', undefined, 'customer_update');
  if (params.tax_id_collection?.enabled && params.customer && params.customer_update?.name !== 'auto') {
    throw invalidRequest('Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.', undefined, 'tax_id_collection');
  }
  const expires = params.expires_at;
  if (expires !== undefined && (expires < clock.now() + 1800 - 60 || expires > clock.now() + day + 60)) {
    throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.', undefined, 'expires_at');
  }
  checkTrial(clock.now(), params.subscription_data);
}

function checkTrial(now: number, { trial_period_days: days, trial_end: end, trial_settings: settings }: NonNullable<CheckoutParams['subscription_data']> | Record<string, undefined> = {}): void {
  if (days !== undefined && end !== undefined) throw invalidRequest('You may only specify one of these parameters: trial_period_days, trial_end.', 'parameters_exclusive', 'subscription_data[trial_end]');
  if (end !== undefined && end < now + 2 * day - 60) throw invalidRequest('The `trial_end` date has to be at least 2 days in the future.', undefined, 'subscription_data[trial_end]');
  if (settings && days === undefined && end === undefined) {
    throw invalidRequest('`trial_settings` can only be used with a trial: pass `trial_period_days` or `trial_end`.', undefined, 'subscription_data[trial_settings]');
  }
}

type PlanLine = CheckoutPlan['lines'][number];

function planLine(sandbox: Sandbox, sent: NonNullable<CheckoutParams['line_items']>[number], index: number): { line: PlanLine; price: ReturnType<typeof findPrice> } {
  const param = `line_items[${index}]`;
  const price = findPrice(sandbox, sent.price, `${param}[price]`);
  if (!price.active) throw invalidRequest('The price specified is inactive. This field only accepts active prices.', undefined, `${param}[price]`);
  if (isMetered(price) && sent.quantity !== undefined) {
    throw invalidRequest('Quantity should not be specified where usage_type is `metered`. Remove quantity from the line item.', undefined, `${param}[quantity]`);
  }
  const range = sent.adjustable_quantity?.enabled ? { minimum: sent.adjustable_quantity.minimum ?? 1, maximum: sent.adjustable_quantity.maximum ?? 99 } : null;
  const quantity = sent.quantity ?? range?.minimum ?? 1;
  if (range && (quantity < range.minimum || quantity > range.maximum)) throw invalidRequest('The quantity must be within the adjustable range.', undefined, `${param}[quantity]`);
  return { line: { id: sandbox.ids.next('li'), price: price.id, quantity, adjustable: range }, price };
}

/** The lines of a session, when their prices may be sold together. */
export function planLines(sandbox: Sandbox, params: CheckoutParams): { lines: PlanLine[]; currency: string } {
  const found = (params.line_items ?? []).map((sent, index) => planLine(sandbox, sent, index));
  const currency = found[0]?.price.currency ?? params.currency ?? 'usd';
  if (found.some(({ price }) => price.currency !== currency)) throw invalidRequest('All prices on a Checkout Session must use the same currency.', undefined, 'line_items');
  if (params.currency !== undefined && params.currency !== currency) throw invalidRequest(`The price is not offered in ${params.currency}.`, undefined, 'currency');
  const recurring = found.filter(({ price }) => price.recurring !== null);
  if (params.mode === 'payment' && recurring.length > 0) {
    throw invalidRequest('You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.', undefined, 'mode');
  }
  if (params.mode === 'subscription' && recurring.length < found.length) {
    if (recurring.length === 0) throw invalidRequest('You must provide at least one recurring price in `subscription` mode when using prices.', undefined, 'line_items');
    throw invalidRequest('The sandbox does not mix one-time and recurring prices in one session.', 'sandbox_unsupported', 'line_items');
  }
  const intervals = new Set(recurring.map(({ price }) => `${price.recurring?.interval_count} ${price.recurring?.interval}`));
  if (intervals.size > 1) throw invalidRequest('All recurring prices on a Checkout Session must have the same interval.', undefined, 'line_items');
  return { lines: found.map(({ line: one }) => one), currency };
}
