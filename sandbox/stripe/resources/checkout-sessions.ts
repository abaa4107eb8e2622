import { expireSession } from '@/sandbox/stripe/billing/complete-checkout';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, inRange, mergeMetadata, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { redemptionFor, repriceSession } from './checkout-figures';
import { checkoutLineItems } from './checkout-line-items';
import { checkCheckoutParams, checkoutNotYet, checkoutShape, planLines, type CheckoutParams } from './checkout-params';
import { findCustomer } from './customers';
import { renderCheckoutSession, type CheckoutSession } from './render-checkout-session';
import { renderSetupIntent } from './render-setup-intent';

const day = 86_400;

export function findSession({ store }: Sandbox, id: string): CheckoutSession {
  const found = store.get('checkout.session', id);
  if (!found) throw noSuch('checkout.session', id);
  return found;
}

function checkCurrency(customer: ReturnType<typeof findCustomer> | null, mode: string, currency: string): void {
  if (!customer?.currency || mode !== 'subscription' || customer.currency === currency) return;
  throw invalidRequest(`You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}.`);
}

function planOf(id: string, params: CheckoutParams, lines: CheckoutPlan['lines']): CheckoutPlan {
  const { subscription_data: subscription, payment_intent_data: payment, discounts } = params;
  return {
    id, lines, trialEnd: subscription?.trial_end ?? null, trialDays: subscription?.trial_period_days ?? null, discount: discounts?.[0] ?? null,
    missingPaymentMethod: subscription?.trial_settings?.end_behavior.missing_payment_method ?? null,
    subscriptionMetadata: mergeMetadata({}, subscription?.metadata), paymentMetadata: mergeMetadata({}, payment?.metadata),
    description: subscription?.description ?? payment?.description ?? null, updateName: params.customer_update?.name === 'auto',
    updateAddress: params.customer_update?.address === 'auto', saveCard: payment?.setup_future_usage ?? null, challenge: null,
  };
}

/** In setup mode the intent exists from the start. */
function setupIntentOf({ store, clock, ids }: Sandbox, params: CheckoutParams): string | null {
  if (params.mode !== 'setup') return null;
  return store.transition('setup_intent', renderSetupIntent({
    id: ids.next('seti'), secret: ids.random(24), created: clock.now(), customer: params.customer ?? null, description: params.setup_intent_data?.description ?? null,
    metadata: mergeMetadata({}, params.setup_intent_data?.metadata), usage: 'off_session', automatic: null, allowed: null, paymentMethod: null,
  })).id;
}

const invoiceCreation = ({ mode, invoice_creation: sent }: CheckoutParams): CheckoutSession['invoice_creation'] =>
  mode === 'payment'
    ? {
        enabled: sent?.enabled ?? false,
        invoice_data: {
          account_tax_ids: null, custom_fields: null, description: sent?.invoice_data?.description ?? null, footer: null, issuer: null,
          metadata: mergeMetadata({}, sent?.invoice_data?.metadata), rendering_options: null,
        },
      }
    : null;

const create = endpoint('POST', '/v1/checkout/sessions', checkoutShape, ({ sandbox, params }) => {
  const { store, clock, ids, publicUrl } = sandbox;
  checkCheckoutParams(sandbox, params);
  const { lines, currency } = planLines(sandbox, params);
  const customer = params.customer ? findCustomer(sandbox, params.customer, 'customer') : null;
  checkCurrency(customer, params.mode, currency);
  const id = ids.next('cs_test');
  const plan = planOf(id, params, lines);
  redemptionFor(sandbox, plan, customer?.id ?? null);
  const customerCreation = params.mode === 'subscription' ? (customer ? null : 'always') : (params.customer_creation ?? 'if_required');
  const session = store.transition('checkout.session', renderCheckoutSession({
    id, created: clock.now(), expiresAt: params.expires_at ?? clock.now() + day, url: `${publicUrl}/c/pay/${id}`, mode: params.mode, currency,
    customer: customer?.id ?? null, customerEmail: params.customer_email ?? customer?.email ?? null, customerCreation, clientReferenceId: params.client_reference_id ?? null,
    metadata: mergeMetadata({}, params.metadata), successUrl: params.success_url, cancelUrl: params.cancel_url ?? null, locale: params.locale ?? null,
    billingAddress: params.billing_address_collection ?? null, submitType: params.submit_type ?? null, allowPromotionCodes: params.allow_promotion_codes ?? null,
    collection: params.mode === 'subscription' ? (params.payment_method_collection ?? 'always') : params.mode === 'setup' ? 'always' : 'if_required',
    taxIdCollection: params.tax_id_collection ? { enabled: params.tax_id_collection.enabled, required: params.tax_id_collection.required ?? 'never' } : null,
    setupIntent: setupIntentOf(sandbox, params), invoiceCreation: invoiceCreation(params),
  }));
  if (params.mode !== 'setup') return repriceSession(sandbox, session, plan);
  store.save('checkout_plan', plan);
  return session;
}, checkoutNotYet);

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
