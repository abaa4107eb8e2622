import { AppError } from '@/lib/domain/app-error';
import type { CallerRequest } from './base-ctx';
import { services } from './services';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a write that another site made a browser send with our cookie: 403 `cross_site_request`. A browser says where a
 * request comes from (`Sec-Fetch-Site`, or `Origin` over plain http); what says neither is no browser.
 */
export const checkSameOrigin = ({ method, headers }: CallerRequest): void => {
  if (safeMethods.has(method)) return;
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const isOurs = site !== null ? site === 'same-origin' || site === 'none' : origin === null || isOwnOrigin(origin, headers.get('host'));
  if (!isOurs) throw new AppError('cross_site_request', 'This request comes from another site. Send it from the portal, or use an API key.');
};

const isOwnOrigin = (origin: string, host: string | null): boolean =>
  origin === services().origin || (URL.canParse(origin) && host !== null && new URL(origin).host === host);
