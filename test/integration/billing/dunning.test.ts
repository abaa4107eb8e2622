import { expect, test } from 'vitest';
import { payInvoice } from '@/lib/services/invoices/pay-invoice';
import { listHistory } from '@/lib/services/subscriptions/list-history';
import { watchSubscriptions } from '@/lib/services/subscriptions/watch-subscriptions';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { now: time.now, ...given });

const overdue = async (): Promise<Subscriber> => {
  const one = await subscribed();
  await one.useCard('pm_card_chargeCustomerFail');
  await time.advanceTo((await one.current()).period.end, 7_200);
  await one.sync();
  return one;
};

test('a renewal that fails is told once per attempt, blocks changes, and is told once more when it is paid', async () => {
  const one = await overdue();
  const late = await one.current();
  expect(late).toMatchObject({ status: 'past_due', access: 'grace', plan: { id: 'starter' }, overdue: { amountMinor: 1_900, nextAttemptAt: expect.any(String) as string } });
  await one.sync();
  expect(await one.mails()).toEqual(['payment_failed', 'receipt']);
  expect(await one.preview({ plan: 'pro', interval: 'month' })).toMatchObject({ blockers: [{ code: 'payment_overdue' }] });
  await time.advanceTo(late.overdue?.nextAttemptAt ?? '', 7_200);
  await one.sync();
  expect((await one.types()).filter((type) => type === 'payment_failed')).toHaveLength(2);
  await one.useCard('pm_card_visa');
  expect(await payInvoice(one.ctx(), { id: late.overdue?.invoiceId ?? '' })).toEqual({ kind: 'paid' });
  expect(await one.current()).toMatchObject({ status: 'active', access: 'full', overdue: null });
  expect(await one.types()).toEqual(['started', 'payment_failed', 'payment_failed', 'recovered']);
  expect(await one.mails()).toEqual(['payment_failed', 'payment_failed', 'payment_recovered', 'receipt', 'receipt']);
});

test('grace ends fourteen days after the first failed attempt, however late we hear of it', async () => {
  const one = await subscribed();
  const { period } = await one.current();
  await one.useCard('pm_card_chargeCustomerFail');
  await time.advanceTo(period.end, 2 * 86_400);
  await one.sync();
  const { overdue: owed } = await one.current();
  const failedAt = Date.parse(owed?.graceEndsAt ?? '') - 14 * 86_400_000;
  expect(failedAt - Date.parse(period.end)).toBeGreaterThanOrEqual(0);
  expect(failedAt - Date.parse(period.end)).toBeLessThanOrEqual(3 * 3_600_000);
});

test('a plan that is on hold since its grace is over is told by the watch, once', async () => {
  await shop.it.control('billing', { retryDays: [20] });
  const one = await overdue();
  const watch = () => watchSubscriptions(shop.it.ctx({ now: time.now() }), {});
  const { overdue: owed } = await one.current();
  await time.advanceTo(owed?.graceEndsAt ?? '', -3_600);
  await watch();
  expect(await one.mails()).toEqual(['payment_failed', 'receipt']);
  await time.advanceTo(owed?.graceEndsAt ?? '');
  await watch();
  await watch();
  expect(await one.mails()).toEqual(['access_limited', 'payment_failed', 'receipt']);
  expect(await one.current()).toMatchObject({ access: 'limited', plan: { id: 'free' } });
  await shop.it.control('billing', { retryDays: [1, 3, 5, 7] });
});

test('history is read page by page, newest first, without a gap, and only by its own workspace', async () => {
  const [one, other] = [await overdue(), await subscribed()];
  await one.useCard('pm_card_visa');
  const all = await one.history();
  const first = await listHistory(one.ctx(), { limit: 1 });
  const second = await listHistory(one.ctx(), { limit: 1, cursor: first.data[0]?.id });
  expect([...first.data, ...second.data]).toEqual(all.slice(0, 2));
  expect([first.hasMore, (await listHistory(one.ctx(), { limit: 100 })).hasMore]).toEqual([true, false]);
  expect((await listHistory(other.ctx(), { cursor: first.data[0]?.id })).data.map((entry) => entry.type)).toEqual(['started']);
});
