import { createHash } from 'node:crypto';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { Html, html } from './html';
import { style } from './style';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const origin = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');

interface PageOptions {
  title: string;
  body: Html;
  status?: number;
  script?: string;
  /** Where a submitted form may end up after redirects. */
  leadsTo?: (string | null)[];
  /** Shown inside another site's page. */
  isFramed?: boolean;
  /** The script may call the sandbox. */
  connects?: boolean;
  /** Instead of the pages' own style. */
  sheet?: string;
  /** Without the note at the top: the body has its own. */
  isBare?: boolean;
}

/** A complete page under a policy that allows its own style and script and nothing else. */
export function layout({ title, body, status = 200, script, leadsTo = [], isFramed = false, connects = false, sheet = style, isBare = false }: PageOptions): Answer {
  const formAction = ["'self'", ...leadsTo.map((url) => origin(url ?? '')).filter(Boolean)].join(' ');
  const policy = [
    "default-src 'none'", `style-src ${hash(sheet)}`, ...(connects ? ["connect-src 'self'"] : []), script ? `script-src ${hash(script)}` : "script-src 'none'", `form-action ${formAction}`, "base-uri 'none'",
    isFramed ? 'frame-ancestors *' : "frame-ancestors 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Html(sheet)}</style></head>
<body>${!isBare && html`<header class="banner"><p>Test sandbox: never enter a real card</p></header>`}<main>${body}</main>${script ? new Html(`<script>${script}</script>`) : null}</body></html>
`;
  return {
    status, body: page.text,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'referrer-policy': 'no-referrer' },
  };
}

/** To a path of the sandbox, or to another site: a header takes no characters beyond Latin-1, so that the address is encoded as a browser would. */
export function redirect(to: string): Answer {
  const location = to.startsWith('/') ? to : new URL(to).href;
  return { status: 303, headers: { location, 'content-type': 'text/plain' }, body: `See ${location}\n` };
}

export const notice = (title: string, text: string, link: { href: string; label: string } | null, status = 200): Answer =>
  layout({ title, status, body: html`<div class="card"><h2>${title}</h2><p>${text}</p>${link && html`<a class="button" href="${link.href}">${link.label}</a>`}</div>` });
