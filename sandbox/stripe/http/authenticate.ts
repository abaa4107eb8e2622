import type { IncomingHttpHeaders } from 'node:http';
import Stripe from 'stripe';
import { invalidRequest, StripeError } from './stripe-error';

const refused = (message: string): StripeError => new StripeError(401, { type: 'invalid_request_error', message });
const hidden = (key: string): string => (key.length > 12 ? `${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}` : '*'.repeat(key.length));

export const isLiveKey = (key: string): boolean => /^(sk|rk|pk)_live_/.test(key);

function keyFrom(authorization: string | undefined): string | null {
  const [scheme, value = ''] = (authorization ?? '').split(' ');
  if (scheme === 'Bearer') return value;
  if (scheme === 'Basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? null;
  return null;
}

/** A browser's key: it may do what `Endpoint.browser` allows. */
export const isPublishable = (key: string): boolean => key.startsWith('pk_');

/** Only test keys; a live key is refused by name so that nobody sends real traffic here unnoticed. */
export function authenticate(headers: IncomingHttpHeaders): string {
  const key = keyFrom(headers.authorization);
  if (!key) {
    throw refused("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
  }
  if (isLiveKey(key)) throw refused(`This is a test sandbox: it refuses live keys (${hidden(key)}). Nothing was processed.`);
  if (!/^(sk|rk|pk)_test_\w+$/.test(key)) throw refused(`Invalid API Key provided: ${hidden(key)}`);
  return key;
}

export function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === Stripe.API_VERSION) return;
  throw invalidRequest(`Invalid Stripe API version: ${String(version)}. The sandbox speaks ${Stripe.API_VERSION} only.`);
}
