import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();

const metered = async (): Promise<{ price: string; event: string }> => {
  const { shop } = it;
  const event = `calls_${(await shop.stripe.billing.meters.list({ limit: 100 })).data.length}`;
  const meter = await shop.stripe.billing.meters.create({ display_name: event, event_name: event, default_aggregation: { formula: 'sum' } });
  const product = await shop.stripe.products.create({ name: 'Calls' });
  const price = await shop.stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 7, recurring: { interval: 'month', usage_type: 'metered', meter: meter.id } });
  return { price: price.id, event };
};

const use = (customer: string, event: string, value: number, timestamp?: number): Promise<unknown> =>
  it.shop.stripe.billing.meterEvents.create({ event_name: event, payload: { stripe_customer_id: customer, value: String(value) }, timestamp });

test('usage costs nothing when a subscription begins, and is charged when its period has ended', async () => {
  const { shop } = it;
  const [{ price, event }, plan] = [await metered(), await shop.price(1000)];
  const subscription = await shop.subscribe([plan, price]);
  const customer = String(subscription.customer);
  expect(itemOf(subscription, 1).quantity).toBeUndefined();
  expect(await shop.lines(latestOf(subscription))).toEqual([1000]);
  await use(customer, event, 40);
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  await shop.advance(end - start);
  const draft = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(draft.latest_invoice).toMatchObject({ status: 'draft', total: 1280, lines: { data: [{ amount: 1000 }, { amount: 280, period: { start, end }, quantity: 40 }] } });
});

test('usage that is reported late is on the invoice of its period until that is finalised, and usage of the next period is not', async () => {
  const { shop } = it;
  const [{ price, event }, plan] = [await metered(), await shop.price(1000)];
  const subscription = await shop.subscribe([plan, price]);
  const customer = String(subscription.customer);
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  await shop.advance(end - start + 600);
  await use(customer, event, 10, end - 60);
  await use(customer, event, 500, end);
  await shop.advance(3600);
  const paid = await shop.stripe.invoices.retrieve(latestOf(await shop.stripe.subscriptions.retrieve(subscription.id)));
  expect(paid).toMatchObject({ status: 'paid', total: 1070, amount_paid: 1070 });
});

test('usage up to an end at once is charged when it is invoiced, and up to an end at the boundary by itself', async () => {
  const { shop } = it;
  const { price, event } = await metered();
  const now = await shop.subscribe([price]);
  expect(now).toMatchObject({ status: 'active', latest_invoice: null });
  await use(String(now.customer), event, 100);
  await shop.advance(5);
  const ended = await shop.stripe.subscriptions.cancel(now.id, { invoice_now: true });
  expect(await shop.stripe.invoices.retrieve(latestOf(ended))).toMatchObject({ total: 700, status: 'paid' });
  const later = await shop.subscribe([price], { cancel_at_period_end: true });
  await use(String(later.customer), event, 200);
  await shop.advance(32 * day);
  const [final] = (await shop.stripe.invoices.list({ subscription: later.id })).data;
  expect(final).toMatchObject({ total: 1400, status: 'paid' });
});

test.each(['always_invoice', 'create_prorations'] as const)('a metered item that is exchanged (%s) leaves its usage at its own price, and the other one charges what comes after', async (proration) => {
  const { shop } = it;
  const [{ price, event }, plan] = [await metered(), await shop.price(1000)];
  const old = await shop.stripe.prices.retrieve(price);
  const dearer = await shop.stripe.prices.create({
    product: String(old.product), currency: 'usd', unit_amount: 11, recurring: { interval: 'month', usage_type: 'metered', meter: old.recurring?.meter ?? undefined },
  });
  const subscription = await shop.subscribe([plan, price]);
  const customer = String(subscription.customer);
  await shop.advance(day);
  await use(customer, event, 100);
  await shop.advance(day);
  const change = { items: [{ id: itemOf(subscription, 1).id, price: dearer.id }], proration_behavior: proration };
  const preview = await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change });
  const later = proration === 'create_prorations' ? [1000, 0] : [];
  expect(preview.lines.data.map((line) => line.amount)).toEqual([700, ...later]);
  await shop.stripe.subscriptions.update(subscription.id, change);
  await use(customer, event, 10);
  await shop.advance(31 * day);
  const charged = (await shop.stripe.invoices.list({ subscription: subscription.id })).data.map((invoice) => invoice.amount_paid);
  expect(charged).toEqual(proration === 'always_invoice' ? [1110, 700, 1000] : [1810, 1000]);
});
