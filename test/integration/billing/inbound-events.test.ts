import { expect, test } from 'vitest';
import { applyInboundEvent } from '@/lib/services/inbound-events/apply-inbound-event';
import { sweepEvents } from '@/lib/services/inbound-events/sweep-events';
import { testCtx } from '@/test/harness';
import { openShop, type Shop } from './shop';

const shop = openShop();
let count = 0;

/** An event as Stripe would make it. */
const eventAbout = (object: unknown, given: { type?: string; id?: string; livemode?: boolean } = {}) => {
  count += 1;
  return {
    id: given.id ?? `evt_test${count}`, object: 'event', api_version: '2026-10-28.endive', created: Math.floor(Date.now() / 1000), livemode: given.livemode ?? false,
    pending_webhooks: 1, request: null, type: given.type ?? 'customer.subscription.updated', data: { object },
  };
};
const about = (customer: string) => eventAbout({ id: 'sub_any', object: 'subscription', customer });
const rowOf = (id: string) => shop.it.database.db.inboundEvent.findUnique({ where: { id } });
const withStripeAway = () => testCtx(shop.it.database, {});
const customer = async () => {
  const workspace = await shop.it.workspace();
  await shop.it.buy(workspace);
  return shop.it.customerOf(workspace);
};
const jobsOf = async (id: string) => {
  const { rows } = await shop.it.database.sql.query<{ attempts: number; waits: boolean }>('SELECT attempts, run_at > now() AS waits FROM graphile_worker.jobs WHERE key = $1', [`event:${id}`]);
  return rows;
};

const now = () => Math.floor(Date.now() / 1000);
const badSignatures: [string, (event: unknown) => Parameters<Shop['deliver']>[1]][] = [
  ['is missing', () => ({ signature: null })],
  ['is empty', () => ({ signature: '' })],
  ['is noise', () => ({ signature: 't=1,v1=00,,=,t=' })],
  ['is made with another secret', () => ({ secret: 'whsec_of_somebody_else' })],
  ['is older than five minutes', () => ({ timestamp: now() - 301 })],
  ['is from the future', () => ({ timestamp: now() + 400 })],
  ['is over the same JSON written otherwise', (event) => ({ body: JSON.stringify(event) })],
  ['is over another body', () => ({ body: '{}' })],
];

test.each(badSignatures)('a delivery whose signature %s is refused with 400 and not stored', async (_, how) => {
  const event = about(await customer());
  await expect(shop.it.deliver(event, how(event))).rejects.toMatchObject({ code: 'invalid_signature', status: 400 });
  expect(await rowOf(event.id)).toBeNull();
});

test('while the secret is rolled, one good signature among several is enough', async () => {
  const event = about(await customer());
  const payload = JSON.stringify(event, null, 2);
  const [old, good] = ['whsec_of_last_week', 'whsec_of_the_tests'].map((secret) => shop.it.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: now() }));
  const signature = `${old},${good?.split(',')[1]}`;
  expect(await shop.it.deliver(event, { signature })).toMatchObject({ received: true });
});

test.each([
  ['is not JSON', 'not json'],
  ['is no object', '[]'],
  ['is null', 'null'],
  ['has no id', '{"object":"event","type":"x","livemode":false}'],
  ['has an id that is no event’s', '{"object":"event","id":"evt_\'; DROP TABLE users","type":"x","livemode":false}'],
])('a signed body that %s is refused with 400', async (_, body) => {
  const signature = shop.it.stripe.webhooks.generateTestHeaderString({ payload: body, secret: 'whsec_of_the_tests', timestamp: now() });
  await expect(shop.it.deliver(null, { body, signature })).rejects.toMatchObject({ status: 400 });
});

test('a live event is refused by a portal with test keys', async () => {
  const event = eventAbout({ object: 'subscription', customer: await customer() }, { livemode: true });
  await expect(shop.it.deliver(event)).rejects.toMatchObject({ code: 'bad_request', status: 400 });
  expect(await rowOf(event.id)).toBeNull();
});

test('an event delivered ten times at once is stored once and applied once', async () => {
  const event = about(await customer());
  const receipts = await Promise.all(Array.from({ length: 10 }, () => shop.it.deliver(event)));
  expect(receipts.filter((receipt) => !receipt.duplicate)).toEqual([{ received: true, id: event.id, duplicate: false }]);
  expect(await jobsOf(event.id)).toHaveLength(1);
  await shop.it.work();
  expect(await rowOf(event.id)).toMatchObject({ status: 'applied', attempts: 1, lastError: null });
  expect((await rowOf(event.id))?.appliedAt).not.toBeNull();
  expect(await shop.it.deliver(event)).toMatchObject({ duplicate: true });
  expect(await jobsOf(event.id)).toHaveLength(0);
});

test('an event applied by two workers at once is applied by one', async () => {
  const event = about(await customer());
  await shop.it.deliver(event);
  const results = await Promise.all([1, 2, 3, 4].map(() => applyInboundEvent(shop.it.ctx(), { id: event.id })));
  expect(results.map((result) => result.kind).sort()).toEqual(['applied', 'skipped', 'skipped', 'skipped']);
});

test('an event of a type that means nothing here is stored, ignored, and answered with a receipt', async () => {
  const event = eventAbout({ object: 'payout', customer: await customer() }, { type: 'payout.created' });
  expect(await shop.it.deliver(event)).toMatchObject({ received: true, duplicate: false });
  expect(await rowOf(event.id)).toMatchObject({ status: 'ignored', type: 'payout.created' });
  expect(await jobsOf(event.id)).toHaveLength(0);
});

test('an event about a customer of nobody is ignored, with the reason', async () => {
  const event = about('cus_of_nobody');
  await shop.it.deliver(event);
  await shop.it.work();
  expect(await rowOf(event.id)).toMatchObject({ status: 'ignored', lastError: 'No workspace has this customer.' });
});

test.each([
  ['null', null],
  ['a text', 'sub_123'],
  ['a customer that is a number', { object: 'subscription', customer: 7 }],
  ['NUL characters in keys and values', { object: 'subscription', customer: 'cus_\0x', 'na\0me': 'a\0b' }],
  ['nearly a megabyte of text', { object: 'invoice', customer: null, description: 'x'.repeat(900_000) }],
])('an event about %s is stored and answered, and breaks nothing', async (_, object) => {
  const event = eventAbout(object);
  expect(await shop.it.deliver(event)).toMatchObject({ received: true });
  expect(await rowOf(event.id)).toMatchObject({ status: 'ignored' });
});

test('an event that fails is tried again later, eight times in all, and then set aside', async () => {
  const event = about(await customer());
  await shop.it.deliver(event);
  await shop.it.database.sql.query(`ALTER TABLE inbound_events ADD CONSTRAINT always_fails CHECK (id <> '${event.id}' OR status <> 'applied')`);
  await shop.it.work();
  expect(await rowOf(event.id)).toMatchObject({ status: 'received', attempts: 1 });
  expect((await rowOf(event.id))?.lastError).toMatch(/always_fails/);
  expect(await jobsOf(event.id)).toEqual([{ attempts: 1, waits: true }]);
  for (let i = 2; i <= 7; i += 1) await expect(applyInboundEvent(shop.it.ctx(), { id: event.id })).rejects.toThrow();
  expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'quarantined' });
  expect(await rowOf(event.id)).toMatchObject({ status: 'quarantined', attempts: 8, appliedAt: null });
  await shop.it.database.sql.query('ALTER TABLE inbound_events DROP CONSTRAINT always_fails');
  expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'skipped' });
});

test('a failing event holds up no other', async () => {
  const [poison, healthy] = [about(await customer()), about(await customer())];
  await shop.it.deliver(poison);
  await shop.it.deliver(healthy);
  await shop.it.database.sql.query(`ALTER TABLE inbound_events ADD CONSTRAINT poison CHECK (id <> '${poison.id}' OR status <> 'applied')`);
  await shop.it.work();
  await shop.it.database.sql.query('ALTER TABLE inbound_events DROP CONSTRAINT poison');
  expect(await rowOf(healthy.id)).toMatchObject({ status: 'applied' });
  expect(await rowOf(poison.id)).toMatchObject({ status: 'received', attempts: 1 });
});

test('an event whose worker died is queued again, and one that waits for its next try is not', async () => {
  const [orphan, waiting] = [about(await customer()), about(await customer())];
  await shop.it.deliver(waiting);
  await shop.it.work(withStripeAway);
  await shop.it.database.sql.query("UPDATE graphile_worker._private_jobs SET run_at = run_at + interval '1 hour' WHERE key = $1", [`event:${waiting.id}`]);
  await shop.it.deliver(orphan);
  await shop.it.database.sql.query("UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '10 minutes', locked_by = 'dead' WHERE key = $1", [`event:${orphan.id}`]);
  const later = new Date(Date.now() + 120_000);
  const others = await shop.it.database.db.inboundEvent.count({ where: { status: 'received', id: { notIn: [orphan.id, waiting.id] } } });
  const queued = await sweepEvents(shop.it.ctx({ now: later }));
  expect(queued).toBeLessThanOrEqual(others + 1);
  await shop.it.work();
  expect(await rowOf(orphan.id)).toMatchObject({ status: 'applied' });
  expect(await jobsOf(waiting.id)).toEqual([{ attempts: 1, waits: true }]);
});
