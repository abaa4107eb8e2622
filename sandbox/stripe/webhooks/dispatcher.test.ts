import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Inbox, makeSession, openSandbox, webhookSecret, type Opened } from '@/sandbox/stripe/contract/open-sandbox';
import { startStripeSandbox } from '@/sandbox/stripe/start-stripe-sandbox';

let opened: Opened;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
  opened = await openSandbox({ dataFile: join(directory, 'stripe.json') });
});
afterEach(async () => {
  await opened.close();
  await rm(directory, { recursive: true, force: true });
});

const products = (...names: string[]): Promise<unknown> => Promise.all(names.map((name) => opened.stripe.products.create({ name })));

test('every delivery is signed with the real time and pretty-printed', async () => {
  await products('A');
  await opened.control('/time/advance', { seconds: 90 * 86_400 });
  await products('B');
  expect((await opened.control('/flush', {})).status).toBe(200);
  const last = opened.inbox.received.at(-1);
  if (!last) throw new Error('Nothing was delivered');
  expect(last.raw.startsWith('{\n  "id": "evt_')).toBe(true);
  expect(() => new Stripe('sk_test_x').webhooks.constructEvent(last.raw, last.signature, 'whsec_other')).toThrow();
  expect(last.event.created).toBeGreaterThan(Date.now() / 1000 + 80 * 86_400);
});

test('an endpoint that answers 500 gets the event again until it takes it', async () => {
  opened.inbox.answer = (attempt) => (attempt <= 2 ? 500 : 200);
  await products('A');
  expect((await opened.stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
  await opened.control('/flush', {});
  expect(opened.inbox.types()).toEqual(['product.created']);
  expect((await opened.stripe.events.list({ delivery_success: false })).data).toEqual([]);
});

test('held events wait, and flushing says so until they are released', async () => {
  await opened.control('/webhooks', { hold: true });
  await products('A', 'B');
  expect((await opened.control('/flush', {})).status).toBe(409);
  expect(opened.inbox.received).toEqual([]);
  await opened.control('/webhooks', { hold: false, order: 'reversed' });
  await opened.control('/flush', {});
  const { data } = await opened.stripe.events.list();
  expect(opened.inbox.received.map(({ event }) => event.id)).toEqual(data.map((event) => event.id));
});

test('held events go one by one in any order that is asked for', async () => {
  await opened.control('/webhooks', { hold: true });
  await products('A');
  await opened.stripe.customers.create();
  const [last, first] = (await opened.stripe.events.list()).data;
  expect((await opened.control('/webhooks/release', { events: ['customer.created'] })).body).toEqual({ released: 1 });
  await opened.inbox.until(1);
  expect((await opened.control('/flush', {})).status).toBe(409);
  await opened.control('/webhooks/release', { events: [first?.id] });
  await opened.inbox.until(2);
  expect(opened.inbox.received.map(({ event }) => event.id)).toEqual([last?.id, first?.id]);
});

test('any event can be sent again, also one that was lost, and every delivery is listed', async () => {
  await opened.control('/webhooks', { drop: true });
  await products('A');
  await opened.control('/webhooks', { drop: false });
  const [lost] = (await opened.stripe.events.list({ delivery_success: false })).data;
  await opened.control('/webhooks/replay', { event: lost?.id });
  await opened.control('/webhooks/replay', { event: lost?.id });
  await opened.control('/flush', {});
  expect(opened.inbox.received.map(({ event }) => event.id)).toEqual([lost?.id, lost?.id]);
  const { deliveries } = (await opened.control('/deliveries')).body;
  expect(deliveries).toMatchObject([{ state: 'delivered', type: 'product.created', attempts: 1, lastStatus: 200 }, { state: 'delivered' }, { state: 'dropped', attempts: 0 }]);
  expect((await opened.control('/webhooks/replay', { event: 'evt_none' })).status).toBe(404);
});

test('twins announce one change with two events', async () => {
  await opened.control('/webhooks', { twins: true });
  await products('A');
  await opened.control('/flush', {});
  expect(opened.inbox.types()).toEqual(['product.created', 'product.created']);
  expect(new Set(opened.inbox.received.map(({ event }) => event.id)).size).toBe(2);
});

test('an endpoint that refuses is not asked again when retries are off', async () => {
  await opened.control('/webhooks', { retry: 'off' });
  opened.inbox.answer = () => 500;
  await products('A');
  expect((await opened.control('/flush', {})).body).toEqual({ delivered: true, failed: 1 });
  expect((await opened.stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
});

test('an endpoint gets what it enabled, and nothing once it is disabled', async () => {
  const { stripe, inbox } = opened;
  const made = await stripe.webhookEndpoints.create({ url: inbox.url, enabled_events: ['customer.created'], metadata: { a: '1' } });
  await stripe.webhookEndpoints.update(made.id, { disabled: true, description: 'Off' });
  await products('A');
  await stripe.customers.create();
  await opened.control('/flush', {});
  expect(inbox.types()).toEqual(['product.created', 'customer.created']);
  expect(await stripe.webhookEndpoints.retrieve(made.id)).toMatchObject({ status: 'disabled', description: 'Off', metadata: { a: '1' }, enabled_events: ['customer.created'] });
});

test('duplicates carry the same event id, and every event still arrives when shuffled', async () => {
  await opened.control('/webhooks', { duplicate: 2, order: 'shuffled' });
  const session = await makeSession(opened.stripe);
  await opened.control(`/checkout/${session.id}/complete`, {});
  await opened.control('/flush', {});
  const { data } = await opened.stripe.events.list({ limit: 100 });
  const ids = opened.inbox.received.map(({ event }) => event.id);
  expect(ids).toHaveLength(3 * data.length);
  expect(new Set(ids)).toEqual(new Set(data.map((event) => event.id)));
});

test('dropped types never arrive and can be found as undelivered', async () => {
  await opened.control('/webhooks', { drop: 'product.created' });
  await products('A');
  await opened.stripe.customers.create();
  await opened.control('/flush', {});
  expect(opened.inbox.types()).toEqual(['customer.created']);
  const { data } = await opened.stripe.events.list({ delivery_success: false });
  expect(data.map((event) => event.type)).toEqual(['product.created']);
});

test('a flush waits for what the application does with the events', async () => {
  let isApplied = false;
  const slow = await openSandbox({ onFlush: () => new Promise((resolve) => setTimeout(() => { isApplied = true; resolve(); }, 80)) });
  await slow.stripe.products.create({ name: 'A' });
  await slow.control('/flush', {});
  expect([slow.inbox.types(), isApplied]).toEqual([['product.created'], true]);
  await slow.close();
});

test("moving the clock moves the host's first", async () => {
  const moved: number[] = [];
  const host = await openSandbox({ onTimeAdvance: async (offsetMs) => void moved.push(offsetMs) });
  await host.control('/time/advance', { seconds: 60 });
  await host.control('/time/advance', { seconds: 30 });
  expect(moved).toEqual([60_000, 90_000]);
  await host.close();
});

test('a restart keeps every object, the clock, replays and events not yet delivered', async () => {
  const dataFile = join(directory, 'restart.json');
  const first = await startStripeSandbox({ dataFile, webhook: { url: 'http://127.0.0.1:9/closed', secret: webhookSecret }, retry: 'fast' });
  const connect = (port: number): Stripe => new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
  const made = await connect(first.port).products.create({ name: 'Kept' }, { idempotencyKey: 'again' });
  await fetch(`${first.url}/_sandbox/time/advance`, { method: 'POST', body: '{"seconds": 3600}' });
  await first.close();
  expect(JSON.parse(await readFile(dataFile, 'utf8'))).toMatchObject({ offsetSeconds: 3600 });

  const inbox = await Inbox.open();
  const second = await startStripeSandbox({ dataFile, webhook: { url: inbox.url, secret: webhookSecret } });
  const stripe = connect(second.port);
  expect((await stripe.products.retrieve(made.id)).name).toBe('Kept');
  expect((await stripe.products.create({ name: 'Kept' }, { idempotencyKey: 'again' })).id).toBe(made.id);
  expect((await fetch(`${second.url}/_sandbox/flush`, { method: 'POST' })).status).toBe(200);
  expect(inbox.types()).toEqual(['product.created']);
  expect((await stripe.products.create({ name: 'New' })).id).not.toBe(made.id);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  await second.close();
  await inbox.close();
});

test('a reset empties the sandbox and keeps its webhook endpoint', async () => {
  await products('A');
  await opened.control('/flush', {});
  await opened.control('/reset', {});
  expect((await opened.stripe.products.list()).data).toEqual([]);
  await products('B');
  await opened.control('/flush', {});
  expect(opened.inbox.types()).toEqual(['product.created', 'product.created']);
});
