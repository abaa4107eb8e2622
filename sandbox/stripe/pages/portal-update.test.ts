import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, openSandbox, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

let opened: Opened;
let prices: Record<'pro' | 'team' | 'starter', Stripe.Price>;
beforeAll(async () => {
  opened = await openSandbox();
  const { stripe } = opened;
  prices = { pro: await makePrice(stripe, 4900), team: await makePrice(stripe, 14_900), starter: await makePrice(stripe, 1900) };
});
afterAll(() => opened.close());

type Update = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate;
const see = async (url: string): Promise<string> => (await fetch(url, { redirect: 'manual' })).text();
const send = (url: string, form: Record<string, string>): Promise<Response> => fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

const configure = async (more: Partial<Update> = {}, adjustable = false): Promise<string> => {
  const products = Object.values(prices).map((price) => ({ product: String(price.product), prices: [price.id], ...(adjustable ? { adjustable_quantity: { enabled: true, maximum: 10 } } : {}) }));
  const subscription_update: Update = { enabled: true, default_allowed_updates: ['price'], proration_behavior: 'always_invoice', products, schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] }, ...more };
  const made = await opened.stripe.billingPortal.configurations.create({ default_return_url: 'http://shop.test/billing', features: { subscription_update, payment_method_update: { enabled: true } } });
  return made.id;
};
const subscribe = async (more: Partial<Stripe.SubscriptionCreateParams> = {}, customer: Stripe.CustomerCreateParams = {}): Promise<Stripe.Subscription> => {
  const { id } = await opened.stripe.customers.create({ payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' }, ...customer });
  return opened.stripe.subscriptions.create({ customer: id, items: [{ price: prices.pro.id }], ...more });
};
const open = async ({ customer }: Stripe.Subscription, configuration: string, more: Partial<Stripe.BillingPortal.SessionCreateParams> = {}): Promise<string> =>
  (await opened.stripe.billingPortal.sessions.create({ customer: String(customer), configuration, ...more })).url;
const read = ({ id }: Stripe.Subscription): Promise<Stripe.Subscription> => opened.stripe.subscriptions.retrieve(id);
const priceOf = ({ items }: Stripe.Subscription): string | undefined => items.data[0]?.price.id;

test('a plan that changes later keeps the discounts', async () => {
  const coupon = await opened.stripe.coupons.create({ percent_off: 20, duration: 'forever' });
  const before = await subscribe({ discounts: [{ coupon: coupon.id }] });
  const url = `${await open(before, await configure())}/update/${before.id}`;
  expect((await send(url, { price: prices.starter.id })).headers.get('location')).toContain('said=scheduled');
  const scheduled = await read(before);
  expect(scheduled.discounts).toEqual(before.discounts);
  const schedule = await opened.stripe.subscriptionSchedules.retrieve(String(scheduled.schedule));
  expect(schedule.phases.map(({ discounts }) => discounts.map(({ discount }) => discount))).toEqual([before.discounts, before.discounts]);
  await opened.control('/time/advance', { seconds: 32 * 86_400 });
  expect(await read(before)).toMatchObject({ discounts: before.discounts, items: { data: [{ price: { id: prices.starter.id } }] } });
});

test("the confirmation counts the flow's discount, and the change costs what it says", async () => {
  const before = await subscribe();
  const coupon = await opened.stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const items = [{ id: String(before.items.data[0]?.id), price: prices.team.id, quantity: 1 }];
  const flow_data = { type: 'subscription_update_confirm' as const, subscription_update_confirm: { subscription: before.id, items, discounts: [{ coupon: coupon.id }] } };
  const url = await open(before, await configure(), { flow_data });
  const start = String((await fetch(url, { redirect: 'manual' })).headers.get('location'));
  const page = await see(new URL(start, url).href);
  const at = /name="at" value="(\d+)"/.exec(page)?.[1] ?? '';
  await send(`${url}/update/${before.id}`, { price: prices.team.id, quantity: '1', at });
  const [invoice] = (await opened.stripe.invoices.list({ customer: String(before.customer) })).data;
  expect(invoice?.amount_due).toBeLessThan(5000);
  expect(page).toContain(`Amount due today</span><span class="nowrap">$${((invoice?.amount_due ?? 0) / 100).toFixed(2)}`);
});

test.each<[string, Partial<Update>, Record<string, string>, boolean]>([
  ['prices', { default_allowed_updates: ['quantity'] }, { price: 'team' }, false],
  ['quantities', { default_allowed_updates: ['price'] }, { quantity: '3' }, false],
  ['nothing', { default_allowed_updates: ['price', 'quantity'] }, { price: 'team', quantity: '3' }, true],
])('a configuration that leaves out %s is held to it', async (_name, update, sent, isChanged) => {
  const before = await subscribe();
  const wanted = sent.price === 'team' ? prices.team : prices.pro;
  await send(`${await open(before, await configure(update, true))}/update/${before.id}`, { ...sent, price: wanted.id });
  const after = await read(before);
  expect([priceOf(after), after.items.data[0]?.quantity]).toEqual(isChanged ? [prices.team.id, 3] : [prices.pro.id, 1]);
});

const whole = 'Amount due today</span><span class="nowrap">$149.00';
test.each<[NonNullable<Update['trial_update_behavior']>, NonNullable<Update['proration_behavior']>, string, string]>([
  ['continue_trial', 'always_invoice', 'trialing', 'Nothing is due during your trial'],
  ['end_trial', 'always_invoice', 'active', whole],
  ['end_trial', 'create_prorations', 'active', whole],
  ['end_trial', 'none', 'active', whole],
])('a trial whose plan is changed: %s with %s makes it %s', async (trial_update_behavior, proration_behavior, status, text) => {
  const before = await subscribe({ trial_period_days: 14 });
  const url = `${await open(before, await configure({ trial_update_behavior, proration_behavior }))}/update/${before.id}`;
  const page = await see(`${url}?price=${prices.team.id}`);
  expect(page).toContain(text);
  await send(url, { price: prices.team.id, at: /name="at" value="(\d+)"/.exec(page)?.[1] ?? '' });
  expect(await read(before)).toMatchObject({ status, items: { data: [{ price: { id: prices.team.id } }] } });
  const paid = (await opened.stripe.invoices.list({ customer: String(before.customer), status: 'paid' })).data.map(({ amount_paid: amount }) => amount);
  expect(paid).toEqual(status === 'active' ? [14_900, 0] : [0]);
});

test("the portal and its challenges work at the customer's own time", async () => {
  const { stripe } = opened;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(Date.now() / 1000) + 400 * 86_400 });
  const before = await subscribe({}, { test_clock: clock.id });
  const portal = await open(before, await configure());
  const page = await see(`${portal}/update/${before.id}?price=${prices.team.id}`);
  expect(page).toContain(`name="at" value="${clock.frozen_time}"`);
  expect(page).toContain('Amount due today</span><span class="nowrap">$100.00');
  const challenge = String((await send(`${portal}/cards/add`, { number: '4000002500003155', expiry: '12 / 40', cvc: '123' })).headers.get('location'));
  await send(challenge, { result: 'complete' });
  const [event] = (await stripe.events.list({ type: 'setup_intent.succeeded' })).data;
  expect(event?.created).toBe(clock.frozen_time);
  expect((await send(`${portal}/update/${before.id}`, { price: prices.team.id, at: String(clock.frozen_time) })).headers.get('location')).toContain('said=updated');
});

test('an offer to stay is in the currency of the plan', async () => {
  const { stripe } = opened;
  const euros = await makePrice(stripe, 4900, 'eur');
  const coupon = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once', currency_options: { eur: { amount_off: 400 } } });
  const before = await subscribe({ items: [{ price: euros.id }] });
  const { id: configuration } = await stripe.billingPortal.configurations.create({ default_return_url: 'http://shop.test/billing', features: { subscription_cancel: { enabled: true } } });
  const retention = { type: 'coupon_offer' as const, coupon_offer: { coupon: coupon.id } };
  expect(await see(`${await open(before, configuration, { flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: before.id, retention } } })}/cancel/${before.id}`)).toContain('Stay and get €4.00 off');
});

test('a form of the portal and its challenge may lead to where the flow ends', async () => {
  const before = await subscribe();
  const after_completion = { type: 'redirect' as const, redirect: { return_url: 'http://after.test/done' } };
  const portal = await open(before, await configure(), { flow_data: { type: 'payment_method_update', after_completion } });
  const policy = async (url: string): Promise<string | null> => (await fetch(url)).headers.get('content-security-policy');
  expect(await policy(`${portal}/cards/add`)).toMatch(/form-action [^;]*http:\/\/after\.test/);
  const challenge = String((await send(`${portal}/cards/add`, { number: '4000002500003155', expiry: '12 / 40', cvc: '123' })).headers.get('location'));
  expect(await policy(challenge)).toMatch(/form-action [^;]*http:\/\/after\.test/);
});
