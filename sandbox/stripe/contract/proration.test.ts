import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();

test('an upgrade credits what was charged for the rest of the period and charges the new price for it, to the second', async () => {
  const { shop } = it;
  const [old, better] = [await shop.price(1000), await shop.price(3252)];
  const subscription = await shop.subscribe([old]);
  const item = itemOf(subscription);
  const length = item.current_period_end - item.current_period_start;
  const at = item.current_period_end - Math.round(length * (1_599_427_688 - 1_598_982_148) / (1_599_427_688 - 1_596_749_288));
  const preview = await shop.stripe.invoices.createPreview({
    subscription: subscription.id, subscription_details: { items: [{ id: item.id, price: better }], proration_date: at },
  });
  const share = (amount: number): number => Math.round((amount * (item.current_period_end - at)) / length);
  expect([share(1000), share(3252)]).toEqual([166, 541]);
  expect(preview.lines.data.map((line) => [line.amount, line.parent?.subscription_item_details?.proration])).toEqual([[-166, true], [541, true], [3252, false]]);
  expect(preview).toMatchObject({
    total: 3627, billing_reason: 'upcoming', status: 'draft', created: item.current_period_end, next_payment_attempt: item.current_period_end + 3600,
    parent: { subscription_details: { subscription: subscription.id, subscription_proration_date: at } },
  });
  expect(preview.id).toMatch(/^upcoming_in_/);
  expect(preview.lines.data[0]?.period).toEqual({ start: at, end: item.current_period_end });
  expect(preview.lines.data[0]?.parent?.subscription_item_details?.proration_details?.credited_items).toMatchObject({ invoice: latestOf(subscription) });
  expect(await shop.stripe.subscriptions.retrieve(subscription.id)).toEqual(subscription);
});

test('an invoice that is negative gives nothing back but a balance, which the next invoice uses up', async () => {
  const { shop } = it;
  const [pro, starter] = [await shop.price(9000), await shop.price(1000)];
  const subscription = await shop.subscribe([pro]);
  const { id: item, current_period_end: end } = itemOf(subscription);
  const down = await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: starter }], proration_behavior: 'always_invoice' });
  const credit = (await shop.stripe.invoices.retrieve(latestOf(down))).total;
  expect(credit).toBeLessThan(-7900);
  expect(await shop.balance(String(down.customer))).toBe(credit);
  await shop.advance(end + 7200 - (await shop.now()));
  const renewed = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(renewed.latest_invoice).toMatchObject({ total: 1000, amount_due: 0, status: 'paid', starting_balance: credit, ending_balance: credit + 1000 });
  expect(await shop.balance(String(down.customer))).toBe(credit + 1000);
});

test('prorations that are not invoiced wait for the next invoice, and come first on it', async () => {
  const { shop } = it;
  const [seat, other] = [await shop.price(1500), await shop.price(400)];
  const subscription = await shop.subscribe([seat]);
  const { id: item, current_period_end: end } = itemOf(subscription);
  const events = await shop.eventsOf(() => shop.stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 3 }, { price: other }] }));
  expect(events.map(({ type }) => type)).toEqual(['invoiceitem.created', 'invoiceitem.created', 'invoiceitem.created', 'customer.subscription.updated']);
  expect((await shop.stripe.invoiceItems.list({ customer: String(subscription.customer), pending: true })).data).toHaveLength(3);
  await shop.advance(end + 7200 - (await shop.now()));
  const renewed = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  const lines = typeof renewed.latest_invoice === 'object' ? (renewed.latest_invoice?.lines.data ?? []) : [];
  expect(lines.map((line) => line.parent?.subscription_item_details?.proration)).toEqual([true, true, true, false, false]);
  expect(lines.slice(3).map((line) => line.amount)).toEqual([4500, 400]);
});

test('a change of the price sets the quantity back to one unless it is sent', async () => {
  const { shop } = it;
  const [one, two] = [await shop.price(100), await shop.price(200)];
  const subscription = await shop.subscribe([one], { items: [{ price: one, quantity: 5 }] });
  const { id } = itemOf(subscription);
  expect(itemOf(await shop.stripe.subscriptions.update(subscription.id, { items: [{ id, price: two }], proration_behavior: 'none' })).quantity).toBe(1);
  expect(itemOf(await shop.stripe.subscriptions.update(subscription.id, { items: [{ id, price: one, quantity: 4 }], proration_behavior: 'none' })).quantity).toBe(4);
  expect(itemOf(await shop.stripe.subscriptions.update(subscription.id, { items: [{ id, price: one }], proration_behavior: 'none' })).quantity).toBe(4);
});

test('a new anchor starts a whole period now, with what is left of the old one credited', async () => {
  const { shop } = it;
  const [month, year] = [await shop.price(4900), await shop.price(49_000, 'usd', 'year')];
  const subscription = await shop.subscribe([month]);
  const { id: item, current_period_end: end, current_period_start: start } = itemOf(subscription);
  await shop.advance(10 * day);
  const yearly = await shop.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: year }], proration_behavior: 'always_invoice', billing_cycle_anchor: { type: 'now' },
  });
  const now = yearly.billing_cycle_anchor;
  expect(itemOf(yearly)).toMatchObject({ current_period_start: now });
  expect(new Date(itemOf(yearly).current_period_end * 1000).getUTCFullYear()).toBe(new Date(now * 1000).getUTCFullYear() + 1);
  expect(await shop.lines(latestOf(yearly))).toEqual([-Math.round((4900 * (end - now)) / (end - start)), 49_000]);
});

test('time after a cancellation inside the period is given back, and charged again when it is taken back', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(3100)]);
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  const at = Math.round((start + end) / 2);
  await shop.stripe.subscriptions.update(subscription.id, { cancel_at: at });
  await shop.stripe.subscriptions.update(subscription.id, { cancel_at: '' });
  const { data } = await shop.stripe.invoiceItems.list({ customer: String(subscription.customer) });
  expect(data.map((item) => item.amount)).toEqual([1550, -1550]);
});

test('too little to be charged is kept for the next invoice', async () => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(1030)];
  const subscription = await shop.subscribe([less]);
  const changed = await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: 'always_invoice' });
  const invoice = await shop.stripe.invoices.retrieve(latestOf(changed), { expand: ['payments'] });
  expect(invoice).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0, ending_balance: invoice.total, payments: { data: [] } });
  expect(await shop.balance(String(subscription.customer))).toBe(invoice.total);
});
