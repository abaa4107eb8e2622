import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSandbox, type Opened } from '@/sandbox/stripe/contract/open-sandbox';
import { startStripeSandbox } from '@/sandbox/stripe/start-stripe-sandbox';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
beforeEach(() => opened.control('/latency', { ms: 0 }));
afterAll(() => opened.close());

const send = (path: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${opened.sandbox.url}${path}`, { ...init, headers: { authorization: 'Bearer sk_test_1', 'content-type': 'application/x-www-form-urlencoded', ...headers } });
const post = (path: string, body: string, key: string): Promise<Response> => send(path, { method: 'POST', body }, { 'idempotency-key': key });
const errorOf = async (response: Response): Promise<unknown> => Object.entries(Object(await response.json())).find(([name]) => name === 'error')?.[1];

test('an unknown path is refused, never answered with success', async () => {
  const response = await send('/v1/payouts', { method: 'POST', body: 'amount=1' });
  expect(response.status).toBe(404);
  expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining('Unrecognized request URL (POST: /v1/payouts)') });
});

test('unknown and unsupported parameters are refused by name', async () => {
  const { stripe } = opened;
  const unknown = await send('/v1/products', { method: 'POST', body: 'name=x&colour=red' });
  expect([unknown.status, await errorOf(unknown)]).toMatchObject([400, { code: 'parameter_unknown', param: 'colour' }]);
  await expect(stripe.customers.create({ next_invoice_sequence: 5 })).rejects.toMatchObject({ code: 'sandbox_unsupported', param: 'next_invoice_sequence' });
  const types = await send('/v1/checkout/sessions', { method: 'POST', body: 'mode=payment&payment_method_types[0]=card' });
  expect([types.status, await errorOf(types)]).toMatchObject([400, { code: 'payment_method_types_no_longer_supported' }]);
  const { id } = await stripe.customers.create();
  await expect(stripe.customers.retrieve(id, { expand: ['nonsense'] })).rejects.toMatchObject({ statusCode: 400, param: 'expand' });
  await expect(stripe.products.retrieve('prod_none')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
});

test('only test keys are taken, and a live key is refused per request and at start', async () => {
  for (const key of ['sk_live_abc', 'rk_live_abc', 'pk_live_abc', 'nonsense', '']) expect((await send('/v1/balance', {}, { authorization: `Bearer ${key}` })).status).toBe(401);
  expect((await send('/v1/balance', {}, { authorization: 'Bearer pk_test_abc' })).status).toBe(403);
  expect((await send('/v1/balance', {}, { authorization: 'Bearer rk_test_abc' })).status).toBe(200);
  await expect(startStripeSandbox({ apiKey: 'sk_live_abc' })).rejects.toThrow('refuses to start');
});

test('another API version is refused, the pinned one is named in every answer', async () => {
  expect((await send('/v1/balance', {}, { 'stripe-version': '2022-11-15' })).status).toBe(400);
  const response = await send('/v1/balance', {}, { 'stripe-version': Stripe.API_VERSION });
  expect([response.status, response.headers.get('stripe-version'), response.headers.get('request-id')]).toEqual([200, Stripe.API_VERSION, expect.stringMatching(/^req_/)]);
});

test('a repeated idempotency key replays the first answer and acts once', async () => {
  const first = await post('/v1/products', 'name=Once', 'key-1');
  const second = await post('/v1/products', 'name=Once', 'key-1');
  expect(await second.text()).toBe(await first.text());
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
  const { data } = await opened.stripe.products.list({ limit: 100 });
  expect(data.filter((product) => product.name === 'Once')).toHaveLength(1);
});

test('a key with other parameters is refused, one in use conflicts, one that failed validation may be corrected', async () => {
  const mismatch = await post('/v1/products', 'name=Twice', 'key-1');
  expect([mismatch.status, await errorOf(mismatch)]).toMatchObject([400, { type: 'idempotency_error' }]);
  await opened.control('/latency', { ms: 1_000 });
  const [a, b] = await Promise.all([post('/v1/products', 'name=Race', 'key-2'), post('/v1/products', 'name=Race', 'key-2')]);
  expect([a.status, b.status].sort()).toEqual([200, 409]);
  expect((await post('/v1/products', 'nam=x', 'key-3')).status).toBe(400);
  expect((await post('/v1/products', 'name=x', 'key-3')).status).toBe(200);
});

test('a change that changes nothing emits no event', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'same@example.com' });
  await stripe.customers.update(customer.id, { email: 'same@example.com' });
  await stripe.customers.update(customer.id, { email: 'new@example.com', metadata: { a: '1' } });
  const { data } = await stripe.events.list({ type: 'customer.updated' });
  expect(data).toHaveLength(1);
  expect(data[0]?.data).toMatchObject({ previous_attributes: { email: 'same@example.com', metadata: { a: null } } });
});

test('bad input of any kind is answered and the server stays up', async () => {
  expect((await send('/v1/products', { method: 'POST', body: 'x'.repeat(1_200_000) })).status).toBe(413);
  expect((await send('/v1/products', { method: 'POST', body: 'a[[]=1' })).status).toBe(400);
  expect((await send('/v1/products/%E0%A4%A')).status).toBe(400);
  expect((await opened.control('/time/advance', { seconds: -5 })).status).toBe(400);
  expect((await fetch(`${opened.sandbox.url}/_sandbox/webhooks`, { method: 'POST', body: '{' })).status).toBe(400);
  expect((await send('/v1/balance')).status).toBe(200);
});
