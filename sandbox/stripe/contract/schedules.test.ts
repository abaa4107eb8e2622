import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();

const scheduleDowngrade = async (from: number, to: number, interval: 'month' | 'year' = 'month', next: 'month' | 'year' = interval) => {
  const { shop } = it;
  const [old, cheaper] = [await shop.price(from, 'usd', interval), await shop.price(to, 'usd', next)];
  const subscription = await shop.subscribe([old]);
  const { id } = await shop.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const { phases } = await shop.stripe.subscriptionSchedules.retrieve(id);
  const schedule = await shop.stripe.subscriptionSchedules.update(id, {
    end_behavior: 'release', proration_behavior: 'none',
    phases: [
      { items: [{ price: old, quantity: 1 }], start_date: phases[0]?.start_date, end_date: phases[0]?.end_date },
      { items: [{ price: cheaper, quantity: 1 }], duration: { interval: next, interval_count: 1 }, proration_behavior: 'none' },
    ],
  });
  return { subscription, schedule, old, cheaper, end: itemOf(subscription).current_period_end };
};

test('a scheduled downgrade changes nothing before the boundary, and the renewal is one invoice at the new price', async () => {
  const { shop } = it;
  const { subscription, schedule, old, cheaper, end } = await scheduleDowngrade(9000, 1000);
  expect(schedule).toMatchObject({ status: 'active', end_behavior: 'release', current_phase: { end_date: end }, phases: [{ items: [{ price: old }] }, { items: [{ price: cheaper }] }] });
  expect(await shop.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ schedule: schedule.id, items: { data: [{ price: { id: old } }] } });
  const preview = await shop.stripe.invoices.createPreview({ schedule: schedule.id });
  expect(preview.lines.data.map((line) => line.amount)).toEqual([1000]);
  const events = await shop.eventsOf(() => shop.advance(end + 7200 - itemOf(subscription).current_period_start));
  expect(events.filter(({ type }) => type === 'invoice.created')).toHaveLength(1);
  const after = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice', 'schedule'] });
  expect(after).toMatchObject({ items: { data: [{ id: itemOf(subscription).id, price: { id: cheaper }, current_period_start: end }] }, latest_invoice: { total: 1000, status: 'paid' }, schedule: { status: 'active' } });
});

test('after its last phase the schedule lets the subscription go on by itself', async () => {
  const { shop } = it;
  const { subscription, schedule, cheaper } = await scheduleDowngrade(9000, 1000);
  const events = await shop.eventsOf(() => shop.advance(63 * day));
  expect(events.map(({ type }) => type)).toContain('subscription_schedule.released');
  expect(await shop.stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({ status: 'released', released_subscription: subscription.id, subscription: null });
  expect(await shop.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ schedule: null, status: 'active', items: { data: [{ price: { id: cheaper } }] } });
});

test('a year that becomes a month at its end is charged by the month from there', async () => {
  const { shop } = it;
  const { subscription, end } = await scheduleDowngrade(49_000, 4900, 'year', 'month');
  await shop.advance(end + 7200 - itemOf(subscription).current_period_start);
  const after = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(itemOf(after)).toMatchObject({ current_period_start: end });
  expect(itemOf(after).current_period_end - end).toBeLessThanOrEqual(31 * day);
  expect(after.latest_invoice).toMatchObject({ total: 4900 });
});

test('a month that becomes a year at its end is charged for a whole year from there, never for time before it', async () => {
  const { shop } = it;
  const { subscription, end } = await scheduleDowngrade(4900, 49_000, 'month', 'year');
  await shop.advance(end + 7200 - itemOf(subscription).current_period_start);
  const after = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(itemOf(after)).toMatchObject({ current_period_start: end });
  expect(itemOf(after).current_period_end - end).toBeGreaterThanOrEqual(365 * day);
  expect(after.latest_invoice).toMatchObject({ total: 49_000 });
});

test('a scheduled subscription refuses to be cancelled or paused until the schedule is released', async () => {
  const { shop } = it;
  const { subscription, schedule, end } = await scheduleDowngrade(9000, 1000);
  for (const change of [{ cancel_at_period_end: true }, { cancel_at: 'min_period_end' as const }]) {
    await expect(shop.stripe.subscriptions.update(subscription.id, change)).rejects.toMatchObject({
      statusCode: 400, message: expect.stringContaining(`managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed`),
    });
  }
  await expect(shop.stripe.subscriptions.pause(subscription.id)).rejects.toMatchObject({ statusCode: 400 });
  await expect(shop.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })).rejects.toMatchObject({ statusCode: 400 });
  expect(await shop.stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({ status: 'released' });
  expect(await shop.stripe.subscriptions.update(subscription.id, { cancel_at: 'min_period_end' })).toMatchObject({ schedule: null, cancel_at: end });
  await expect(shop.stripe.subscriptionSchedules.update(schedule.id, { end_behavior: 'cancel' })).rejects.toMatchObject({ statusCode: 400 });
});

test('an upgrade of a scheduled subscription changes the current phase too', async () => {
  const { shop } = it;
  const { subscription, schedule } = await scheduleDowngrade(9000, 1000);
  const best = await shop.price(20_000);
  await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription).id, price: best }], proration_behavior: 'always_invoice' });
  expect((await shop.stripe.subscriptionSchedules.retrieve(schedule.id)).phases[0]?.items).toMatchObject([{ price: best }]);
});

test('cancelling a schedule cancels its subscription; ending one cancels at its end', async () => {
  const { shop } = it;
  const first = await scheduleDowngrade(9000, 1000);
  expect(await shop.stripe.subscriptionSchedules.cancel(first.schedule.id)).toMatchObject({ status: 'canceled' });
  expect((await shop.stripe.subscriptions.retrieve(first.subscription.id)).status).toBe('canceled');
  const second = await scheduleDowngrade(9000, 1000);
  const ending = await shop.stripe.subscriptionSchedules.update(second.schedule.id, { end_behavior: 'cancel' });
  const last = ending.phases.at(-1)?.end_date ?? 0;
  expect((await shop.stripe.subscriptions.retrieve(second.subscription.id)).cancel_at).toBe(last);
  await shop.advance(65 * day);
  expect(await shop.stripe.subscriptions.retrieve(second.subscription.id)).toMatchObject({ status: 'canceled', ended_at: last });
  expect((await shop.stripe.subscriptionSchedules.retrieve(second.schedule.id)).status).toBe('completed');
  expect((await shop.stripe.subscriptionSchedules.list({ customer: String(second.subscription.customer) })).data).toHaveLength(1);
});

test('phases follow each other from the current one on', async () => {
  const { shop } = it;
  const { schedule, old, end } = await scheduleDowngrade(9000, 1000);
  const now = await shop.now();
  await expect(shop.stripe.subscriptionSchedules.update(schedule.id, { phases: [{ items: [{ price: old }], start_date: now + 60, end_date: end }] })).rejects.toMatchObject({ statusCode: 400 });
  await expect(shop.stripe.subscriptionSchedules.update(schedule.id, { phases: [{ items: [{ price: old }], end_date: now - 60 }] })).rejects.toMatchObject({ statusCode: 400 });
  expect(latestOf(await shop.stripe.subscriptions.retrieve(String(schedule.subscription)))).not.toBe('');
});
