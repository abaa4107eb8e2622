import { expect, test } from 'vitest';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { undoScheduledChange } from '@/lib/services/subscriptions/undo-scheduled-change';
import { watchSubscriptions } from '@/lib/services/subscriptions/watch-subscriptions';
import { makeApiKey, makeMember } from '@/test/harness';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { now: time.now, ...given });

test('a downgrade comes at the period’s end, is shown until then, and takes effect once with its author in the history', async () => {
  const one = await subscribed({ plan: 'business', quantity: 2 });
  const { preview, result } = await one.change({ plan: 'starter', interval: 'month' });
  const { period } = await one.current();
  expect(preview).toMatchObject({ kind: 'downgrade', when: 'period_end', dueNowMinor: 0, lines: [], effectiveAt: period.end, nextInvoice: { amountMinor: 1_900, at: period.end }, blockers: [] });
  expect(preview.lost.map((lost) => lost.id)).toEqual(expect.arrayContaining(['priority', 'audit_log', 'calls.month', 'api_keys']));
  expect(result).toEqual({ kind: 'scheduled', at: period.end });
  expect(await one.current()).toMatchObject({ plan: { id: 'business' }, scheduled: { to: { plan: { id: 'starter' } }, at: period.end } });
  await time.advanceTo(period.end, 7_200);
  await one.sync();
  expect(await one.current()).toMatchObject({ plan: { id: 'starter' }, scheduled: null, amountMinor: 1_900 });
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'downgraded']);
  expect((await one.history())[0]).toMatchObject({ type: 'downgraded', by: 'Ada', effectiveAt: period.end });
  expect((await one.invoices())[0]).toMatchObject({ billing_reason: 'subscription_cycle', amount_paid: preview.nextInvoice?.amountMinor });
  expect(await one.mails()).toEqual(['change_confirmed', 'change_scheduled', 'receipt', 'receipt']);
});

test('a period that ends while Stripe is asked is no change of mind, also by a clock that was read before', async () => {
  const one = await subscribed({ plan: 'business' });
  const { preview } = await one.change({ plan: 'starter', interval: 'month' });
  const ctx = shop.it.ctx({ now: time.now() });
  const { subscriptions } = ctx.stripe;
  const list = subscriptions.list.bind(subscriptions);
  let endings = 0;
  subscriptions.list = (...asked) => {
    const listing = list(...asked);
    const all = listing.autoPagingToArray.bind(listing);
    return Object.assign(listing, {
      autoPagingToArray: async (options: { limit: number }) => {
        const found = await all(options);
        endings += 1;
        await time.advanceTo(preview.effectiveAt, 7_200);
        return found;
      },
    });
  };
  await syncSubscription(ctx, { workspaceId: one.workspace.id }).finally(() => (subscriptions.list = list));
  expect(endings).toBe(1);
  await one.sync();
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'downgraded']);
  expect(await one.mails()).toEqual(['change_confirmed', 'change_scheduled', 'receipt', 'receipt']);
});

test('a scheduled change is undone, by any number of clicks at once, and nothing is left of it', async () => {
  const one = await subscribed({ plan: 'business' });
  await one.change({ plan: 'starter', interval: 'month' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => undoScheduledChange(one.ctx())));
  expect(answers).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect(await one.current()).toMatchObject({ plan: { id: 'business' }, scheduled: null });
  expect((await one.subscription()).schedule).toBeNull();
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'schedule_undone']);
  expect(await one.mails()).toEqual(['change_scheduled', 'change_undone', 'receipt']);
});

test('an upgrade takes a scheduled downgrade back; another downgrade replaces it', async () => {
  const one = await subscribed({ plan: 'business' });
  await one.change({ plan: 'pro', interval: 'month' });
  const again = await one.change({ plan: 'starter', interval: 'month' });
  expect(again.result).toMatchObject({ kind: 'scheduled' });
  expect(await one.current()).toMatchObject({ scheduled: { to: { plan: { id: 'starter' } } } });
  expect((await one.change({ plan: 'business', interval: 'month', quantity: 2 })).result).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ quantity: 2, scheduled: null });
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'schedule_undone', 'downgrade_scheduled', 'schedule_undone', 'seats_changed']);
});

test('a change whose payment is refused leaves a scheduled downgrade where it was, and says nothing of it', async () => {
  const one = await subscribed({ plan: 'business' });
  await one.change({ plan: 'starter', interval: 'month' });
  const { scheduled } = await one.current();
  await shop.it.control('fail-next-payment', { customer: await shop.it.customerOf(one.workspace), declineCode: 'insufficient_funds' });
  expect((await one.change({ plan: 'business', interval: 'month', quantity: 3 })).result).toMatchObject({ kind: 'payment_required' });
  expect(await one.current()).toMatchObject({ quantity: 1, scheduled });
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled']);
  expect(await one.mails()).toEqual(['change_scheduled', 'receipt']);
  await time.advanceTo(scheduled?.at ?? '', 7_200);
  await one.sync();
  expect(await one.current()).toMatchObject({ plan: { id: 'starter' }, scheduled: null, amountMinor: 1_900 });
  expect((await one.invoices())[0]).toMatchObject({ billing_reason: 'subscription_cycle', amount_paid: 1_900 });
  expect((await one.history())[0]).toMatchObject({ type: 'downgraded', by: 'Ada' });
});

test('a change that Stripe refuses leaves a scheduled change to another interval where it was, with its discount', async () => {
  const one = await subscribed({ plan: 'business' });
  const coupon = await shop.it.stripe.coupons.create({ percent_off: 10, duration: 'once', name: 'Later' });
  await shop.it.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'LATER10' });
  await one.change({ plan: 'starter', interval: 'year', coupon: 'LATER10' });
  const [{ scheduled }, before] = [await one.current(), await scheduleOf(one)];
  expect(scheduled).toMatchObject({ to: { plan: { id: 'starter' }, interval: 'year' } });
  const preview = await one.preview({ plan: 'business', interval: 'month', quantity: 3 });
  await shop.it.control('faults', { match: { method: 'POST', path: '/v1/subscriptions/{id}' }, kind: 'before', status: 400 });
  await expect(one.confirm(preview)).rejects.toMatchObject({ code: 'conflict' });
  expect(await one.current()).toMatchObject({ quantity: 1, scheduled });
  expect((await scheduleOf(one)).phases[1]).toEqual(before.phases[1]);
});

const scheduleOf = async (one: Subscriber) => shop.it.stripe.subscriptionSchedules.retrieve((await one.subscription()).schedule as string);

test('members and keys beyond the target block it by name, and a late payment blocks everything', async () => {
  const one = await subscribed({ plan: 'business', quantity: 6 });
  for (let i = 0; i < 3; i += 1) await makeMember(shop.it.database, one.workspace.id, 'member');
  for (let i = 0; i < 6; i += 1) await makeApiKey(shop.it.database, one.workspace.id);
  const preview = await one.preview({ plan: 'starter', interval: 'month' });
  expect(preview.blockers.map(({ code, names }) => [code, names.length])).toEqual([['too_many_members', 4], ['too_many_api_keys', 6]]);
  await expect(one.confirm(preview)).rejects.toMatchObject({ code: 'conflict', status: 409, details: { extra: { blockers: [{ code: 'too_many_members' }, { code: 'too_many_api_keys' }] } } });
  expect(await one.preview({ plan: 'business', interval: 'month', quantity: 3 })).toMatchObject({ kind: 'seats_down', blockers: [{ code: 'too_many_members' }] });
  expect((await one.subscription()).schedule).toBeNull();
});

test('what came since a downgrade was scheduled takes it back a day before, says why, and only once', async () => {
  const one = await subscribed({ plan: 'business' });
  const { preview } = await one.change({ plan: 'starter', interval: 'month' });
  for (let i = 0; i < 6; i += 1) await makeApiKey(shop.it.database, one.workspace.id);
  const watch = () => watchSubscriptions(shop.it.ctx({ now: time.now() }), {});
  expect(await watch()).toBe(0);
  await time.advanceTo(new Date(Date.parse(preview.effectiveAt) - 12 * 3_600_000));
  expect(await Promise.all([watch(), watch()])).toEqual(expect.arrayContaining([1]));
  expect(await watch()).toBe(0);
  expect(await one.current()).toMatchObject({ plan: { id: 'business' }, scheduled: null });
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'downgrade_blocked']);
  expect((await one.history())[0]).toMatchObject({ by: 'Tollgate', reason: expect.stringContaining('6 API keys') as string });
  expect(await one.mails()).toEqual(['change_scheduled', 'downgrade_blocked', 'receipt']);
});

test('a workspace that cannot be looked at keeps no downgrade of another from being judged, and the run fails for it', async () => {
  const [one, broken] = [await subscribed({ plan: 'business' }), await subscribed({ plan: 'pro' })];
  const { preview } = await one.change({ plan: 'starter', interval: 'month' });
  for (let i = 0; i < 6; i += 1) await makeApiKey(shop.it.database, one.workspace.id);
  await time.advanceTo(new Date(Date.parse(preview.effectiveAt) - 12 * 3_600_000));
  await shop.it.database.db.subscription.updateMany({ where: { workspaceId: broken.workspace.id }, data: { status: 'trialing', trialEnd: new Date(time.now().getTime() + 86_400_000) } });
  await shop.it.database.sql.query(`ALTER TABLE subscriptions ADD CONSTRAINT refuse_sync CHECK (workspace_id <> '${broken.workspace.id}') NOT VALID`);
  await expect(watchSubscriptions(shop.it.ctx({ now: time.now() }), {})).rejects.toThrow(/^1 of \d+ subscriptions could not be looked at/);
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'downgrade_blocked']);
  await shop.it.database.sql.query('ALTER TABLE subscriptions DROP CONSTRAINT refuse_sync');
  await expect(watchSubscriptions(shop.it.ctx({ now: time.now() }), {})).resolves.toBe(0);
});
