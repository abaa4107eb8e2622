import { expect, test } from 'vitest';
import { acceptRetentionOffer } from '@/lib/services/subscriptions/accept-retention-offer';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop('ops-center');
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { plan: 'pro', now: time.now, ...given });
const offerFor = async (one: Subscriber, purpose: 'cancel' | 'downgrade' = 'cancel') => (await getRetentionOffer(one.ctx(), { for: purpose })).offer;
const offersOf = (one: Subscriber) => shop.it.database.db.retentionOffer.findMany({ where: { workspaceId: one.workspace.id }, orderBy: { shownAt: 'asc' } });

test('eight clicks take one offer: one discount, the cancellation taken back, the next three invoices 20 % less, and none again for a year', async () => {
  const one = await subscribed();
  // Three months that begin with the period itself would end as the third of these renewals begins.
  await time.advance(1);
  await cancelSubscription(one.ctx(), { reason: 'too_expensive' });
  const offer = await offerFor(one);
  expect(offer).toMatchObject({ percentOff: 20, months: 3, amountMinor: 3_920, fullAmountMinor: 4_900, interval: 'month' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' })));
  expect(answers).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect((await one.subscription()).discounts).toHaveLength(1);
  expect(await one.current()).toMatchObject({ cancelAt: null, discount: { percentOff: 20 } });
  expect(await one.types()).toEqual(['started', 'cancel_scheduled', 'retention_accepted', 'cancel_undone']);
  for (let month = 0; month < 4; month += 1) {
    await time.advanceTo((await one.current()).period.end, 7_200);
    await one.sync();
  }
  expect((await one.invoices()).map((invoice) => invoice.amount_paid)).toEqual([4_900, 3_920, 3_920, 3_920, 4_900]);
  expect(await one.current()).toMatchObject({ discount: null });
  expect(await offerFor(one)).toBeNull();
  await time.advance(300);
  await one.sync();
  expect(await offerFor(one)).toMatchObject({ percentOff: 20 });
});

test('an offer is shown again as it is, its variant is the workspace’s own, and going on declines it', async () => {
  const one = await subscribed();
  const [first, second] = [await offerFor(one), await offerFor(one)];
  expect(second).toEqual(first);
  await cancelSubscription(one.ctx(), {});
  expect(await offersOf(one)).toMatchObject([{ purpose: 'cancel', acceptedAt: null, declinedAt: expect.any(Date) as Date }]);
  const others = await Promise.all(Array.from({ length: 12 }, () => subscribed()));
  for (const other of others) await offerFor(other);
  const variants = await shop.it.database.db.retentionOffer.groupBy({ by: ['variant'] });
  expect(variants.map((row) => row.variant).sort()).toEqual(['discount', 'time']);
});

test('one offer a year, also for another purpose and at the same moment', async () => {
  const one = await subscribed();
  const [cancel, downgrade] = [await offerFor(one), await offerFor(one, 'downgrade')];
  const answers = await Promise.allSettled([cancel, downgrade].map((offer) => acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' })));
  expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  expect((await one.subscription()).discounts).toHaveLength(1);
  expect(await offerFor(one)).toBeNull();
});

test('no offer for who pays nothing, pays by the year with months to go, has a discount, or is not the one asked', async () => {
  const yearly = await subscribed({ interval: 'year' });
  expect(await offerFor(yearly)).toBeNull();
  const workspace = await shop.it.workspace();
  expect(await getRetentionOffer(shop.it.member(workspace), { for: 'cancel' })).toEqual({ offer: null });
  const one = await subscribed();
  const offer = await offerFor(one);
  await expect(acceptRetentionOffer(yearly.ctx(), { offerId: offer?.offerId ?? '' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(getRetentionOffer(one.ctx({ role: 'member' }), { for: 'cancel' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('taking the offer instead of a downgrade keeps the plan', async () => {
  const one = await subscribed();
  await one.change({ plan: 'starter', interval: 'month' });
  const offer = await offerFor(one, 'downgrade');
  expect(await acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' })).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ plan: { id: 'pro' }, scheduled: null, discount: { percentOff: 20 } });
  await expect(acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' })).resolves.toEqual({ kind: 'applied' });
});
