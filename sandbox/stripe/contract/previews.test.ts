import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();

test('a preview leaves nothing behind: no object, no event, no redemption', async () => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(9000)];
  const coupon = await shop.stripe.coupons.create({ percent_off: 20, duration: 'forever' });
  const subscription = await shop.subscribe([less]);
  const state = async (): Promise<unknown> => [
    await shop.stripe.subscriptions.retrieve(subscription.id), (await shop.stripe.invoices.list({ customer: String(subscription.customer) })).data.length,
    (await shop.stripe.invoiceItems.list({ customer: String(subscription.customer) })).data, (await shop.stripe.coupons.retrieve(coupon.id)).times_redeemed,
    await shop.stripe.customers.retrieve(String(subscription.customer)),
  ];
  const before = await state();
  const events = await shop.eventsOf(async () => {
    for (const proration of ['always_invoice', 'create_prorations', 'none'] as const) {
      const preview = await shop.stripe.invoices.createPreview({
        subscription: subscription.id, discounts: [{ coupon: coupon.id }], subscription_details: { items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: proration },
      });
      await expect(shop.stripe.invoices.retrieve(preview.id)).rejects.toMatchObject({ code: 'resource_missing' });
    }
  });
  expect(events).toEqual([]);
  expect(await state()).toEqual(before);
});

test('what is due now and what comes every month are two previews', async () => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(9000)];
  const subscription = await shop.subscribe([less]);
  const change = { items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: 'always_invoice' as const };
  const now = await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change });
  const later = await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change, preview_mode: 'recurring' });
  expect(now.lines.data.every((line) => line.parent?.subscription_item_details?.proration)).toBe(true);
  expect(later.lines.data.map((line) => line.amount)).toEqual([9000]);
});

test('a first purchase is previewed from a customer and prices alone', async () => {
  const { shop } = it;
  const [price, customer] = [await shop.price(4900), await shop.customer(null)];
  const coupon = await shop.stripe.coupons.create({ percent_off: 10, duration: 'once' });
  const preview = await shop.stripe.invoices.createPreview({ customer, subscription_details: { items: [{ price, quantity: 2 }] }, discounts: [{ coupon: coupon.id }] });
  expect(preview).toMatchObject({ subtotal: 9800, total: 8820, amount_due: 8820, currency: 'usd' });
  const trial = { items: [{ price }], trial_end: (await shop.now()) + 14 * day };
  expect((await shop.stripe.invoices.createPreview({ customer, subscription_details: trial })).total).toBe(0);
  expect((await shop.stripe.invoices.createPreview({ customer, subscription_details: trial, preview_mode: 'recurring' })).total).toBe(4900);
  expect((await shop.stripe.subscriptions.list({ customer, status: 'all' })).data).toEqual([]);
});

test('there is nothing upcoming for a customer without a subscription, or with one that ends', async () => {
  const { shop } = it;
  const customer = await shop.customer();
  await expect(shop.stripe.invoices.createPreview({ customer })).rejects.toMatchObject({ code: 'invoice_upcoming_none', statusCode: 404 });
  const subscription = await shop.subscribe([await shop.price(900)]);
  await shop.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await expect(shop.stripe.invoices.createPreview({ subscription: subscription.id })).rejects.toMatchObject({ code: 'invoice_upcoming_none' });
  expect(await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { cancel_at_period_end: false } })).toMatchObject({ total: 900 });
});

test('the next renewal of a customer is previewed with what is pending, with further items, and with a coupon for it', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(1000)]);
  const customer = String(subscription.customer);
  await shop.stripe.invoiceItems.create({ customer, amount: 250, currency: 'usd', description: 'Setup' });
  const coupon = await shop.stripe.coupons.create({ amount_off: 300, currency: 'usd', duration: 'once' });
  const preview = await shop.stripe.invoices.createPreview({ customer, invoice_items: [{ amount: 100, currency: 'usd', description: 'Extra' }], discounts: [{ coupon: coupon.id }] });
  expect(preview.lines.data.map((line) => line.amount).sort((a, b) => a - b)).toEqual([100, 250, 1000]);
  expect(preview).toMatchObject({ subtotal: 1350, total: 1050, period_end: itemOf(subscription).current_period_end });
});

test('a phase that is not written yet can be previewed, and so can going on after a pause', async () => {
  const { shop } = it;
  const [old, cheaper] = [await shop.price(5000), await shop.price(700)];
  const subscription = await shop.subscribe([old]);
  const schedule = await shop.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const [current] = schedule.phases;
  const preview = await shop.stripe.invoices.createPreview({
    schedule: schedule.id,
    schedule_details: { proration_behavior: 'none', phases: [{ items: [{ price: old }], start_date: current?.start_date, end_date: current?.end_date }, { items: [{ price: cheaper }], duration: { interval: 'month' } }] },
  });
  expect(preview.total).toBe(700);
  expect((await shop.stripe.subscriptionSchedules.retrieve(schedule.id)).phases).toHaveLength(1);
  await shop.stripe.subscriptionSchedules.release(schedule.id);
  await shop.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } });
  expect((await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { resume_at: 'now' } })).total).toBe(5000);
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('paused');
});

test('ending a trial at once is previewed as its first real invoice', async () => {
  const { shop } = it;
  const begun = await shop.subscribe([await shop.price(4900)], { trial_period_days: 10 });
  expect(latestOf(begun)).not.toBe('');
  expect((await shop.stripe.invoices.createPreview({ subscription: begun.id, subscription_details: { trial_end: 'now' } })).total).toBe(4900);
  expect((await shop.stripe.subscriptions.retrieve(begun.id)).status).toBe('trialing');
});
