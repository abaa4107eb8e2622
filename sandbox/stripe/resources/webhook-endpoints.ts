import Stripe from 'stripe';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, mergeMetadata, metadata, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Records } from '@/sandbox/stripe/store/collections';

type WebhookEndpoint = Records['webhook_endpoint'];

interface NewEndpoint {
  id?: string;
  url: string;
  secret?: string;
  enabledEvents: string[];
  apiVersion?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
}

export function saveWebhookEndpoint({ store, ids, clock }: Sandbox, given: NewEndpoint): WebhookEndpoint {
  const id = given.id ?? ids.next('we');
  const before = store.get('webhook_endpoint', id);
  store.save('webhook_secret', { id, secret: given.secret ?? `whsec_${ids.random(32)}` });
  return store.save('webhook_endpoint', {
    id, object: 'webhook_endpoint', api_version: given.apiVersion ?? null, application: null, created: before?.created ?? clock.now(),
    description: given.description ?? null, enabled_events: given.enabledEvents, livemode: false, metadata: given.metadata ?? {}, status: 'enabled', url: given.url,
  });
}

function find({ store }: Sandbox, id: string): WebhookEndpoint {
  const found = store.get('webhook_endpoint', id);
  if (!found) throw noSuch('webhook endpoint', id);
  return found;
}

const checkUrl = (url: string): void => {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', 'url_invalid', 'url');
};

const shared = { enabled_events: array(required(text()), 300), description: clearable(text()), metadata: metadata() };

const create = endpoint('POST', '/v1/webhook_endpoints', {
  ...shared, url: required(text()), enabled_events: required(shared.enabled_events), api_version: choice(Stripe.API_VERSION),
}, ({ sandbox, params }) => {
  checkUrl(params.url);
  const made = saveWebhookEndpoint(sandbox, {
    url: params.url, enabledEvents: params.enabled_events, apiVersion: params.api_version, description: params.description, metadata: mergeMetadata({}, params.metadata),
  });
  return { ...made, secret: sandbox.store.get('webhook_secret', made.id)?.secret };
}, ['connect']);

const retrieve = endpoint('GET', '/v1/webhook_endpoints/{id}', {}, ({ sandbox, id }) => find(sandbox, id));

const update = endpoint('POST', '/v1/webhook_endpoints/{id}', { ...shared, url: text(), disabled: boolean() }, ({ sandbox, id, params }) => {
  const before = find(sandbox, id);
  if (params.url) checkUrl(params.url);
  return sandbox.store.save('webhook_endpoint', {
    ...before, url: params.url ?? before.url, enabled_events: params.enabled_events ?? before.enabled_events,
    description: params.description === undefined ? before.description : params.description, metadata: mergeMetadata(before.metadata, params.metadata),
    status: params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled',
  });
});

const remove = endpoint('DELETE', '/v1/webhook_endpoints/{id}', {}, ({ sandbox, id }) => {
  find(sandbox, id);
  sandbox.store.remove('webhook_endpoint', id);
  sandbox.store.remove('webhook_secret', id);
  return { id, object: 'webhook_endpoint', deleted: true };
});

const list = endpoint('GET', '/v1/webhook_endpoints', pagination, ({ sandbox, params }) => page(newestFirst(sandbox.store.all('webhook_endpoint')), '/v1/webhook_endpoints', params));

export const webhookEndpointEndpoints = [create, retrieve, update, remove, list];
