import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Delivery, StoredEvent } from '@/sandbox/stripe/store/collections';
import { toJson } from '@/sandbox/stripe/store/diff';
import { html, type Html } from './html';
import { controlButton, findObject, jsonBlock, moment, viewerLayout, type Viewer } from './viewer-parts';

const listed = 100;
const badges: Record<Delivery['state'], string> = { delivered: 'ok', failed: 'bad', dropped: 'warn', pending: '' };

const stateOf = ({ state, attempts, lastStatus, lastError }: Delivery): Html => {
  const why = state === 'delivered' ? '' : (lastError ?? (lastStatus === null ? '' : `answered ${lastStatus}`));
  return html`<span class="badge ${badges[state]}">${state}</span>${attempts > 1 && html` after ${attempts}`}${why && html` <span class="muted">${why}</span>`}`;
};
const urlOf = ({ sandbox }: Viewer, endpoint: string): string => sandbox.store.get('webhook_endpoint', endpoint)?.url ?? endpoint;
const replay = (event: string, type: string): Html => controlButton('Replay', '/webhooks/replay', { event }, `Replay ${type}`);

function objectLink({ sandbox }: Viewer, { data }: StoredEvent): Html {
  const id = typeof data.object.id === 'string' ? data.object.id : '';
  return findObject(sandbox, id) ? html`<a href="/?tab=objects&amp;id=${id}">${id}</a>` : html`<code>${id}</code>`;
}

function eventPage(viewer: Viewer, event: StoredEvent): Answer {
  const deliveries = viewer.sandbox.store.all('delivery').filter((one) => one.event === event.id).reverse();
  const rows = deliveries.map((one) => html`<li><span>${stateOf(one)}<br><span class="muted">${urlOf(viewer, one.endpoint)}</span><br><span class="muted">${one.attempts} ${one.attempts === 1 ? 'attempt' : 'attempts'}${one.lastStatus !== null && html`, last answer ${one.lastStatus}`}</span></span></li>`);
  return viewerLayout(viewer, 'events', event.type, html`<p><a href="/?tab=events">← All events</a></p><div class="split halves">
    <section class="card"><h2>${event.type} <code>${event.id}</code></h2>${jsonBlock(viewer.sandbox, toJson(event), event.id)}</section>
    <section class="card"><h2>Deliveries</h2>${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p class="empty">No endpoint took it.</p>`}<p>${replay(event.id, event.type)}</p>
    <h2>About</h2><p>${objectLink(viewer, event)}</p></section></div>`);
}

/** What happened, newest first. */
export function eventsTab(viewer: Viewer): Answer {
  const { store } = viewer.sandbox;
  const one = store.get('event', viewer.query.get('id') ?? '');
  if (one) return eventPage(viewer, one);
  const wanted = (viewer.query.get('type') ?? '').trim();
  const events = store.all('event').filter(({ type }) => type.includes(wanted)).slice(-listed).reverse();
  const states = new Map<string, Delivery>();
  for (const delivery of store.all('delivery')) states.set(delivery.event, delivery);
  const rows = events.map((event) => {
    const delivery = states.get(event.id);
    return html`<tr><td>${moment(event.created)}</td><td><a href="/?tab=events&amp;id=${event.id}">${event.type}</a></td><td>${objectLink(viewer, event)}</td><td>${delivery ? stateOf(delivery) : html`<span class="muted">no endpoint</span>`}</td></tr>`;
  });
  const filter = html`<div class="bar"><form method="get" action="/"><input type="hidden" name="tab" value="events"><div><label for="type">Type contains</label><input id="type" name="type" value="${wanted}"></div><button class="small quiet" type="submit">Filter</button></form></div>`;
  return viewerLayout(viewer, 'events', 'Events', html`<section class="card">${filter}<div class="scroll" tabindex="0" role="region" aria-label="Events"><table>
    <thead><tr><th>Created</th><th>Type</th><th>Object</th><th>Last delivery</th></tr></thead><tbody>${rows}</tbody></table></div>${rows.length === 0 && html`<p class="empty">No events.</p>`}</section>`);
}

function modesBar({ dispatcher }: Viewer): Html {
  const { hold, order, duplicate } = dispatcher.modes;
  const pending = dispatcher.pending().length;
  const orders = ['created', 'shuffled', 'reversed'].map((one) => html`<option value="${one}"${one === order && html` selected`}>${one}</option>`);
  return html`<div class="bar">${hold ? controlButton('Let deliveries go', '/webhooks', { hold: false }) : controlButton('Hold deliveries', '/webhooks', { hold: true })}
    ${hold && pending > 0 && controlButton('Release the next one', '/webhooks/release', { count: 1 })}${!hold && controlButton('Wait until all are delivered', '/flush', {})}
    <span class="muted">${pending} waiting</span></div>
    <div class="bar"><form data-path="/webhooks" data-kind="modes"><div><label for="order">Order</label><select id="order" name="order">${orders}</select></div>
    <div><label for="duplicate">Extra copies</label><input id="duplicate" name="duplicate" type="number" min="0" max="10" value="${duplicate}"></div><button class="small quiet" type="submit">Set</button></form></div>`;
}

/** What was sent where, and what came of it. */
export function deliveriesTab(viewer: Viewer): Answer {
  const { store } = viewer.sandbox;
  const rows = store.all('delivery').slice(-listed).reverse().map((delivery) => {
    const event = store.get('event', delivery.event);
    const type = event?.type ?? delivery.event;
    const release = viewer.dispatcher.modes.hold && delivery.state === 'pending' && controlButton('Release', '/webhooks/release', { events: [delivery.event] }, `Release ${type}`);
    return html`<tr><td><a href="/?tab=events&amp;id=${delivery.event}">${type}</a></td><td>${stateOf(delivery)}</td><td class="wide">${urlOf(viewer, delivery.endpoint)}</td><td>${release || replay(delivery.event, type)}</td></tr>`;
  });
  return viewerLayout(viewer, 'deliveries', 'Deliveries', html`<section class="card">${modesBar(viewer)}<div class="scroll" tabindex="0" role="region" aria-label="Deliveries"><table>
    <thead><tr><th>Event</th><th>State</th><th>Endpoint</th><th><span class="hidden">Actions</span></th></tr></thead><tbody>${rows}</tbody></table></div>${rows.length === 0 && html`<p class="empty">Nothing has been sent.</p>`}</section>`);
}
