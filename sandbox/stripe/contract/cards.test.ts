import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSession, openSandbox, payOnPage, type Opened } from './open-sandbox';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.close());

const number = '4242424242424242';
const thisYear = new Date().getUTCFullYear();

test.each<[string, Partial<Stripe.PaymentMethodCreateParams.Card>, { code: string; param: string }]>([
  ['of last year', { exp_year: thisYear - 1 }, { code: 'invalid_expiry_year', param: 'exp_year' }],
  ['of a thirteenth month', { exp_month: 13 }, { code: 'invalid_expiry_month', param: 'exp_month' }],
  ['with a short security code', { cvc: '12' }, { code: 'invalid_cvc', param: 'cvc' }],
  ['with letters for a security code', { cvc: 'abc' }, { code: 'invalid_cvc', param: 'cvc' }],
])('a card %s is no payment method', async (_name, more, error) => {
  const made = opened.stripe.paymentMethods.create({ type: 'card', card: { number, exp_month: 12, exp_year: thisYear + 3, cvc: '123', ...more } });
  await expect(made).rejects.toMatchObject({ type: 'StripeCardError', statusCode: 402, ...error });
});

test('an expired card is refused on every page that takes one, at its expiry', async () => {
  const { stripe } = opened;
  const expired = { number, expiry: '01 / 20', cvc: '123' };
  const send = async (url: string | null | undefined, form: Record<string, string>): Promise<string> => (await fetch(String(url), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })).text();
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const session = await makeSession(stripe, { customer: customer.id });
  const pages = [await send(session.url, { ...expired, name: 'Ada', country: 'FR' })];
  await payOnPage(session, number);
  const { id: configuration } = await stripe.billingPortal.configurations.create({ default_return_url: 'http://shop.test', features: { payment_method_update: { enabled: true } } });
  pages.push(await send(`${(await stripe.billingPortal.sessions.create({ customer: customer.id, configuration })).url}/cards/add`, expired));
  await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: 'usd' });
  const draft = await stripe.invoices.create({ customer: customer.id, auto_advance: false, pending_invoice_items_behavior: 'include' });
  const open = await stripe.invoices.finalizeInvoice(String(draft.id));
  pages.push(await send(open.hosted_invoice_url, expired));
  for (const page of pages) {
    expect(page).toContain('expiration year is invalid');
    expect(page).toMatch(/id="expiry"[^>]*aria-invalid="true"/);
  }
});

test('in setup mode a decline is written on the intent, and the page takes another card', async () => {
  const { stripe } = opened;
  const session = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', success_url: 'http://shop.test/ok' });
  expect(await (await payOnPage(session, '4000000000009995')).text()).toContain('insufficient funds');
  const intent = String(session.setup_intent);
  expect(await stripe.setupIntents.retrieve(intent)).toMatchObject({ status: 'requires_payment_method', last_setup_error: { code: 'card_declined', decline_code: 'insufficient_funds' } });
  expect((await stripe.events.list({ type: 'setup_intent.setup_failed' })).data.map(({ data }) => data.object)).toMatchObject([{ id: intent }]);
  await payOnPage(session, number);
  expect(await stripe.setupIntents.retrieve(intent)).toMatchObject({ status: 'succeeded', last_setup_error: null });
});

test('the intent of a Checkout session is neither confirmed nor canceled by the API; it ends with the session', async () => {
  const { stripe } = opened;
  const session = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', success_url: 'http://shop.test/ok' });
  const intent = String(session.setup_intent);
  await expect(stripe.setupIntents.confirm(intent, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({ statusCode: 400, code: 'setup_intent_unexpected_state' });
  await expect(stripe.setupIntents.cancel(intent)).rejects.toThrow(/Expire the Checkout Session/);
  await stripe.checkout.sessions.expire(session.id);
  expect(await stripe.setupIntents.retrieve(intent)).toMatchObject({ status: 'canceled' });
});

test('a card that is declined after its challenge starts no trial', async () => {
  const session = await makeSession(opened.stripe, { subscription_data: { trial_period_days: 14 } });
  expect((await payOnPage(session, '4000008400001629')).headers.get('location')).toContain('/authenticate');
  const answered = await fetch(`${session.url}/authenticate`, { method: 'POST', body: new URLSearchParams({ result: 'complete' }), redirect: 'manual' });
  expect(await answered.text()).toContain('Your card was declined.');
  expect((await opened.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
});

test.each(['é', 'abc', 'ABCDEFGHIJKLM'])('%s is no prefix of invoice numbers', async (prefix) => {
  await expect(opened.stripe.customers.create({ invoice_prefix: prefix })).rejects.toMatchObject({ statusCode: 400, param: 'invoice_prefix' });
});
