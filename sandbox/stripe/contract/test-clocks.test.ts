import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agenda } from '@/sandbox/stripe/billing/agenda';
import { usualSettings } from '@/sandbox/stripe/billing/settings';
import { advanceClock, settleClocks } from '@/sandbox/stripe/billing/test-clocks';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import { findTestClock } from '@/sandbox/stripe/resources/test-clocks';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { Clock } from '@/sandbox/stripe/store/clock';
import { Ids } from '@/sandbox/stripe/store/ids';
import { Store } from '@/sandbox/stripe/store/store';
import { makePrice, openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

const day = 86_400;
const start = Date.UTC(2027, 0, 31, 12) / 1000;

const ready = async (clock: string): Promise<Stripe.TestHelpers.TestClock> => {
  for (;;) {
    const found = await stripe.testHelpers.testClocks.retrieve(clock);
    if (found.status !== 'advancing') return found;
  }
};
const advance = async (clock: string, to: number): Promise<void> => {
  const answer = await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
  expect(answer).toMatchObject({ status: 'advancing', status_details: { advancing: { target_frozen_time: to } } });
  expect(await ready(clock)).toMatchObject({ status: 'ready', frozen_time: to, status_details: {} });
};
const subscribed = async (clock: string): Promise<{ customer: string; subscription: string }> => {
  const customer = await stripe.customers.create({ test_clock: clock, payment_method: 'pm_card_visa', email: 'clock@example.com' });
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card?.id } });
  const price = await makePrice(stripe);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  return { customer: customer.id, subscription: subscription.id };
};
const period = async (subscription: string): Promise<[number | undefined, number | undefined]> => {
  const [item] = (await stripe.subscriptions.retrieve(subscription)).items.data;
  return [item?.current_period_start, item?.current_period_end];
};

test('everything of a customer on a clock happens in that clock’s time, and only when the clock is moved', async () => {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'Renewals' });
  const { customer, subscription } = await subscribed(clock);
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ created: start, test_clock: clock });
  expect(await period(subscription)).toEqual([start, Date.UTC(2027, 1, 28, 12) / 1000]);
  await opened.control('/time/advance', { seconds: 90 * day });
  expect(await period(subscription)).toEqual([start, Date.UTC(2027, 1, 28, 12) / 1000]);
  await advance(clock, Date.UTC(2027, 1, 28, 14) / 1000);
  expect(await period(subscription)).toEqual([Date.UTC(2027, 1, 28, 12) / 1000, Date.UTC(2027, 2, 31, 12) / 1000]);
  const { data } = await stripe.invoices.list({ customer });
  expect(data.map(({ status, created, test_clock: on }) => [status, created, on])).toEqual([['paid', Date.UTC(2027, 1, 28, 12) / 1000, clock], ['paid', start, clock]]);
  const events = await stripe.events.list({ type: 'test_helpers.test_clock.ready' });
  expect(events.data).toHaveLength(1);
});

test('a clock moves forward only, and not past two intervals of its shortest subscription', async () => {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const move = (to: number): Promise<unknown> => stripe.testHelpers.testClocks.advance(clock, { frozen_time: to }).then(() => 'moves', (error: Stripe.errors.StripeError) => error.statusCode);
  expect(await move(start)).toBe(400);
  expect(await move(start + 3 * 366 * day)).toBe(400);
  await subscribed(clock);
  expect(await move(start + 62 * day)).toBe(400);
  expect(await move(start + 50 * day)).toBe('moves');
  await ready(clock);
});

test('nothing on a clock can be changed while it is being moved', () => {
  const clock = new Clock();
  const ids = new Ids(5);
  const sandbox: Sandbox = { store: new Store(clock, ids), clock, ids, publicUrl: '', name: 'Bench', billing: usualSettings, agenda: new Agenda() };
  const { id } = callOwnApi(sandbox, 'POST', '/v1/test_helpers/test_clocks', { frozen_time: start }) as { id: string };
  const customer = callOwnApi(sandbox, 'POST', '/v1/customers', { test_clock: id }) as { id: string; created: number };
  advanceClock(sandbox, findTestClock(sandbox, id), start + day);
  expect(() => callOwnApi(sandbox, 'POST', `/v1/customers/${customer.id}`, { name: 'Ada' })).toThrow('Test clock advancement underway');
  expect(() => advanceClock(sandbox, findTestClock(sandbox, id), start + 2 * day)).toThrow('Test clock advancement underway');
  expect(callOwnApi(sandbox, 'GET', `/v1/customers/${customer.id}`)).toMatchObject({ created: start, name: null });
  settleClocks(sandbox);
  expect(callOwnApi(sandbox, 'POST', `/v1/customers/${customer.id}`, { name: 'Ada' })).toMatchObject({ name: 'Ada' });
  expect(clock.now()).toBe(clock.account());
});

test('a clock holds three customers, takes an existing one, and takes them all with it when it goes', async () => {
  const existing = await stripe.customers.create({ payment_method: 'pm_card_visa' });
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, customer: existing.id });
  expect(await stripe.customers.retrieve(existing.id)).toMatchObject({ test_clock: clock.id });
  await stripe.customers.create({ test_clock: clock.id });
  await stripe.customers.create({ test_clock: clock.id });
  await expect(stripe.customers.create({ test_clock: clock.id })).rejects.toMatchObject({ param: 'test_clock' });
  expect((await stripe.customers.list({ test_clock: clock.id })).data).toHaveLength(3);
  expect((await stripe.customers.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(existing.id);
  expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });
  expect(await stripe.customers.retrieve(existing.id)).toMatchObject({ deleted: true });
});
