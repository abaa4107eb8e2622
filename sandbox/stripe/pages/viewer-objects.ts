import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { toJson } from '@/sandbox/stripe/store/diff';
import type { Json, JsonObject } from '@/sandbox/stripe/wire';
import { html, type Html } from './html';
import { findObject, jsonBlock, moment, shownKinds, viewerLayout, type Viewer } from './viewer-parts';

const listed = 100;
const text = (value: Json | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** What tells an object from the others of its kind. */
const labelOf = ({ store }: Sandbox, object: JsonObject): string =>
  text(object.name) || text(object.email) || text(object.number) || text(object.nickname) || text(object.code) || text(object.description) || text(object.display_name) ||
  (store.get('customer', text(object.customer))?.email ?? '');

function row(sandbox: Sandbox, object: JsonObject): Html {
  const id = text(object.id);
  const created = typeof object.created === 'number' ? moment(object.created) : '';
  const link = object.id === undefined ? html`<code>${id}</code>` : html`<a href="/?tab=objects&amp;id=${id}">${id}</a>`;
  return html`<tr><td>${link}</td><td class="wide">${labelOf(sandbox, object)}</td><td>${text(object.status)}</td><td>${created}</td></tr>`;
}

function kindsList({ sandbox }: Viewer, chosen: string): Html {
  const items = shownKinds(sandbox).map((kind) => html`<li><a href="/?tab=objects&amp;kind=${kind}"${kind === chosen && html` aria-current="true"`}>${kind} <span>${sandbox.store.count(kind)}</span></a></li>`);
  return html`<nav aria-label="Kinds of objects"><ul class="kinds-list">${items}</ul></nav>`;
}

function eventsOf({ sandbox }: Viewer, id: string): Html {
  const events = sandbox.store.all('event').filter(({ data }) => data.object.id === id).reverse();
  if (events.length === 0) return html`<p class="empty">No events are about this object.</p>`;
  const rows = events.map((event) => html`<li><a href="/?tab=events&amp;id=${event.id}">${event.type}</a><span class="muted">${moment(event.created)}</span></li>`);
  return html`<ul class="rows">${rows}</ul>`;
}

function objectPage(viewer: Viewer, id: string, object: JsonObject): Answer {
  const kind = text(object.object);
  return viewerLayout(viewer, 'objects', id, html`<p><a href="/?tab=objects&amp;kind=${kind}">← All of ${kind}</a></p>
    <div class="split halves"><section class="card"><h2>${kind} <code>${id}</code></h2>${jsonBlock(viewer.sandbox, object, id)}</section>
    <section class="card"><h2>Its events</h2>${eventsOf(viewer, id)}</section></div>`);
}

/** Everything the sandbox keeps in an API shape, by kind; one object with its events. */
export function objectsTab(viewer: Viewer): Answer {
  const { sandbox, query } = viewer;
  const id = query.get('id');
  if (id) {
    const found = findObject(sandbox, id);
    return found ? objectPage(viewer, id, found) : viewerLayout(viewer, 'objects', 'Not found', html`<p class="empty">There is no object ${id}.</p>`);
  }
  const available = shownKinds(sandbox);
  const kind = available.find((one) => one === query.get('kind')) ?? available.find((one) => one === 'subscription') ?? available[0];
  if (!kind) return viewerLayout(viewer, 'objects', 'Objects', html`<div class="card"><p class="empty">Nothing has been made yet. Point an application's Stripe client at this address.</p></div>`);
  const rows = sandbox.store.all(kind).slice(-listed).reverse().map((record) => row(sandbox, toJson(record)));
  const more = sandbox.store.count(kind) > listed && html`<p class="muted">The newest ${listed} of ${sandbox.store.count(kind)}.</p>`;
  return viewerLayout(viewer, 'objects', 'Objects', html`<div class="split kinds">${kindsList(viewer, kind)}<section class="card"><h2>${kind}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${kind}"><table><thead><tr><th>Id</th><th>What</th><th>Status</th><th>Created</th></tr></thead><tbody>${rows}</tbody></table></div>${more}</section></div>`);
}
