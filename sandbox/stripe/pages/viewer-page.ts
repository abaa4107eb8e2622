import type { Answer } from '@/sandbox/stripe/http/respond';
import { html, type Html } from './html';
import { deliveriesTab, eventsTab } from './viewer-events';
import { objectsTab } from './viewer-objects';
import { controlButton, moment, tabs, viewerLayout, type Tab, type Viewer } from './viewer-parts';

const listed = 100;

/** Unescaped where that makes text of it. */
function readable(sent: string): string {
  try {
    return decodeURIComponent(sent.replace(/%(?![0-9a-fA-F]{2})/g, '%25'));
  } catch {
    return sent;
  }
}

/** The last requests: what was asked, what it answered, how long it took. */
function requestsTab(viewer: Viewer): Answer {
  const rows = viewer.log.newestFirst(listed).map((row): Html => {
    const sent = readable(`${row.query}${row.body}`.replaceAll('+', ' '));
    const more = (sent || row.error) && html`<details><summary>${row.error ? 'Sent, and the error' : 'Sent'}</summary>${sent && html`<pre class="json" tabindex="0" aria-label="Sent"><code>${sent.replaceAll('&', '\n')}</code></pre>`}${row.error && html`<pre class="json" tabindex="0" aria-label="Error"><code>${row.error}</code></pre>`}</details>`;
    return html`<tr><td>${row.at.slice(11, 19)}</td><td>${row.method}</td><td class="wide"><code>${row.path}</code>${more}</td><td><span class="badge ${row.status === 0 || row.status >= 400 ? 'bad' : 'ok'}">${row.status === 0 ? 'cut' : row.status}</span></td><td class="number">${row.tookMs} ms</td></tr>`;
  });
  return viewerLayout(viewer, 'requests', 'Requests', html`<section class="card"><div class="scroll" tabindex="0" role="region" aria-label="Requests"><table>
    <thead><tr><th>At</th><th>Method</th><th>Path</th><th>Status</th><th class="number">Took</th></tr></thead><tbody>${rows}</tbody></table></div>${rows.length === 0 && html`<p class="empty">No requests yet.</p>`}
    ${viewer.log.lastCrash && html`<h2>Last crash of the sandbox</h2><pre class="json" tabindex="0" aria-label="Last crash"><code>${viewer.log.lastCrash}</code></pre>`}</section>`);
}

const steps = [['1 hour', 3600], ['1 day', 86_400], ['1 week', 604_800], ['31 days', 31 * 86_400], ['1 year', 366 * 86_400]] as const;

/** The account's time, which only goes forward, and the test clocks. */
function clockTab(viewer: Viewer): Answer {
  const { clock, store } = viewer.sandbox;
  const rows = store.all('test_helpers.test_clock').map((one) => html`<li><a href="/?tab=objects&amp;id=${one.id}">${one.name ?? one.id}</a><span>${moment(one.frozen_time)}</span><span class="badge">${one.status}</span></li>`);
  const days = html`<form data-path="/time/advance" data-kind="days"><div><label for="days">Days</label><input id="days" name="days" type="number" min="1" max="3660" value="7"></div><button class="small quiet" type="submit">Move forward</button></form>`;
  return viewerLayout(viewer, 'clock', 'Clock', html`<section class="card"><h2>The account's time</h2><p class="amount">${moment(clock.now())}</p>
    <p class="muted">Moving it does everything that falls due on the way: trials, renewals, retries, cancellations. It cannot go back.</p>
    <div class="bar">${steps.map(([label, seconds]) => controlButton(`+ ${label}`, '/time/advance', { seconds }))}</div><div class="bar">${days}</div></section>
    <section class="card"><h2>Test clocks</h2>${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p class="empty">There are none. The API makes and moves them.</p>`}</section>`);
}

const pages: Record<Tab, (viewer: Viewer) => Answer> = { objects: objectsTab, events: eventsTab, deliveries: deliveriesTab, requests: requestsTab, clock: clockTab };

/** `/`: what is in the sandbox, what happened, and the means to make more happen. */
export function viewerPage(viewer: Viewer): Answer {
  const tab = tabs.find(([id]) => id === viewer.query.get('tab'))?.[0] ?? 'objects';
  return pages[tab](viewer);
}
