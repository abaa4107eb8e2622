import { expect, test } from 'vitest';
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
