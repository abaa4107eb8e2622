import type { RequestLog } from '@/sandbox/stripe/http/request-log';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { kinds, type Kind } from '@/sandbox/stripe/store/collections';
import { toJson } from '@/sandbox/stripe/store/diff';
import type { JsonObject } from '@/sandbox/stripe/wire';
import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import { html, type Html } from './html';
import { layout } from './layout';
import { style } from './style';
import { viewerStyle } from './viewer-style';

export interface Viewer {
  sandbox: Sandbox;
  dispatcher: Dispatcher;
  log: RequestLog;
  /** The query of the page. */
  query: URLSearchParams;
}

export const tabs = [['objects', 'Objects'], ['events', 'Events'], ['deliveries', 'Deliveries'], ['requests', 'Requests'], ['clock', 'Clock']] as const;
export type Tab = (typeof tabs)[number][0];

export const moment = (seconds: number): string => `${new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19)} UTC`;

const hidden: ReadonlySet<Kind> = new Set<Kind>(['webhook_secret', 'card_number', 'event', 'delivery', 'idempotent_request']);

/** The kinds that have an API shape. */
export const shownKinds = ({ store }: Sandbox): Kind[] =>
  kinds.filter((kind) => {
    const [first] = hidden.has(kind) ? [] : store.all(kind);
    return first !== undefined && 'object' in first;
  });

export function findObject(sandbox: Sandbox, id: string): JsonObject | null {
  for (const kind of shownKinds(sandbox)) {
    const found = sandbox.store.get(kind, id);
    if (found) return toJson(found);
  }
  return null;
}

/** JSON in which the id of every known object leads to it. */
export function jsonBlock(sandbox: Sandbox, value: JsonObject, self: string): Html {
  const parts = JSON.stringify(value, null, 2).split(/("[a-z_]+_[A-Za-z0-9]{8,}")/);
  const rendered = parts.map((part) => {
    const id = /^"([a-z_]+_[A-Za-z0-9]{8,})"$/.exec(part)?.[1];
    return id && id !== self && findObject(sandbox, id) ? html`"<a href="/?tab=objects&amp;id=${id}">${id}</a>"` : html`${part}`;
  });
  return html`<pre class="json" tabindex="0" aria-label="JSON of ${self}"><code>${rendered}</code></pre>`;
}

/** Buttons carry what they ask of the control API; the page shows itself again afterwards. */
const script = `const said = document.getElementById('said');
const call = async (button, path, body) => {
  button.disabled = true;
  said.textContent = 'Working…';
  try {
    const response = await fetch('/_sandbox' + path, { method: 'POST', body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error((answer.error && answer.error.message) || 'It failed.');
    location.reload();
  } catch (error) {
    said.textContent = error.message;
    said.className = 'error';
    button.disabled = false;
  }
};
document.querySelectorAll('button[data-path]').forEach((button) => button.addEventListener('click', () => call(button, button.dataset.path, JSON.parse(button.dataset.body))));
document.querySelectorAll('form[data-path]').forEach((form) => form.addEventListener('submit', (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const body = form.dataset.kind === 'days' ? { seconds: Math.round(Number(data.get('days')) * 86400) } : { order: data.get('order'), duplicate: Number(data.get('duplicate')) };
  call(form.querySelector('button'), form.dataset.path, body);
}));`;

export const controlButton = (label: string, path: string, body: object, name?: string): Html =>
  html`<button class="small quiet" type="button" data-path="${path}" data-body="${JSON.stringify(body)}"${name && html` aria-label="${name}"`}>${label}</button>`;

/** Every page of the viewer: what it is, the account's time, the tabs. */
export function viewerLayout({ sandbox, dispatcher }: Viewer, tab: Tab, title: string, body: Html): Answer {
  const { clock, name } = sandbox;
  const moved = clock.offsetSeconds > 0 ? ` (moved ${(clock.offsetSeconds / 86_400).toFixed(1)} days)` : '';
  const held = dispatcher.modes.hold && html` · <span class="badge warn">Deliveries on hold</span>`;
  return layout({
    title: `${title} · Stripe sandbox of ${name}`, script, connects: true, sheet: `${style}${viewerStyle}`,
    body: html`<h1 class="page-title">Stripe sandbox of ${name}</h1><p class="muted">${moment(clock.now())}${moved}${held}</p>
      <nav aria-label="Viewer"><ul class="tabs">${tabs.map(([id, label]) => html`<li><a href="/?tab=${id}"${id === tab && html` aria-current="page"`}>${label}</a></li>`)}</ul></nav>
      <p id="said" role="status"></p>${body}`,
  });
}
