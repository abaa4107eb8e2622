import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, payOnPage, type Opened } from '@/sandbox/stripe/contract/open-sandbox';
import { day } from './dates';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.close());

type Session = Stripe.Checkout.Session;
const details = { email: 'ada@example.com', number: '4242424242424242', expiry: '12 / 40', cvc: '123', name: 'Ada', country: 'FR' };
const see = async (session: Session, step = ''): Promise<string> => (await fetch(`${session.url}${step}`)).text();
const post = (session: Session, step: string, form: Record<string, string>): Promise<Response> => fetch(`${session.url}${step}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const amountIn = (page: string): string => /name="amount" value="([^"]*)"/.exec(page)?.[1] ?? '';
const statusOf = async ({ id }: Session): Promise<string | null> => (await opened.stripe.checkout.sessions.retrieve(id)).status;

/** An order with a code that only one person can have. */
async function withLastCode(typed: string): Promise<Session> {
  const coupon = await opened.stripe.coupons.create({ percent_off: 20, duration: 'once' });
  await opened.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: typed, max_redemptions: 1 });
  const session = await makeSession(opened.stripe, { allow_promotion_codes: true });
  await post(session, '/update', { code: typed });
  return session;
}

test('a code that somebody else used up is named on the page, is not charged for, and can be removed', async () => {
  const mine = await withLastCode('LASTONE');
  const theirs = await makeSession(opened.stripe, { allow_promotion_codes: true });
  await post(theirs, '/update', { code: 'LASTONE' });
  await payOnPage(theirs, '4242424242424242');
  const page = await see(mine);
  expect(page).toContain('used the maximum number of times');
  expect(page).toContain('Remove code');
  const refused = await payOnPage(mine, '4000002500003155');
  expect([refused.status, await statusOf(mine)]).toEqual([200, 'open']);
  expect(await refused.text()).toContain('used the maximum number of times');
  expect((await post(mine, '/update', { remove: 'code' })).status).toBe(303);
  expect(await see(mine)).toContain('Subscribe, pay $49.00');
  expect((await payOnPage(mine, '4242424242424242')).headers.get('location')).toContain('http://shop.test/ok');
});

test('what was bought with a code can be read when the code cannot be redeemed again', async () => {
  const session = await withLastCode('ONLYONCE');
  await payOnPage(session, '4242424242424242');
  const { stripe } = opened;
  const bought = [{ amount_subtotal: 4900, amount_discount: 980, amount_total: 3920 }];
  expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toMatchObject(bought);
  expect((await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items'] })).line_items?.data).toMatchObject(bought);
});

test('the page says what is left to pay after the balance, and that is charged', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com', balance: -1000 });
  const session = await makeSession(stripe, { customer: customer.id });
  const page = await see(session);
  for (const text of ['Applied balance</span><span class="nowrap">-$10.00', 'Total due today</span><span class="nowrap">$39.00', 'Subscribe, pay $39.00']) expect(page).toContain(text);
  expect(session.amount_total).toBe(4900);
  await payOnPage(session, '4000000000009995');
  await payOnPage(session, '4242424242424242');
  expect((await stripe.charges.list({ customer: customer.id })).data.map(({ amount, paid }) => [amount, paid])).toEqual([[3900, true], [3900, false]]);
});

test('nothing is charged when the balance covers it, whatever a charge would have done', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com', balance: -10_000 });
  const session = await makeSession(stripe, { customer: customer.id });
  expect(await see(session)).toContain('>Subscribe</button>');
  await opened.control('/fail-next-payment', { customer: customer.id });
  expect((await payOnPage(session, '4242424242424242')).headers.get('location')).toContain('http://shop.test/ok');
  expect((await stripe.charges.list({ customer: customer.id })).data).toEqual([]);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -5100 });
});

test('what a customer owes from before is asked for with the trial, and so is a card', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com', balance: 700 });
  const session = await makeSession(stripe, { customer: customer.id, payment_method_collection: 'if_required', subscription_data: { trial_period_days: 14 } });
  const page = await see(session);
  for (const text of ['Start trial, pay $7.00', '>Card number</label>']) expect(page).toContain(text);
  await payOnPage(session, '4242424242424242');
  expect((await stripe.charges.list({ customer: customer.id })).data).toMatchObject([{ amount: 700, paid: true }]);
});

test('a page that shows another amount than the order has by now charges nothing', async () => {
  const price = await makePrice(opened.stripe);
  const session = await makeSession(opened.stripe, { line_items: [{ price: price.id, quantity: 1, adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } }] });
  const [line] = (await opened.stripe.checkout.sessions.listLineItems(session.id)).data;
  const amount = amountIn(await see(session));
  await post(session, '/update', { [String(line?.id)]: '3' });
  const stale = await post(session, '', { ...details, amount });
  const page = await stale.text();
  expect(page).toContain('The amount of this order has changed');
  expect(page).toContain('Subscribe, pay $147.00');
  expect(await statusOf(session)).toBe('open');
  expect((await post(session, '', { ...details, amount: amountIn(page) })).headers.get('location')).toContain('http://shop.test/ok');
});

test('a challenge confirms the amount that it was asked for, and no other', async () => {
  const session = await makeSession(opened.stripe, { allow_promotion_codes: true });
  await opened.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: (await opened.stripe.coupons.create({ percent_off: 10, duration: 'once' })).id }, code: 'MEANWHILE' });
  await post(session, '', { ...details, number: '4000002500003155' });
  expect(await see(session, '/authenticate')).toContain('<b>$49.00</b>');
  await post(session, '/update', { code: 'MEANWHILE' });
  expect((await post(session, '/authenticate', { result: 'complete' })).headers.get('location')).toBe(`/c/pay/${session.id}`);
  expect(await statusOf(session)).toBe('open');
});

test('a success address beyond Latin-1 is reached, and the sandbox lives on', async () => {
  const session = await makeSession(opened.stripe, { success_url: 'http://shop.test/merci-à-日本?session={CHECKOUT_SESSION_ID}' });
  const paid = await payOnPage(session, '4242424242424242');
  expect([paid.status, paid.headers.get('location')]).toEqual([303, `http://shop.test/merci-%C3%A0-%E6%97%A5%E6%9C%AC?session=${session.id}`]);
  expect(await statusOf(session)).toBe('complete');
  await expect(makeSession(opened.stripe, { success_url: 'http://[' })).rejects.toMatchObject({ code: 'url_invalid' });
});

test("a customer on a test clock sees that clock's dates and coupons", async () => {
  const { stripe } = opened;
  const frozen = Math.floor(Date.now() / 1000) + 200 * 86_400;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: frozen });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once', redeem_by: frozen - 86_400 });
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'PAST' });
  const session = await makeSession(stripe, { customer: customer.id, allow_promotion_codes: true, subscription_data: { trial_period_days: 10 } });
  expect(await see(session)).toContain(day(frozen + 10 * 86_400));
  expect(await (await post(session, '/update', { code: 'PAST' })).text()).toContain('Coupon expired');
});

test('an amount off is in the currency of the order, and half a cent is half a cent', async () => {
  const { stripe } = opened;
  const coupon = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once', currency_options: { eur: { amount_off: 400 } } });
  const euros = await makePrice(stripe, 4900, 'eur');
  expect(await see(await makeSession(stripe, { line_items: [{ price: euros.id, quantity: 1 }], discounts: [{ coupon: coupon.id }] }))).toContain('<small>€4.00 off, once');
  const calls = await stripe.prices.create({ product: String(euros.product), currency: 'usd', unit_amount_decimal: Stripe.Decimal.from('0.5'), recurring: { interval: 'month' } });
  const page = await see(await makeSession(stripe, { line_items: [{ price: calls.id, quantity: 1000 }] }));
  expect(page).toContain('$0.005 per month');
  expect(page).toContain('Subscribe, pay $5.00');
});
