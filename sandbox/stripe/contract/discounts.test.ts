import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();

const totalsOf = async (subscription: string): Promise<number[]> =>
  (await it.shop.stripe.invoices.list({ subscription, limit: 20 })).data.map((invoice) => invoice.total).reverse();

test('a coupon for once is gone when an invoice that used it is finalised, and stays on that invoice', async () => {
  const { shop } = it;
  const coupon = await shop.stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const subscription = await shop.subscribe([await shop.price(1001)], { discounts: [{ coupon: coupon.id }] });
  expect(subscription.discounts).toEqual([]);
  const invoice = await shop.stripe.invoices.retrieve(latestOf(subscription), { expand: ['discounts'] });
  expect(invoice).toMatchObject({ subtotal: 1001, total: 500, discounts: [{ source: { coupon: coupon.id }, subscription: subscription.id }] });
  await shop.advance(32 * day);
  expect(await totalsOf(subscription.id)).toEqual([500, 1001]);
});

test('a coupon for three months discounts three invoices, whatever the length of the months', async () => {
  const { shop } = it;
  const coupon = await shop.stripe.coupons.create({ amount_off: 400, currency: 'usd', duration: 'repeating', duration_in_months: 3 });
  const subscription = await shop.subscribe([await shop.price(1000)], { discounts: [{ coupon: coupon.id }] });
  const events = await shop.eventsOf(() => shop.advance(125 * day));
  expect(await totalsOf(subscription.id)).toEqual([600, 600, 600, 1000, 1000]);
  expect(events.filter(({ type }) => type === 'customer.discount.deleted')).toHaveLength(1);
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).discounts).toEqual([]);
});

test('a coupon that is added keeps those that are named, charges nothing now, and can be taken off', async () => {
  const { shop } = it;
  const [ten, five] = [await shop.stripe.coupons.create({ percent_off: 10, duration: 'forever' }), await shop.stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'forever' })];
  const subscription = await shop.subscribe([await shop.price(2000)], { discounts: [{ coupon: ten.id }] });
  const [kept] = subscription.discounts.map((one) => (typeof one === 'string' ? one : one.id));
  const both = await shop.stripe.subscriptions.update(subscription.id, { discounts: [{ discount: kept }, { coupon: five.id }], expand: ['discounts'] });
  expect(both.discounts).toMatchObject([{ id: kept }, { source: { coupon: five.id } }]);
  expect((await shop.stripe.invoiceItems.list({ customer: String(subscription.customer) })).data).toEqual([]);
  expect((await shop.stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1300);
  expect((await shop.stripe.invoices.createPreview({ subscription: subscription.id, discounts: '' })).total).toBe(2000);
  expect((await shop.stripe.subscriptions.update(subscription.id, { discounts: '' })).discounts).toEqual([]);
});

test('a proration is net of the discounts of its day, so that crediting it gives back no more', async () => {
  const { shop } = it;
  const coupon = await shop.stripe.coupons.create({ percent_off: 20, duration: 'forever' });
  const [less, more] = [await shop.price(1000), await shop.price(5000)];
  const subscription = await shop.subscribe([less], { discounts: [{ coupon: coupon.id }] });
  const item = itemOf(subscription);
  const up = await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: item.id, price: more }], proration_behavior: 'always_invoice', proration_date: item.current_period_start });
  expect(await shop.lines(latestOf(up))).toEqual([-800, 4000]);
  await shop.stripe.subscriptions.deleteDiscount(subscription.id);
  const down = await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: item.id, price: less }], proration_behavior: 'always_invoice', proration_date: item.current_period_start });
  expect(await shop.lines(latestOf(down))).toEqual([-4000, 1000]);
});

test('a coupon for some products leaves the others at their price', async () => {
  const { shop } = it;
  const [one, two] = [await shop.price(1000), await shop.price(2000)];
  const { product } = await shop.stripe.prices.retrieve(one);
  const coupon = await shop.stripe.coupons.create({ percent_off: 50, duration: 'forever', applies_to: { products: [String(product)] } });
  const subscription = await shop.subscribe([one, two], { discounts: [{ coupon: coupon.id }] });
  expect((await shop.stripe.invoices.retrieve(latestOf(subscription))).total).toBe(2500);
});
