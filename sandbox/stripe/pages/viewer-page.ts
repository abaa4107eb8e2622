import type { RequestLog } from '@/sandbox/stripe/http/request-log';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { kinds } from '@/sandbox/stripe/store/collections';
import { html, type Html } from './html';
import { layout } from './layout';

const shown = 25;
const time = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);

/** What is in the sandbox and what happened last. */
export function viewerPage({ store, clock, name }: Sandbox, log: RequestLog): Answer {
  const counts = kinds.filter((kind) => store.count(kind) > 0 && !kind.startsWith('webhook_secret') && kind !== 'card_number' && kind !== 'idempotent_request');
  const events = store.all('event').slice(-shown).reverse();
  const ids = new Set(events.map((event) => event.id));
  const states = new Map<string, string[]>();
  for (const { event, state, attempts } of store.all('delivery')) if (ids.has(event)) states.set(event, [...(states.get(event) ?? []), `${state}${attempts > 1 ? ` after ${attempts}` : ''}`]);
  const eventRow = (event: (typeof events)[number]): Html =>
    html`<tr><td>${time(event.created)}</td><td>${event.type}</td><td><code>${event.id}</code></td><td>${states.get(event.id)?.join(', ') ?? 'no endpoint'}</td></tr>`;
  const requests = log.newestFirst(shown).map((row) => html`<tr><td>${row.at.slice(11, 19)}</td><td>${row.method}</td><td>${row.path}</td><td class="number">${row.status}</td><td class="number">${row.tookMs} ms</td></tr>`);
  return layout({
    title: `${name}: Stripe sandbox`,
    body: html`<h1>Stripe sandbox of ${name}</h1><p class="muted">Its clock: ${time(clock.now())} UTC${clock.offsetSeconds > 0 && ` (moved ${clock.offsetSeconds} s)`} · <a href="/_sandbox/log">request log</a> · <a href="/_sandbox/state">state</a></p>
      <ul class="counts">${counts.map((kind) => html`<li><b>${store.count(kind)}</b>${kind}</li>`)}</ul>
      <section class="card"><h2>Latest events</h2><div class="scroll"><table><thead><tr><th>Created</th><th>Type</th><th>Id</th><th>Delivery</th></tr></thead><tbody>${events.map(eventRow)}</tbody></table></div></section>
      <section class="card"><h2>Latest requests</h2><div class="scroll"><table><thead><tr><th>At</th><th>Method</th><th>Path</th><th class="number">Status</th><th class="number">Took</th></tr></thead><tbody>${requests}</tbody></table></div></section>`,
  });
}
