import type { Area } from './inspect-request';

export type PolicyOptions = { dev?: boolean; /** Where the Stripe sandbox listens; absent when Stripe itself is used. */ stripeSandboxUrl?: string };

/** Where card fields come from: Stripe's own hosts (docs.stripe.com/security/guide, "Content Security Policy"), or the sandbox and nothing else. */
const stripeSources = (sandboxUrl: string | undefined): { script: string; frame: string; connect: string } => {
  if (sandboxUrl === undefined) return { script: 'https://js.stripe.com https://*.js.stripe.com', frame: 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com', connect: 'https://api.stripe.com' };
  const { origin } = new URL(sandboxUrl);
  return { script: origin, frame: origin, connect: origin };
};

/** What pages may load and who may frame them. `nonce` is new for every page, and Next puts it on its own scripts. */
export const contentSecurityPolicy = (nonce: string, { dev = false, stripeSandboxUrl }: PolicyOptions = {}): string => {
  const stripe = stripeSources(stripeSandboxUrl);
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' ${stripe.script}${dev ? " 'unsafe-eval'" : ''}`,
    `frame-src ${stripe.frame}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${stripe.connect}${dev ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
};

/** Response headers that every answer of ours carries. What comes through the gateway belongs to the upstream. */
export const securityHeaders = (area: Area, given: { csp: string; isHttps: boolean }): Record<string, string> => {
  if (area === 'gateway') return {};
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(self "https://js.stripe.com"), usb=()',
    ...(given.isHttps && { 'strict-transport-security': 'max-age=31536000' }),
    ...((area === 'page' || area === 'file') && { 'content-security-policy': given.csp }),
    ...(area === 'page' && { 'cache-control': 'private, no-store' }),
    ...(area === 'api' && { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }),
  };
};
