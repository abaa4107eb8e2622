import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, type Opened } from './open-sandbox';
import { WireValidator } from './wire-validator';

let opened: Opened;
let validator: WireValidator;
beforeAll(async () => {
  validator = await WireValidator.open();
  opened = await openSandbox({}, (path, body, status) => {
    if (status === 200) validator.check(body, path);
  });
}, 60_000);
afterAll(async () => {
  await opened.control('/flush', {});
  for (const { event } of opened.inbox.received) validator.check(event, 'webhook');
  await opened.close();
  expect(validator.failures).toEqual([]);
  expect(validator.counts.setup_intent).toBeGreaterThan(10);
});

const customer = (): Promise<Stripe.Customer> => opened.stripe.customers.create({ email: 'ada@example.com' });
const openSetup = async (): Promise<Stripe.SetupIntent> =>
  opened.stripe.setupIntents.create({ customer: (await customer()).id, usage: 'off_session', automatic_payment_methods: { enabled: true, allow_redirects: 'never' }, metadata: { of: 'test' } });

/** As Stripe.js calls: with a publishable key. */
async function browser(path: string, form?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const query = form && path.endsWith('?') ? `${path}${new URLSearchParams(form).toString()}` : path;
  const response = await fetch(`${opened.sandbox.url}${query}`, {
    method: form && query === path ? 'POST' : 'GET', headers: { authorization: 'Bearer pk_test_page', origin: 'http://shop.test' },
    ...(form && query === path ? { body: new URLSearchParams(form) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
}
const newCard = async (number: string): Promise<string> => {
  const made = await browser('/v1/payment_methods', { type: 'card', 'card[number]': number, 'card[exp_month]': '12', 'card[exp_year]': '2040', 'card[cvc]': '123' });
  return String(made.body.id);
};
const answerChallenge = (action: Stripe.SetupIntent.NextAction | null | undefined, result: string): Promise<Response> =>
  fetch(String(action?.use_stripe_sdk?.stripe_js ?? action?.redirect_to_url?.url), { method: 'POST', body: new URLSearchParams({ result }), redirect: 'manual' });
const typesOf = async (id: string): Promise<string[]> => {
  const { data } = await opened.stripe.events.list({ limit: 100 });
  return data.filter(({ data: { object } }) => 'id' in object && object.id === id).map((event) => event.type).reverse();
};

test('a card that is set up is attached to the customer', async () => {
  const intent = await openSetup();
  expect(intent).toMatchObject({ status: 'requires_payment_method', usage: 'off_session', client_secret: expect.stringContaining(`${intent.id}_secret_`) });
  const done = await opened.stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
  expect(done).toMatchObject({ status: 'succeeded', last_setup_error: null });
  expect(await opened.stripe.setupIntents.retrieve(intent.id, { expand: ['payment_method', 'customer'] })).toMatchObject({ payment_method: { customer: intent.customer } });
  expect(await typesOf(intent.id)).toEqual(['setup_intent.created', 'setup_intent.succeeded']);
  expect(await typesOf(String(done.payment_method))).toEqual(['payment_method.attached']);
  await expect(opened.stripe.setupIntents.cancel(intent.id)).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
});

test('a declined card answers 402, is written down, and another card may follow', async () => {
  const intent = await openSetup();
  const declined = opened.stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' });
  await expect(declined).rejects.toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'insufficient_funds', raw: { setup_intent: { status: 'requires_payment_method' } } });
  expect(await opened.stripe.setupIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_payment_method', payment_method: null, last_setup_error: { decline_code: 'insufficient_funds' } });
  expect((await opened.stripe.customers.listPaymentMethods(String(intent.customer))).data).toEqual([]);
  expect(await opened.stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' })).toMatchObject({ status: 'succeeded', last_setup_error: null });
});

test.each([
  ['complete', 'pm_card_authenticationRequiredOnSetup', 'succeeded', undefined],
  ['fail', 'pm_card_authenticationRequiredOnSetup', 'requires_payment_method', 'setup_intent_authentication_failure'],
  ['complete', 'pm_card_threeDSecureRequiredChargeDeclined', 'requires_payment_method', 'card_declined'],
])('a 3-D Secure card waits for its challenge: %s of %s ends %s', async (result, card, status, code) => {
  const intent = await openSetup();
  const waiting = await opened.stripe.setupIntents.confirm(intent.id, { payment_method: card, use_stripe_sdk: true });
  expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
  expect((await opened.stripe.customers.listPaymentMethods(String(intent.customer))).data).toEqual([]);
  expect((await answerChallenge(waiting.next_action, result)).status).toBe(200);
  const done = await opened.stripe.setupIntents.retrieve(intent.id);
  expect([done.status, done.last_setup_error?.code, done.next_action]).toEqual([status, code, null]);
  expect(await typesOf(intent.id)).toEqual(['setup_intent.created', 'setup_intent.requires_action', status === 'succeeded' ? 'setup_intent.succeeded' : 'setup_intent.setup_failed']);
});

test('a confirmation with a return address sends the customer there after the challenge', async () => {
  const owner = await customer();
  const waiting = await opened.stripe.setupIntents.create({ customer: owner.id, payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: 'http://shop.test/back?a=1' });
  expect(waiting.next_action).toMatchObject({ type: 'redirect_to_url', redirect_to_url: { return_url: 'http://shop.test/back?a=1' } });
  const back = new URL(String((await answerChallenge(waiting.next_action, 'complete')).headers.get('location')));
  expect(Object.fromEntries(back.searchParams)).toEqual({ a: '1', setup_intent: waiting.id, setup_intent_client_secret: waiting.client_secret, redirect_status: 'succeeded' });
});

test('an intent can be given its card beforehand, changed, listed and canceled', async () => {
  const { stripe } = opened;
  const owner = await customer();
  const intent = await stripe.setupIntents.create({ payment_method: 'pm_card_visa' });
  expect(intent.status).toBe('requires_confirmation');
  expect(await stripe.setupIntents.update(intent.id, { customer: owner.id, metadata: { a: '1' }, description: 'x' })).toMatchObject({ customer: owner.id, metadata: { a: '1' } });
  expect((await stripe.setupIntents.list({ customer: owner.id })).data.map(({ id }) => id)).toEqual([intent.id]);
  expect(await stripe.setupIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  await expect(stripe.setupIntents.confirm(intent.id)).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
  await expect(stripe.setupIntents.retrieve('seti_nobody')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
});

test("a browser needs the intent's secret, and sees neither customer nor metadata", async () => {
  const intent = await openSetup();
  const secret = String(intent.client_secret);
  const path = `/v1/setup_intents/${intent.id}`;
  expect((await browser(`${path}?`, { client_secret: 'guess' })).status).toBe(404);
  expect((await browser(path)).status).toBe(404);
  expect((await browser('/v1/customers')).status).toBe(403);
  expect((await browser(`${path}/cancel`, { client_secret: secret })).status).toBe(403);
  const seen = await browser(`${path}?`, { client_secret: secret });
  expect([seen.status, seen.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(Object.keys(seen.body)).not.toEqual(expect.arrayContaining(['customer']));
  expect(Object.keys(seen.body)).not.toEqual(expect.arrayContaining(['metadata']));
  const refused = await browser(`${path}/confirm`, { client_secret: secret, payment_method: await newCard('4000000000000002') });
  expect(refused).toMatchObject({ status: 402, body: { error: { code: 'card_declined', setup_intent: { id: intent.id } } } });
  expect(JSON.stringify(refused.body)).not.toContain(String(intent.customer));
  expect((await browser(`${path}/confirm`, { client_secret: secret, payment_method: await newCard('4242424242424242') })).body.status).toBe('succeeded');
  const preflight = await fetch(`${opened.sandbox.url}${path}/confirm`, { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization, content-type, stripe-version']);
  expect(JSON.stringify((await opened.control('/log')).body)).not.toContain('4000000000000002');
});

async function overdueInvoice(): Promise<{ owner: Stripe.Customer; invoice: string; secret: string; subscription: string }> {
  const owner = await customer();
  const session = await makeSession(opened.stripe, { customer: owner.id });
  await opened.control(`/checkout/${session.id}/complete`, { card: 'pm_card_chargeCustomerFail' });
  await opened.control('/time/advance', { seconds: 32 * 86_400 });
  const [invoice] = (await opened.stripe.invoices.list({ customer: owner.id, status: 'open', expand: ['data.confirmation_secret'] })).data;
  return {
    owner, invoice: String(invoice?.id), secret: String(invoice?.confirmation_secret?.client_secret),
    subscription: String(invoice?.parent?.subscription_details?.subscription),
  };
}
const intentOf = (secret: string): string => String(secret.split('_secret_')[0]);

test('a browser pays an open invoice with its secret, and the subscription recovers', async () => {
  const { owner, invoice, secret, subscription } = await overdueInvoice();
  const path = `/v1/payment_intents/${intentOf(secret)}`;
  expect((await browser(`${path}/confirm`, { client_secret: secret, payment_method: await newCard('4000000000009995') })).status).toBe(402);
  expect((await opened.stripe.invoices.retrieve(invoice)).status).toBe('open');
  const asked = await browser(`${path}/confirm`, { client_secret: secret, payment_method: await newCard('4000002760003184'), use_stripe_sdk: 'true' });
  expect(asked.body.status).toBe('requires_action');
  await answerChallenge(asked.body.next_action as Stripe.SetupIntent.NextAction, 'fail');
  expect((await browser(`${path}?`, { client_secret: secret })).body).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'payment_intent_authentication_failure' } });
  const again = await browser(`${path}/confirm`, { client_secret: secret, payment_method: await newCard('4000002760003184'), use_stripe_sdk: 'true' });
  await answerChallenge(again.body.next_action as Stripe.SetupIntent.NextAction, 'complete');
  expect((await browser(`${path}?`, { client_secret: secret })).body).toMatchObject({ status: 'succeeded', next_action: null });
  expect((await opened.stripe.invoices.retrieve(invoice)).status).toBe('paid');
  expect((await opened.stripe.subscriptions.retrieve(subscription)).status).toBe('active');
  expect((await opened.stripe.customers.retrieve(owner.id)).deleted).toBeUndefined();
  await expect(opened.stripe.paymentIntents.confirm(intentOf(secret), { payment_method: 'pm_card_visa' })).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
});

test('the payment of an invoice is ended by the invoice, not by itself', async () => {
  const { secret } = await overdueInvoice();
  await expect(opened.stripe.paymentIntents.cancel(intentOf(secret))).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
});

test('an upgrade that asks its owner waits, and applies when the challenge is passed in the browser', async () => {
  const { stripe } = opened;
  const owner = await customer();
  const session = await makeSession(stripe, { customer: owner.id });
  await opened.control(`/checkout/${session.id}/complete`, { card: 'pm_card_authenticationRequired' });
  const [before] = (await stripe.subscriptions.list({ customer: owner.id })).data;
  const better = await makePrice(stripe, 14_900);
  const update = (): Promise<Stripe.Subscription> => stripe.subscriptions.update(String(before?.id), {
    items: [{ id: before?.items.data[0]?.id, price: better.id }], proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete', expand: ['latest_invoice.confirmation_secret'],
  });
  const waiting = await update();
  expect(waiting.items.data[0]?.price.id).toBe(before?.items.data[0]?.price.id);
  expect(waiting.pending_update).not.toBeNull();
  const secret = String(typeof waiting.latest_invoice === 'object' ? waiting.latest_invoice?.confirmation_secret?.client_secret : '');
  const seen = await browser(`/v1/payment_intents/${intentOf(secret)}?`, { client_secret: secret });
  expect(seen.body.status).toBe('requires_action');
  await answerChallenge(seen.body.next_action as Stripe.SetupIntent.NextAction, 'complete');
  const after = await stripe.subscriptions.retrieve(String(before?.id), { expand: ['latest_invoice'] });
  expect(after).toMatchObject({ status: 'active', pending_update: null, latest_invoice: { status: 'paid' }, items: { data: [{ price: { id: better.id } }] } });
  expect((await stripe.events.list({ type: 'customer.subscription.pending_update_applied' })).data).toHaveLength(1);
});

test('the card that pays a first invoice in the browser stays with the customer', async () => {
  const { stripe } = opened;
  const owner = await customer();
  const price = await makePrice(stripe);
  const made = await stripe.subscriptions.create({
    customer: owner.id, items: [{ price: price.id }], payment_behavior: 'default_incomplete', payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice.confirmation_secret'],
  });
  const secret = String(typeof made.latest_invoice === 'object' ? made.latest_invoice?.confirmation_secret?.client_secret : '');
  const paid = await browser(`/v1/payment_intents/${intentOf(secret)}/confirm`, { client_secret: secret, payment_method: await newCard('4242424242424242') });
  expect(paid.body.status).toBe('succeeded');
  const [card] = (await stripe.customers.listPaymentMethods(owner.id)).data;
  expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'active', default_payment_method: card?.id });
});
