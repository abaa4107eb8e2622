import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

let opened: Opened;
let retrying: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  retrying = new Stripe('sk_test_contract', { host: '127.0.0.1', port: opened.sandbox.port, protocol: 'http', maxNetworkRetries: 2, telemetry: false });
});
beforeEach(() => opened.control('/reset', {}));
afterAll(() => opened.close());

interface Listed {
  kind: string;
  struck: number;
  seen: number;
}
const struck = async (): Promise<Listed[]> => {
  const { faults } = (await opened.control('/faults')).body;
  return Array.isArray(faults) ? faults.map(({ kind, struck: hits, seen }: Listed) => ({ kind, struck: hits, seen })) : [];
};
const names = async (): Promise<string[]> => (await opened.stripe.products.list()).data.map((product) => product.name);
const post = (path: string, body: string, key: string): Promise<Response> =>
  fetch(`${opened.sandbox.url}${path}`, { method: 'POST', body, headers: { authorization: 'Bearer sk_test_1', 'idempotency-key': key } });

test('a call that fails before anything is done leaves nothing behind, and the same key then does it once', async () => {
  await opened.control('/faults', { kind: 'before', status: 500, match: { method: 'POST', path: '/v1/products' } });
  expect((await post('/v1/products', 'name=A', 'k')).status).toBe(500);
  expect(await names()).toEqual([]);
  expect((await post('/v1/products', 'name=A', 'k')).headers.get('idempotent-replayed')).toBeNull();
  expect(await names()).toEqual(['A']);
});

test('a call whose answer is lost is done, and the same key answers with the first success', async () => {
  await opened.control('/faults', { kind: 'after_commit', match: { method: 'POST', path: '/v1/products' } });
  await expect(post('/v1/products', 'name=A', 'k')).rejects.toThrow('fetch failed');
  expect(await names()).toEqual(['A']);
  const again = await post('/v1/products', 'name=A', 'k');
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(await names()).toEqual(['A']);
});

test("the SDK's own retry survives a lost answer without doing the work twice", async () => {
  await opened.control('/faults', { kind: 'after_commit', status: 502, match: { method: 'POST', path: '/v1/customers', times: 2 } });
  const customer = await retrying.customers.create({ email: 'once@example.com' });
  expect((await opened.stripe.customers.list()).data.map(({ id }) => id)).toEqual([customer.id]);
  expect(await struck()).toEqual([{ kind: 'after_commit', struck: 2, seen: 3 }]);
});

test('a cancellation has no idempotency: after a lost answer the retry finds it done', async () => {
  const session = await makeSession(opened.stripe);
  await opened.control(`/checkout/${session.id}/complete`, {});
  const [subscription] = (await opened.stripe.subscriptions.list()).data;
  await opened.control('/faults', { kind: 'after_commit', match: { method: 'DELETE', path: '/v1/subscriptions/{id}' } });
  await expect(retrying.subscriptions.cancel(String(subscription?.id))).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
  expect((await opened.stripe.subscriptions.retrieve(String(subscription?.id))).status).toBe('canceled');
});

test('the n-th matching call is struck, and only as often as asked', async () => {
  const price = await makePrice(opened.stripe);
  await opened.control('/faults', { kind: 'rate_limit', match: { path: '/v1/prices/*', contains: price.id, nth: 2, times: 2 } });
  const seen: (number | undefined)[] = [];
  for (let call = 0; call < 4; call += 1) seen.push(await opened.stripe.prices.retrieve(price.id).then(() => 200, (error: Stripe.errors.StripeError) => error.statusCode));
  expect(seen).toEqual([200, 429, 429, 200]);
  await opened.control('/faults', { kind: 'rate_limit', match: { path: '/v1/prices/*', contains: price.id } });
  await expect(opened.stripe.prices.retrieve(price.id)).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
});

test('a call that hangs does nothing and is cut; one that is answered late was done at once', async () => {
  await opened.control('/faults', { kind: 'timeout', delayMs: 20, match: { method: 'POST', path: '/v1/products' } });
  await expect(opened.stripe.products.create({ name: 'A' })).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(await names()).toEqual([]);
  await opened.control('/faults', { kind: 'late_answer', delayMs: 300, match: { method: 'GET', path: '/v1/products' } });
  const late = names();
  while (!(await struck()).some((fault) => fault.kind === 'late_answer' && fault.struck === 1));
  await opened.stripe.products.create({ name: 'B' });
  expect([await late, await names()]).toEqual([[], ['B']]);
});

test('faults are listed with what they struck and go away one by one, all at once, or with a reset', async () => {
  const first = await opened.control('/faults', { kind: 'rate_limit' });
  await opened.control('/faults', { kind: 'rate_limit' });
  const remove = async (path: string): Promise<unknown> => (await fetch(`${opened.sandbox.url}/_sandbox/faults${path}`, { method: 'DELETE' })).json();
  expect(await remove(`/${String(first.body.id)}`)).toEqual({ removed: 1 });
  expect(await remove('')).toEqual({ removed: 1 });
  await opened.control('/faults', { kind: 'rate_limit' });
  await opened.control('/reset', {});
  expect(await struck()).toEqual([]);
  for (const wrong of [{}, { kind: 'nonsense' }, { kind: 'delay' }, { kind: 'delay', delayMs: 1, status: 500 }, { kind: 'before', match: { path: '/v2' } }, { kind: 'before', when: 'now' }]) {
    expect((await opened.control('/faults', wrong)).status).toBe(400);
  }
});
