import { expect, test } from 'vitest';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { endTrial } from '@/lib/services/subscriptions/end-trial';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { watchSubscriptions } from '@/lib/services/subscriptions/watch-subscriptions';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { plan: 'pro', now: time.now, ...given });
const watch = () => watchSubscriptions(shop.it.ctx({ now: time.now() }), {});

test('a trial costs nothing, is spoken of three days before its end, and becomes paid by itself', async () => {
  const workspace = await shop.it.workspace();
  const visitor = new Subscriber(shop.it, workspace, time.now);
  const shown = await visitor.preview({ plan: 'pro', interval: 'month' });
  expect(shown).toMatchObject({ kind: 'first', when: 'checkout', dueNowMinor: 0, nextInvoice: { amountMinor: 4_900 }, trialEnd: expect.any(String) as string });
  const one = await subscribed();
  const { trialEnd } = await one.current();
  expect(await one.mails()).toEqual([]);
  await time.advanceTo(new Date(Date.parse(trialEnd ?? '') - 4 * 86_400_000));
  await watch();
  expect(await one.mails()).toEqual([]);
  await time.advance(1.5);
  await Promise.all([watch(), watch()]);
  expect(await one.mails()).toEqual(['trial_ending']);
  await time.advanceTo(trialEnd ?? '', 7_200);
  await one.sync();
  expect(await one.current()).toMatchObject({ status: 'active', plan: { id: 'pro' } });
  expect(await one.types()).toEqual(['trial_started', 'trial_converted']);
  expect(await one.mails()).toEqual(['receipt', 'trial_ending']);
});

test('a change to a plan that has a trial too is free until the trial’s end', async () => {
  const one = await subscribed();
  const { trialEnd } = await one.current();
  const change = await one.change({ plan: 'pro', interval: 'year' });
  expect(change).toMatchObject({ preview: { kind: 'switch', when: 'now', dueNowMinor: 0, trialEnd, nextInvoice: { amountMinor: 49_000, at: trialEnd } }, result: { kind: 'applied' } });
  expect(await one.current()).toMatchObject({ status: 'trialing', interval: 'year', trialEnd });
  expect((await one.invoices()).reduce((sum, invoice) => sum + invoice.amount_paid, 0)).toBe(0);
});

test.each([['business', 20, 118_000, 'upgraded'], ['starter', 1, 1_900, 'downgraded']])('a change to %s, which has no trial, ends it and is charged as was shown', async (plan, quantity, amount, type) => {
  const one = await subscribed();
  await time.advance(3);
  const { preview, result } = await one.change({ plan, interval: 'month', quantity });
  expect(preview).toMatchObject({ when: 'now', dueNowMinor: amount, trialEnd: null, nextInvoice: { amountMinor: amount } });
  expect(result).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ status: 'active', plan: { id: plan }, quantity });
  expect((await one.invoices())[0]).toMatchObject({ status: 'paid', amount_paid: amount });
  expect(await one.types()).toEqual(['trial_started', 'trial_converted', type]);
});

test('a change that would end a trial and is not paid leaves the trial as it was', async () => {
  const one = await subscribed();
  const { trialEnd } = await one.current();
  await one.useCard('pm_card_chargeCustomerFail');
  expect((await one.change({ plan: 'business', interval: 'month', quantity: 20 })).result).toMatchObject({ kind: 'payment_required' });
  expect(await one.current()).toMatchObject({ status: 'trialing', plan: { id: 'pro' }, trialEnd });
  expect(await shop.it.planOf(one.workspace)).toBe('pro');
});

test('ending a trial charges the first period now, once for eight clicks', async () => {
  const one = await subscribed();
  expect(await Promise.all(Array.from({ length: 8 }, () => endTrial(one.ctx())))).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect(await one.current()).toMatchObject({ status: 'active' });
  expect((await one.invoices()).filter((invoice) => invoice.amount_paid === 4_900)).toHaveLength(1);
  expect(await one.types()).toEqual(['trial_started', 'trial_converted']);
});

test('a card that is refused when a trial is ended leaves the trial as it was', async () => {
  const one = await subscribed();
  await one.useCard('pm_card_chargeCustomerFail');
  expect(await endTrial(one.ctx())).toMatchObject({ kind: 'payment_required', clientSecret: null });
  expect(await one.current()).toMatchObject({ status: 'trialing' });
  expect(await one.types()).toEqual(['trial_started']);
});

test('a trial that was going to end ends, although somebody wanted to pay for it and the card was refused', async () => {
  const one = await subscribed();
  await cancelSubscription(one.ctx(), {});
  const { cancelAt } = await one.current();
  await one.useCard('pm_card_chargeCustomerFail');
  expect(await endTrial(one.ctx())).toMatchObject({ kind: 'payment_required' });
  expect(await one.current()).toMatchObject({ status: 'trialing', cancelAt });
  await time.advanceTo(cancelAt ?? '', 7_200);
  await one.sync();
  expect(await one.current()).toMatchObject({ status: 'canceled', plan: { id: 'free' } });
  expect((await one.invoices()).filter((invoice) => invoice.status === 'open' || invoice.amount_paid > 0)).toEqual([]);
});

test('a paused plan that was going to end ends, although somebody wanted to go on and the card was refused', async () => {
  const one = await subscribed();
  await endTrial(one.ctx());
  await time.advance(10);
  await pauseSubscription(one.ctx());
  await time.advance(30);
  const cancelAt = Math.floor(time.now().getTime() / 1_000) + 86_400;
  await shop.it.stripe.subscriptions.update((await one.subscription()).id, { cancel_at: cancelAt });
  await one.useCard('pm_card_chargeCustomerFail');
  expect(await resumeSubscription(one.ctx())).toMatchObject({ kind: 'payment_required' });
  expect(await one.current()).toMatchObject({ status: 'paused', cancelAt: new Date(cancelAt * 1_000).toISOString() });
});

test('a pause bills nothing and gives the default plan; going on begins a period, less the credit of the pause', async () => {
  const one = await subscribed();
  await endTrial(one.ctx());
  await time.advance(10);
  expect(await Promise.all(Array.from({ length: 8 }, () => pauseSubscription(one.ctx())))).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect(await one.current()).toMatchObject({ status: 'paused', plan: { id: 'free' }, pausedAt: expect.any(String) as string });
  const before = await one.invoices();
  await time.advance(60);
  await one.sync();
  expect(await one.invoices()).toHaveLength(before.length);
  expect(await resumeSubscription(one.ctx())).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ status: 'active', plan: { id: 'pro' }, pausedAt: null });
  const [invoice] = await one.invoices();
  expect(invoice?.amount_paid).toBeLessThan(2_000);
  expect(await one.types()).toEqual(['trial_started', 'trial_converted', 'paused', 'unpaused']);
  const starter = await subscribed({ plan: 'starter' });
  await expect(pauseSubscription(starter.ctx())).rejects.toMatchObject({ code: 'conflict' });
});
