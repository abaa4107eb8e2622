import Stripe from 'stripe';
import type { StripeBrowser } from '@/lib/context';

/** Stripe, or the sandbox that answers in its place: only host and key differ. */
export const openStripe = (secretKey: string, sandboxUrl?: string): Stripe => {
  const base = { maxNetworkRetries: 2, timeout: 20_000, telemetry: false, appInfo: { name: 'Tollgate' } };
  if (sandboxUrl === undefined) return new Stripe(secretKey, base);
  const { hostname, port } = new URL(sandboxUrl);
  return new Stripe(secretKey, { ...base, host: hostname, port: Number(port), protocol: 'http' });
};

/** What browsers are given. The sandbox knows one publishable key and serves a Stripe.js of its own. */
export const stripeBrowser = (publishableKey?: string, sandboxUrl?: string): StripeBrowser =>
  sandboxUrl === undefined
    ? { publishableKey: publishableKey ?? null, stripeJsUrl: null }
    : { publishableKey: publishableKey ?? 'pk_test_sandbox', stripeJsUrl: new URL('/_sandbox/stripe.js', sandboxUrl).href };
