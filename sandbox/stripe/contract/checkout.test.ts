import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, payOnPage, type Opened } from './open-sandbox';
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
});

const code = async (more: Partial<Stripe.PromotionCodeCreateParams> = {}, coupon: Stripe.CouponCreateParams = { percent_off: 20, duration: 'once' }): Promise<Stripe.PromotionCode> => {
  const made = await opened.stripe.coupons.create(coupon);
  return opened.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: made.id }, ...more });
};
const post = (session: Stripe.Checkout.Session, step: string, form: Record<string, string>): Promise<Response> =>
  fetch(`${session.url}${step}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const pageOf = async (session: Stripe.Checkout.Session): Promise<string> => (await fetch(String(session.url))).text();
const details = { email: 'ada@example.com', name: 'Ada', country: 'FR' };
const read = (session: Stripe.Checkout.Session, expand: string[] = []): Promise<Stripe.Checkout.Session> => opened.stripe.checkout.sessions.retrieve(session.id, { expand });

test('a promotion code typed on the page reduces what is charged, on the session as on the invoice', async () => {
  const session = await makeSession(opened.stripe, { allow_promotion_codes: true });
  const promotion = await code({ code: 'WELCOME20' });
  expect(await (await post(session, '/update', { code: 'NOSUCH' })).text()).toContain('This code is invalid.');
  expect((await post(session, '/update', { code: 'welcome20' })).status).toBe(303);
  expect(await pageOf(session)).toContain('-$9.80');
  expect(await read(session, ['line_items'])).toMatchObject({
    amount_subtotal: 4900, amount_total: 3920, total_details: { amount_discount: 980 }, discounts: [{ promotion_code: promotion.id }],
    line_items: { data: [{ amount_subtotal: 4900, amount_discount: 980, amount_total: 3920 }] },
  });
  await payOnPage(session, '4242424242424242');
  const done = await read(session, ['invoice', 'subscription']);
  expect(done.invoice).toMatchObject({ subtotal: 4900, total: 3920, amount_paid: 3920 });
  expect(done.subscription).toMatchObject({ status: 'active', discounts: [] });
  expect((await opened.stripe.promotionCodes.retrieve(promotion.id)).times_redeemed).toBe(1);
});

test('a code can be taken off again, and is not counted', async () => {
  const session = await makeSession(opened.stripe, { allow_promotion_codes: true });
  const promotion = await code({ code: 'OFFAGAIN' });
  await post(session, '/update', { code: 'OFFAGAIN' });
  await post(session, '/update', { remove: 'code' });
  expect(await read(session)).toMatchObject({ amount_total: 4900, discounts: [] });
  expect((await opened.stripe.promotionCodes.retrieve(promotion.id)).times_redeemed).toBe(0);
});

test('a minimum amount counts for what the session sells', async () => {
  const restrictions = { minimum_amount: 9800, minimum_amount_currency: 'usd' };
  await code({ code: 'BIG', restrictions });
  const price = await makePrice(opened.stripe);
  const small = await makeSession(opened.stripe, { allow_promotion_codes: true, line_items: [{ price: price.id, quantity: 1 }] });
  expect(await (await post(small, '/update', { code: 'BIG' })).text()).toContain('minimum amount');
  const large = await makeSession(opened.stripe, { allow_promotion_codes: true, line_items: [{ price: price.id, quantity: 2 }] });
  await post(large, '/update', { code: 'BIG' });
  await payOnPage(large, '4242424242424242');
  expect((await read(large, ['invoice'])).invoice).toMatchObject({ total: 7840 });
});

test('discounts of the session apply without typing, and exclude typed ones', async () => {
  const { stripe } = opened;
  const coupon = await stripe.coupons.create({ amount_off: 5000, currency: 'usd', duration: 'forever' });
  const session = await makeSession(stripe, { discounts: [{ coupon: coupon.id }] });
  expect(session).toMatchObject({ amount_subtotal: 4900, amount_total: 0, payment_status: 'no_payment_required' });
  await payOnPage(session, '4242424242424242');
  const done = await read(session, ['subscription', 'invoice']);
  expect(done).toMatchObject({ subscription: { status: 'active' }, invoice: { status: 'paid', total: 0 } });
  const both = makeSession(stripe, { discounts: [{ coupon: coupon.id }], allow_promotion_codes: true });
  await expect(both).rejects.toMatchObject({ code: 'parameters_exclusive' });
  await expect(makeSession(stripe, { discounts: [{ coupon: 'nobody' }] })).rejects.toMatchObject({ code: 'resource_missing' });
});

test('a trial without a card asks for none, and its end does what the session said', async () => {
  const trial = { trial_period_days: 14, trial_settings: { end_behavior: { missing_payment_method: 'cancel' as const } } };
  const session = await makeSession(opened.stripe, { payment_method_collection: 'if_required', subscription_data: trial });
  const page = await pageOf(session);
  expect(page).toContain('14 days free');
  expect(page).not.toContain('>Card number</label>');
  expect((await post(session, '', details)).status).toBe(303);
  const done = await read(session, ['subscription', 'invoice']);
  expect(done).toMatchObject({
    status: 'complete', payment_status: 'no_payment_required', invoice: { status: 'paid', total: 0 },
    subscription: { status: 'trialing', default_payment_method: null, trial_settings: { end_behavior: { missing_payment_method: 'cancel' } } },
  });
  const always = await makeSession(opened.stripe, { subscription_data: trial });
  expect(await pageOf(always)).toContain('>Card number</label>');
  expect(await (await post(always, '', details)).text()).toContain('card number is incomplete');
});

test('in setup mode a card is saved and nothing is charged', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const session = await stripe.checkout.sessions.create({ mode: 'setup', customer: customer.id, currency: 'usd', success_url: 'http://shop.test/ok', setup_intent_data: { metadata: { of: 'test' } } });
  expect(session).toMatchObject({ amount_total: null, payment_status: 'no_payment_required' });
  expect(await pageOf(session)).toContain('Save card');
  await payOnPage(session, '4000002500003155');
  expect((await read(session)).status).toBe('open');
  expect((await post(session, '/authenticate', { result: 'complete' })).headers.get('location')).toBe('http://shop.test/ok');
  const done = await read(session, ['setup_intent.payment_method']);
  expect(done).toMatchObject({ status: 'complete', setup_intent: { status: 'succeeded', metadata: { of: 'test' }, payment_method: { customer: customer.id, card: { last4: '3155' } } } });
  expect((await stripe.charges.list({ customer: customer.id })).data).toEqual([]);
  await expect(stripe.checkout.sessions.create({ mode: 'setup', success_url: 'http://shop.test/' })).rejects.toMatchObject({ param: 'currency' });
});

test('a pack is bought with a discount, and its invoice says so', async () => {
  const { stripe } = opened;
  const price = await makePrice(stripe, 5000, 'usd', null);
  await code({ code: 'PACK' }, { percent_off: 10, duration: 'once' });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment', customer_creation: 'always', line_items: [{ price: price.id, quantity: 3 }], success_url: 'http://shop.test/', allow_promotion_codes: true,
    invoice_creation: { enabled: true, invoice_data: { metadata: { pack: 'p' } } }, payment_intent_data: { metadata: { pack: 'p' } },
  });
  await post(session, '/update', { code: 'PACK' });
  await payOnPage(session, '4242424242424242');
  expect(await read(session, ['invoice.payments', 'payment_intent.latest_charge'])).toMatchObject({
    amount_total: 13_500, payment_status: 'paid', payment_intent: { amount: 13_500, metadata: { pack: 'p' }, latest_charge: { amount: 13_500 } },
    invoice: { subtotal: 15_000, total: 13_500, amount_paid: 13_500, metadata: { pack: 'p' }, payments: { data: [{ amount_paid: 13_500 }] } },
  });
});

test('an adjustable quantity stays within its range, and what is due follows it', async () => {
  const price = await makePrice(opened.stripe);
  const session = await makeSession(opened.stripe, { line_items: [{ price: price.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 2, maximum: 10 } }] });
  const line = (await opened.stripe.checkout.sessions.listLineItems(session.id)).data[0];
  await post(session, '/update', { [String(line?.id)]: '7' });
  expect((await read(session)).amount_total).toBe(7 * 4900);
  await post(session, '/update', { [String(line?.id)]: '99' });
  expect((await read(session)).amount_total).toBe(10 * 4900);
  await payOnPage(session, '4242424242424242');
  expect((await read(session, ['subscription'])).subscription).toMatchObject({ items: { data: [{ quantity: 10 }] } });
});

test('usage in a session costs nothing today', async () => {
  const { stripe } = opened;
  const meter = await stripe.billing.meters.create({ display_name: 'Calls', event_name: 'calls', default_aggregation: { formula: 'sum' } });
  const product = await stripe.products.create({ name: 'Overage' });
  const usage = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 3, recurring: { interval: 'month', usage_type: 'metered', meter: meter.id } });
  const base = await makePrice(stripe);
  const session = await makeSession(stripe, { line_items: [{ price: base.id, quantity: 1 }, { price: usage.id }] });
  expect(session.amount_total).toBe(4900);
  await expect(makeSession(stripe, { line_items: [{ price: usage.id, quantity: 1 }] })).rejects.toThrow(/metered/);
  await payOnPage(session, '4242424242424242');
  expect((await read(session, ['invoice'])).invoice).toMatchObject({ total: 4900, status: 'paid' });
});

test('the whole address and a tax id are asked for, checked and kept', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  await expect(makeSession(stripe, { customer: customer.id, tax_id_collection: { enabled: true } })).rejects.toMatchObject({ param: 'tax_id_collection' });
  const session = await makeSession(stripe, {
    customer: customer.id, customer_update: { name: 'auto', address: 'auto' }, tax_id_collection: { enabled: true }, billing_address_collection: 'required',
  });
  const form = { ...details, number: '4242424242424242', expiry: '12 / 40', cvc: '123', tax_type: 'eu_vat', tax_value: 'wrong', business: 'Ada SAS' };
  expect(await (await post(session, '', form)).text()).toContain('Enter your address.');
  const address = { line1: '1 rue de Paris', city: 'Paris', postal_code: '75001' };
  expect(await (await post(session, '', { ...form, ...address })).text()).toContain('Invalid value for eu_vat');
  expect((await read(session)).status).toBe('open');
  expect((await post(session, '', { ...form, ...address, tax_value: 'FR00000000000' })).status).toBe(303);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ name: 'Ada SAS', address: { ...address, country: 'FR' } });
  expect((await stripe.customers.listTaxIds(customer.id)).data).toMatchObject([{ type: 'eu_vat', value: 'FR00000000000' }]);
  expect((await read(session)).customer_details).toMatchObject({ business_name: 'Ada SAS', address, tax_ids: [{ type: 'eu_vat', value: 'FR00000000000' }] });
});

test.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, object]>([
  ['an embedded page', { ui_mode: 'embedded_page' }, { code: 'sandbox_unsupported', param: 'ui_mode' }],
  ['settings of a trial that there is not', { subscription_data: { trial_settings: { end_behavior: { missing_payment_method: 'pause' } } } }, { param: 'subscription_data[trial_settings]' }],
  ['payment data in subscription mode', { payment_intent_data: {} as never, invoice_creation: { enabled: true } }, { param: 'invoice_creation' }],
  ['nothing to sell', { line_items: [] }, { code: 'parameter_missing' }],
])('%s is refused', async (_name, more, error) => {
  await expect(makeSession(opened.stripe, more)).rejects.toMatchObject({ statusCode: 400, ...error });
});
