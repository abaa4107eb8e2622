import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

const paid = async (): Promise<{ intent: string; charge: string }> => {
  const price = await makePrice(stripe, 5000, 'usd', null);
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: price.id, quantity: 1 }], success_url: 'http://shop.test/' });
  await opened.control(`/checkout/${session.id}/complete`, {});
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  if (typeof intent !== 'object' || !intent) throw new Error('nothing was paid');
  return { intent: intent.id, charge: String(intent.latest_charge) };
};
const open = async (payment_intent: string, more: object = {}): Promise<string> => String((await opened.control('/disputes', { payment_intent, ...more })).body.id);
const move = (id: string, status: string) => opened.control(`/disputes/${id}`, { status });
const typesOf = async (id: string): Promise<string[]> => (await stripe.events.list({ limit: 100 })).data.filter(({ data }) => (data.object as { id?: string }).id === id).map(({ type }) => type).reverse();

test('a dispute takes its amount, is found by its payment, and a won one gives the money back while the charge stays marked', async () => {
  const { intent, charge } = await paid();
  const id = await open(intent, { amount: 2000, reason: 'product_not_received' });
  expect(await stripe.disputes.retrieve(id, { expand: ['charge'] })).toMatchObject({ amount: 2000, status: 'needs_response', reason: 'product_not_received', payment_intent: intent, charge: { id: charge, disputed: true } });
  expect([(await stripe.disputes.list({ payment_intent: intent })).data.length, (await stripe.disputes.list({ payment_intent: (await paid()).intent })).data.length]).toEqual([1, 0]);
  await move(id, 'under_review');
  await move(id, 'won');
  expect(await typesOf(id)).toEqual(['created', 'funds_withdrawn', 'updated', 'funds_reinstated', 'closed'].map((name) => `charge.dispute.${name}`));
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true, amount_refunded: 0 });
  expect((await move(id, 'lost')).status).toBe(400);
});

test('an inquiry withdraws nothing until it becomes a dispute, which may be lost', async () => {
  const { intent } = await paid();
  const [closed, escalated] = [await open(intent, { status: 'warning_needs_response' }), await open(intent, { status: 'warning_needs_response' })];
  await move(closed, 'warning_closed');
  await move(escalated, 'needs_response');
  await move(escalated, 'lost');
  expect(await typesOf(closed)).toEqual(['charge.dispute.created', 'charge.dispute.closed']);
  expect(await typesOf(escalated)).toEqual(['created', 'updated', 'funds_withdrawn', 'closed'].map((name) => `charge.dispute.${name}`));
});

test('what no bank can do is refused', async () => {
  const { intent } = await paid();
  expect((await opened.control('/disputes', { payment_intent: 'pi_nothing' })).status).toBe(404);
  expect((await opened.control('/disputes', { payment_intent: intent, amount: 5001 })).status).toBe(400);
  expect((await opened.control('/disputes', { payment_intent: intent, status: 'won' })).status).toBe(400);
  expect((await opened.control('/disputes/du_nothing', { status: 'won' })).status).toBe(404);
  await expect(stripe.disputes.retrieve('du_nothing')).rejects.toMatchObject({ code: 'resource_missing' });
});
