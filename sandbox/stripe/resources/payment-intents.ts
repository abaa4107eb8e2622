import { endpoint, forBrowsers } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { boolean, choice, inRange, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import { assertPayable, confirmPaymentIntent, invoiceOf } from '@/sandbox/stripe/intents/confirm-payment-intent';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { findPaymentMethod } from './payment-methods';
import { returnTo } from './setup-intents';

function findIntent({ store }: Sandbox, id: string): ApiRecords['payment_intent'] {
  const found = store.get('payment_intent', id);
  if (!found) throw noSuch('payment_intent', id);
  return found;
}

const retrieve = endpoint('GET', '/v1/payment_intents/{id}', { client_secret: text() }, ({ sandbox, id, params }) => {
  const intent = findIntent(sandbox, id);
  if (params.client_secret !== undefined && params.client_secret !== intent.client_secret) throw noSuch('payment_intent', id);
  return intent;
});

const list = endpoint('GET', '/v1/payment_intents', { ...pagination, created: range(), customer: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('payment_intent')).filter(
    (row) => inRange(row.created, params.created) && (!params.customer || row.customer === params.customer),
  );
  return page(rows, '/v1/payment_intents', params);
}, ['customer_account']);

const confirm = endpoint('POST', '/v1/payment_intents/{id}/confirm', {
  payment_method: text(), return_url: text(), use_stripe_sdk: boolean(), off_session: boolean(),
}, ({ sandbox, id, params }) => {
  const intent = findIntent(sandbox, id);
  assertPayable(intent, 'confirm');
  const wanted = params.payment_method ?? intent.payment_method;
  if (!wanted) {
    const message = "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.";
    throw invalidRequest(message, 'payment_intent_unexpected_state', 'payment_method');
  }
  const returnUrl = returnTo(params.return_url);
  return confirmPaymentIntent(sandbox, intent, {
    method: findPaymentMethod(sandbox, wanted, 'payment_method'), returnUrl: params.use_stripe_sdk ? null : returnUrl, isOffSession: params.off_session ?? false,
  });
}, [
  'allowed_payment_method_types', 'amount_details', 'amount_to_confirm', 'capture_method', 'confirmation_token', 'error_on_requires_action', 'excluded_payment_method_types',
  'hooks', 'mandate', 'mandate_data', 'payment_details', 'payment_method_data', 'payment_method_options', 'radar_options', 'receipt_email', 'setup_future_usage', 'shipping',
]);

const cancel = endpoint('POST', '/v1/payment_intents/{id}/cancel', {
  cancellation_reason: choice('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'),
}, ({ sandbox, id, params }) => {
  const intent = findIntent(sandbox, id);
  assertPayable(intent, 'cancel');
  if (invoiceOf(sandbox, intent.id)) {
    throw invalidRequest('You cannot cancel a PaymentIntent that was created by an invoice. Void the invoice instead.', 'payment_intent_unexpected_state');
  }
  return sandbox.store.transition('payment_intent', {
    ...intent, status: 'canceled', canceled_at: sandbox.clock.now(), cancellation_reason: params.cancellation_reason ?? null, next_action: null,
  }, ['payment_intent.canceled']);
});

export const paymentIntentEndpoints = [forBrowsers('payment_intent', retrieve), list, forBrowsers('payment_intent', confirm), cancel];
