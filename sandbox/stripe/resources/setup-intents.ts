import { endpoint, forBrowsers } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, inRange, mergeMetadata, metadata, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import { checkWebUrl } from '@/sandbox/stripe/http/web-url';
import { assertSettable, confirmSetupIntent } from '@/sandbox/stripe/intents/confirm-setup-intent';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer } from './customers';
import { findPaymentMethod } from './payment-methods';
import { renderSetupIntent, type SetupIntent } from './render-setup-intent';

function findSetupIntent({ store }: Sandbox, id: string): SetupIntent {
  const found = store.get('setup_intent', id);
  if (!found) throw noSuch('setupintent', id);
  return found;
}

const types = array(required(choice('card')));

/** Where the customer comes back to after a challenge on a page of its own. */
export function returnTo(url: string | undefined): string | null {
  checkWebUrl(url, 'return_url');
  return url ?? null;
}

const create = endpoint('POST', '/v1/setup_intents', {
  customer: text(), usage: choice('off_session', 'on_session'), description: text(1000), metadata: metadata(), payment_method: text(), confirm: boolean(), return_url: text(),
  allowed_payment_method_types: types, use_stripe_sdk: boolean(),
  automatic_payment_methods: object({ enabled: required(boolean()), allow_redirects: choice('always', 'never') }),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  if (params.customer) findCustomer(sandbox, params.customer, 'customer');
  if (params.return_url !== undefined && !params.confirm) {
    throw invalidRequest('This parameter can only be used with confirm=true.', undefined, 'return_url');
  }
  const returnUrl = returnTo(params.return_url);
  const method = params.payment_method ? findPaymentMethod(sandbox, params.payment_method, 'payment_method') : null;
  const automatic = params.automatic_payment_methods;
  const intent = store.transition('setup_intent', renderSetupIntent({
    id: ids.next('seti'), secret: ids.random(24), created: clock.now(), customer: params.customer ?? null, description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata), usage: params.usage ?? 'off_session', paymentMethod: method?.id ?? null, allowed: params.allowed_payment_method_types ?? null,
    automatic: automatic ? { enabled: automatic.enabled, allow_redirects: automatic.allow_redirects ?? 'always' } : { enabled: true, allow_redirects: 'always' },
  }));
  if (!params.confirm) return intent;
  if (!method) throw missingMethod();
  return confirmSetupIntent(sandbox, intent, method, params.use_stripe_sdk ? null : returnUrl);
}, [
  'attach_to_self', 'confirmation_token', 'customer_account', 'excluded_payment_method_types', 'flow_directions', 'mandate_data', 'on_behalf_of',
  'payment_method_configuration', 'payment_method_data', 'payment_method_options', 'single_use',
]);

/** The intent of a Checkout session belongs to its page. */
function assertOwn({ store }: Sandbox, { id }: SetupIntent, verb: 'confirm' | 'cancel'): void {
  if (!store.all('checkout.session').some((session) => session.setup_intent === id)) return;
  const instead = verb === 'cancel' ? ' Expire the Checkout Session instead.' : '';
  throw invalidRequest(`You cannot ${verb} the SetupIntent of a Checkout Session.${instead}`, 'setup_intent_unexpected_state');
}

const missingMethod = (): Error =>
  invalidRequest("You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it.", 'setup_intent_unexpected_state', 'payment_method');

const retrieve = endpoint('GET', '/v1/setup_intents/{id}', { client_secret: text() }, ({ sandbox, id, params }) => {
  const intent = findSetupIntent(sandbox, id);
  if (params.client_secret !== undefined && params.client_secret !== intent.client_secret) throw noSuch('setupintent', id);
  return intent;
});

const update = endpoint('POST', '/v1/setup_intents/{id}', {
  customer: text(), description: text(1000), metadata: metadata(), payment_method: text(), allowed_payment_method_types: clearable(types),
}, ({ sandbox, id, params }) => {
  const before = findSetupIntent(sandbox, id);
  assertSettable(before, 'update');
  const method = params.payment_method ? findPaymentMethod(sandbox, params.payment_method, 'payment_method') : null;
  if (params.customer) findCustomer(sandbox, params.customer, 'customer');
  return sandbox.store.transition('setup_intent', {
    ...before, customer: params.customer ?? before.customer, description: params.description ?? before.description, metadata: mergeMetadata(before.metadata, params.metadata),
    allowed_payment_method_types: params.allowed_payment_method_types === undefined ? before.allowed_payment_method_types : params.allowed_payment_method_types,
    ...(method ? { payment_method: method.id, status: 'requires_confirmation', next_action: null } : {}),
  });
}, ['attach_to_self', 'customer_account', 'excluded_payment_method_types', 'flow_directions', 'payment_method_configuration', 'payment_method_data', 'payment_method_options']);

const confirm = endpoint('POST', '/v1/setup_intents/{id}/confirm', { payment_method: text(), return_url: text(), use_stripe_sdk: boolean() }, ({ sandbox, id, params }) => {
  const intent = findSetupIntent(sandbox, id);
  assertSettable(intent, 'confirm');
  assertOwn(sandbox, intent, 'confirm');
  const wanted = params.payment_method ?? intent.payment_method;
  if (!wanted) throw missingMethod();
  const returnUrl = returnTo(params.return_url);
  return confirmSetupIntent(sandbox, intent, findPaymentMethod(sandbox, wanted, 'payment_method'), params.use_stripe_sdk ? null : returnUrl);
}, ['allowed_payment_method_types', 'confirmation_token', 'mandate_data', 'payment_method_data', 'payment_method_options']);

const cancel = endpoint('POST', '/v1/setup_intents/{id}/cancel', { cancellation_reason: choice('abandoned', 'duplicate', 'requested_by_customer') }, ({ sandbox, id, params }) => {
  const intent = findSetupIntent(sandbox, id);
  assertSettable(intent, 'cancel');
  assertOwn(sandbox, intent, 'cancel');
  return sandbox.store.transition('setup_intent', {
    ...intent, status: 'canceled', cancellation_reason: params.cancellation_reason ?? null, next_action: null,
  }, ['setup_intent.canceled']);
});

const list = endpoint('GET', '/v1/setup_intents', { ...pagination, created: range(), customer: text(), payment_method: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('setup_intent')).filter(
    (row) =>
      inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) && (!params.payment_method || row.payment_method === params.payment_method),
  );
  return page(rows, '/v1/setup_intents', params);
}, ['attach_to_self', 'customer_account']);

export const setupIntentEndpoints = [create, forBrowsers('setup_intent', retrieve), update, forBrowsers('setup_intent', confirm), cancel, list];
