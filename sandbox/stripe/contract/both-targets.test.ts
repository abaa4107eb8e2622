import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRealTested, targets, type OpenTarget } from './targets';

// What Stripe itself can be held to: only the SDK is used, and every customer lives on a test clock.

if (!isRealTested) process.stdout.write("Stripe's own test mode was not asked: set STRIPE_SECRET_KEY=sk_test_… to hold it to the same contract as the sandbox.\n");
test.skipIf(!isRealTested)("Stripe's own test mode is held to the same contract (needs STRIPE_SECRET_KEY=sk_test_…)", () => {
  expect(targets).toHaveLength(2);
});

const hour = 3600;
const slow = 180_000;
const utc = (month: number, day: number): number => Date.UTC(2027, month - 1, day, 12) / 1000;

describe.each(targets)('$name', ({ open }) => {
  let target: OpenTarget;
  let stripe: Stripe;
  beforeAll(async () => {
    target = await open();
    ({ stripe } = target);
  }, slow);
  afterAll(() => target.close(), slow);

  const unique = (name: string): string => `${name}_${randomUUID().slice(0, 8)}`;
  const price = async (amount: number): Promise<string> =>
    (await stripe.prices.create({ currency: 'usd', unit_amount: amount, recurring: { interval: 'month' }, product_data: { name: `Contract ${amount}` } })).id;
  const customer = async (clock: string, card = 'pm_card_visa'): Promise<string> => {
    const { id } = await stripe.customers.create({ test_clock: clock, email: 'contract@example.com' });
    const method = await stripe.paymentMethods.attach(card, { customer: id });
    await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
    return id;
  };
  const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'done', (error: Stripe.errors.StripeError) => [error.statusCode, error.code]);

  test('a subscription is billed on the last day of short months and goes back to its own day', async () => {
    const clock = await target.clock(utc(1, 31));
    const buyer = await customer(clock);
    const { id } = await stripe.subscriptions.create({ customer: buyer, items: [{ price: await price(4900) }] });
    await target.advance(clock, utc(2, 28) + 2 * hour);
    await target.advance(clock, utc(3, 31) + 2 * hour);
    const [item] = (await stripe.subscriptions.retrieve(id)).items.data;
    expect([item?.current_period_start, item?.current_period_end]).toEqual([utc(3, 31), utc(4, 30)]);
    const { data } = await stripe.invoices.list({ customer: buyer });
    expect(data.map(({ status, total, billing_reason: reason }) => [status, total, reason])).toEqual([
      ['paid', 4900, 'subscription_cycle'], ['paid', 4900, 'subscription_cycle'], ['paid', 4900, 'subscription_create'],
    ]);
  }, slow);

  test('a preview of a change at an instant is what the change then costs', async () => {
    const clock = await target.clock(utc(4, 1));
    const buyer = await customer(clock);
    const [small, large] = [await price(1000), await price(3000)];
    const subscription = await stripe.subscriptions.create({ customer: buyer, items: [{ price: small }] });
    await target.advance(clock, utc(4, 16));
    const items = [{ id: subscription.items.data[0]?.id, price: large, quantity: 1 }];
    const at = utc(4, 16);
    const preview = await stripe.invoices.createPreview({
      customer: buyer, subscription: subscription.id, subscription_details: { items, proration_behavior: 'always_invoice', proration_date: at },
    });
    const changed = await stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'always_invoice', proration_date: at, expand: ['latest_invoice'] });
    const invoice = typeof changed.latest_invoice === 'object' ? changed.latest_invoice : null;
    expect(preview.lines.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([-500, 1500]);
    expect([invoice?.total, invoice?.status]).toEqual([1000, 'paid']);
    expect(preview.total).toBe(invoice?.total);
  }, slow);

  test('a cancellation at the end of the period happens then, and an ended subscription cannot be ended again', async () => {
    const clock = await target.clock(utc(5, 1));
    const { id } = await stripe.subscriptions.create({ customer: await customer(clock), items: [{ price: await price(2000) }] });
    expect(await stripe.subscriptions.update(id, { cancel_at: 'min_period_end' })).toMatchObject({ cancel_at: utc(6, 1), status: 'active' });
    await target.advance(clock, utc(6, 1) + hour);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled', ended_at: utc(6, 1) });
    expect(await codeOf(stripe.subscriptions.cancel(id))).toEqual([404, 'resource_missing']);
  }, slow);

  test('a renewal that cannot be charged leaves the subscription past due, and its card is tried again', async () => {
    const clock = await target.clock(utc(5, 1));
    const buyer = await customer(clock);
    const { id } = await stripe.subscriptions.create({ customer: buyer, items: [{ price: await price(2000) }] });
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: buyer });
    await stripe.customers.update(buyer, { invoice_settings: { default_payment_method: failing.id } });
    await target.advance(clock, utc(6, 1) + 3 * hour);
    const overdue = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    const invoice = typeof overdue.latest_invoice === 'object' ? overdue.latest_invoice : null;
    expect([overdue.status, invoice?.status, invoice?.attempt_count]).toEqual(['past_due', 'open', 1]);
    expect(await codeOf(stripe.invoices.pay(String(invoice?.id)))).toEqual([402, 'card_declined']);
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: buyer });
    await stripe.invoices.pay(String(invoice?.id), { payment_method: good.id });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  }, slow);

  test('a promotion code takes its percentage off, is counted once, and is refused when it is used up', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once', max_redemptions: 1 });
    const promotion = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: unique('C').replace('_', '-') });
    const clock = await target.clock(utc(7, 1));
    const [first, second] = [await customer(clock), await customer(clock)];
    const sold = await price(4000);
    const subscription = await stripe.subscriptions.create({ customer: first, items: [{ price: sold }], discounts: [{ promotion_code: promotion.id }], expand: ['latest_invoice'] });
    expect(typeof subscription.latest_invoice === 'object' && subscription.latest_invoice?.total).toBe(3000);
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1, valid: false });
    expect((await stripe.promotionCodes.retrieve(promotion.id)).active).toBe(false);
    await expect(stripe.subscriptions.create({ customer: second, items: [{ price: sold }], discounts: [{ promotion_code: promotion.id }] })).rejects.toMatchObject({ statusCode: 400 });
    await stripe.coupons.del(coupon.id);
  }, slow);

  test('credit on the balance pays the next invoice first', async () => {
    const clock = await target.clock(utc(8, 1));
    const buyer = await customer(clock);
    await stripe.customers.createBalanceTransaction(buyer, { amount: -1500, currency: 'usd' });
    const { latest_invoice: latest } = await stripe.subscriptions.create({ customer: buyer, items: [{ price: await price(4000) }], expand: ['latest_invoice'] });
    expect(typeof latest === 'object' && [latest?.total, latest?.amount_due, latest?.starting_balance, latest?.ending_balance]).toEqual([4000, 2500, -1500, 0]);
    expect(await stripe.customers.retrieve(buyer)).toMatchObject({ balance: 0 });
  }, slow);

  test('a payment is refunded in parts, never twice', async () => {
    const clock = await target.clock(utc(9, 1));
    const subscription = await stripe.subscriptions.create({ customer: await customer(clock), items: [{ price: await price(5000) }] });
    const latest = subscription.latest_invoice;
    const [payment] = (await stripe.invoicePayments.list({ invoice: typeof latest === 'string' ? latest : (latest?.id ?? '') })).data;
    const sent = payment?.payment.payment_intent;
    const intent = typeof sent === 'string' ? sent : (sent?.id ?? '');
    expect(await stripe.refunds.create({ payment_intent: intent, amount: 2000 })).toMatchObject({ amount: 2000, status: 'succeeded' });
    await expect(stripe.refunds.create({ payment_intent: intent, amount: 3001 })).rejects.toMatchObject({ statusCode: 400 });
    await stripe.refunds.create({ payment_intent: intent });
    expect(await codeOf(stripe.refunds.create({ payment_intent: intent }))).toEqual([400, 'charge_already_refunded']);
  }, slow);

  test('an idempotency key does its work once, and only for what it was first used with', async () => {
    const key = unique('contract');
    const [first, second] = [await stripe.products.create({ name: 'Once' }, { idempotencyKey: key }), await stripe.products.create({ name: 'Once' }, { idempotencyKey: key })];
    expect(second.id).toBe(first.id);
    await expect(stripe.products.create({ name: 'Twice' }, { idempotencyKey: key })).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    await stripe.products.del(first.id);
  }, slow);

  test('what is not there, and what is not known, is refused with the same codes', async () => {
    expect(await codeOf(stripe.customers.retrieve('cus_doesnotexist0'))).toEqual([404, 'resource_missing']);
    expect(await codeOf(stripe.coupons.retrieve('doesnotexist0'))).toEqual([404, 'resource_missing']);
    await expect(stripe.refunds.create({ charge: 'ch_doesnotexist0' })).rejects.toMatchObject({ code: 'resource_missing' });
    const strange: Stripe.ProductCreateParams = Object.assign({ name: 'X' }, { colour: 'red' });
    expect(await codeOf(stripe.products.create(strange))).toEqual([400, 'parameter_unknown']);
    await expect(stripe.coupons.create({ amount_off: 500, duration: 'once' })).rejects.toMatchObject({ statusCode: 400 });
  }, slow);

  test('a meter event is taken once by its identifier', async () => {
    const clock = await target.clock(Math.floor(Date.now() / 1000));
    const buyer = await customer(clock);
    const name = unique('contract');
    const meter = await stripe.billing.meters.create({ display_name: name, event_name: name, default_aggregation: { formula: 'sum' } });
    const event = { event_name: name, payload: { stripe_customer_id: buyer, value: '5' }, identifier: unique('event') };
    await stripe.billing.meterEvents.create(event);
    await expect(stripe.billing.meterEvents.create(event)).rejects.toThrow(/already exists with identifier/);
    await stripe.billing.meters.deactivate(meter.id);
  }, slow);
});
