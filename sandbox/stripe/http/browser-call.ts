import type { IncomingHttpHeaders } from 'node:http';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { JsonObject } from '@/sandbox/stripe/wire';
import type { Match } from './find-endpoint';
import type { FormObject } from './form-decode';
import type { Answer } from './respond';
import { noSuch, StripeError } from './stripe-error';

/** What a browser may know of an intent: nothing about the customer, no metadata. */
const shownToBrowsers: Record<string, readonly string[]> = {
  setup_intent: [
    'id', 'object', 'cancellation_reason', 'client_secret', 'created', 'description', 'last_setup_error', 'livemode', 'next_action', 'payment_method',
    'payment_method_types', 'status', 'usage',
  ],
  payment_intent: [
    'id', 'object', 'amount', 'canceled_at', 'cancellation_reason', 'capture_method', 'client_secret', 'confirmation_method', 'created', 'currency', 'description',
    'last_payment_error', 'livemode', 'next_action', 'payment_method', 'payment_method_types', 'processing', 'receipt_email', 'setup_future_usage', 'shipping', 'status',
  ],
};

/** Checks that a publishable key may make this call; answers its parameters without the client secret. */
export function checkBrowserCall({ store }: Sandbox, { endpoint, id }: Match, raw: FormObject): FormObject {
  if (!endpoint.browser) {
    throw new StripeError(403, { type: 'invalid_request_error', code: 'secret_key_required', message: 'This API call cannot be made with a publishable API key. Please use a secret API key.' });
  }
  if (endpoint.browser === 'open') return raw;
  const { client_secret: secret, ...rest } = raw;
  if (typeof secret !== 'string' || store.get(endpoint.browser, id)?.client_secret !== secret) throw noSuch(endpoint.browser.replace('_', ''), id);
  return rest;
}

export function publicView(answer: JsonObject): JsonObject {
  const shown = shownToBrowsers[String(answer.object)];
  return shown ? Object.fromEntries(Object.entries(answer).filter(([key]) => shown.includes(key))) : answer;
}

export const publicError = ({ status, body, keepsWrites }: StripeError): StripeError =>
  new StripeError(status, {
    ...body,
    ...(body.payment_intent ? { payment_intent: publicView(body.payment_intent) } : {}),
    ...(body.setup_intent ? { setup_intent: publicView(body.setup_intent) } : {}),
  }, keepsWrites);

/** A page of any origin may call with a publishable key; the key and the client secret are what protects. */
export const crossOrigin = (headers: IncomingHttpHeaders): Record<string, string> =>
  typeof headers.origin === 'string' ? { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'request-id' } : {};

export const preflight: Answer = {
  status: 204, body: '',
  headers: {
    'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'authorization, content-type, stripe-version',
    'access-control-max-age': '600',
  },
};
