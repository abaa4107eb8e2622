import { afterAll, beforeAll, expect, test } from 'vitest';
import { password } from '@/lib/adapters/password';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { closeServices, installServices } from '@/lib/web/services';
import { POST } from '@/app/api/webhooks/stripe/route';
import { openShop, webhookSecret } from './shop';

const shop = openShop();
const before = { ...process.env };

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: shop.it.database.url, UPSTREAM_URL: 'http://127.0.0.1:9', STRIPE_SECRET_KEY: 'sk_test_shop', STRIPE_WEBHOOK_SECRET: webhookSecret,
    NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: 'http://localhost:3000', INTERNAL_SECRET: 'y'.repeat(32),
  });
  const { database, stripe } = shop.it;
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  installServices({ database: { ...database, close: () => Promise.resolve() }, stripe, stripeBrowser: { publishableKey: null, stripeJsUrl: null }, catalog: loadCatalog('default'), password, mail: null, origin: 'http://localhost:3000', sessionSecret: 'x'.repeat(32), clockMoves: false, log });
});
afterAll(async () => {
  await closeServices();
  process.env = before;
});

const send = (payload: string, given: { signature?: string; headers?: Record<string, string> } = {}) => {
  const signature = given.signature ?? shop.it.stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
  return POST(new Request('http://localhost:3000/api/webhooks/stripe', { method: 'POST', body: payload, headers: { 'stripe-signature': signature, ...given.headers } }), { params: Promise.resolve({}) });
};
const event = (id: string) => JSON.stringify({ id, object: 'event', type: 'invoice.paid', livemode: false, created: 1, data: { object: { object: 'invoice', customer: 'cus_1' } } });

test('a signed event is answered with a receipt, and again as a duplicate', async () => {
  const first = await send(event('evt_route1'));
  expect([first.status, await first.json()]).toEqual([200, { received: true, id: 'evt_route1', duplicate: false }]);
  expect(await (await send(event('evt_route1'))).json()).toEqual({ received: true, id: 'evt_route1', duplicate: true });
});

test('a wrong signature is answered with a problem document and 400', async () => {
  const response = await send(event('evt_route2'), { signature: 't=1,v1=abc' });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'invalid_signature' });
});

test('a body of more than a megabyte is refused with 413', async () => {
  expect((await send('x'.repeat(1_000_001))).status).toBe(413);
});

test('when the database refuses, the answer is not 2xx, so that Stripe sends the event again', async () => {
  await shop.it.database.sql.query('ALTER TABLE inbound_events RENAME TO inbound_events_away');
  const response = await send(event('evt_route3'));
  await shop.it.database.sql.query('ALTER TABLE inbound_events_away RENAME TO inbound_events');
  expect(response.status).toBe(500);
  expect((await send(event('evt_route3'))).status).toBe(200);
});
