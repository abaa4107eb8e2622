import Stripe from 'stripe';

/** Stripe, or the sandbox that answers in its place: only host and key differ. */
export const openStripe = (secretKey: string, sandboxUrl?: string): Stripe => {
  const base = { maxNetworkRetries: 2, timeout: 20_000, telemetry: false, appInfo: { name: 'Tollgate' } };
  if (sandboxUrl === undefined) return new Stripe(secretKey, base);
  const { hostname, port } = new URL(sandboxUrl);
  return new Stripe(secretKey, { ...base, host: hostname, port: Number(port), protocol: 'http' });
};
