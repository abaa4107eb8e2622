import type { Area } from './inspect-request';

/** What pages may load and who may frame them. `nonce` is new for every page, and Next puts it on its own scripts. */
export const contentSecurityPolicy = (nonce: string, dev = false): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Response headers that every answer of ours carries. What comes through the gateway belongs to the upstream. */
export const securityHeaders = (area: Area, given: { csp: string; isHttps: boolean }): Record<string, string> => {
  if (area === 'gateway') return {};
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(given.isHttps && { 'strict-transport-security': 'max-age=31536000' }),
    ...((area === 'page' || area === 'file') && { 'content-security-policy': given.csp }),
    ...(area === 'page' && { 'cache-control': 'private, no-store' }),
    ...(area === 'api' && { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }),
  };
};
