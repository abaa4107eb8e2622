import { expect, test } from 'vitest';
import { reportWorkspaceOverage } from '@/lib/services/overage/report-workspace-overage';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { endTrial } from '@/lib/services/subscriptions/end-trial';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { previewCancel } from '@/lib/services/subscriptions/preview-cancel';
import { previewEndTrial } from '@/lib/services/subscriptions/preview-end-trial';
import { previewResume } from '@/lib/services/subscriptions/preview-resume';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { now: time.now, ...given });
const stale = (preview: object) => ({ code: 'stale_preview', status: 409, details: { extra: { preview } } });
const charges = async (one: Subscriber) => (await one.invoices()).filter((invoice) => invoice.amount_due > 0).length;

test('who keeps a plan that somebody paused meanwhile is charged nothing and shown what going on costs', async () => {
  const one = await subscribed({ plan: 'business' });
  await cancelSubscription(one.ctx(), {});
  await pauseSubscription(one.ctx());
  const before = await charges(one);
  const shown = await previewResume(one.ctx());
  await expect(resumeSubscription(one.ctx(), { expect: 'keep' })).rejects.toMatchObject(stale(shown));
  expect(await one.current()).toMatchObject({ status: 'paused' });
  expect(await charges(one)).toBe(before);
});

test('a pause ends for the amount that was shown, or not at all, and does not take a cancellation back', async () => {
  const one = await subscribed({ plan: 'business', quantity: 2 });
  await pauseSubscription(one.ctx());
  await shop.it.stripe.customers.createBalanceTransaction(await shop.it.customerOf(one.workspace), { amount: 700, currency: 'usd' });
  const { dueNowMinor } = await previewResume(one.ctx());
  await expect(resumeSubscription(one.ctx(), { expect: 'unpause', dueNowMinor: dueNowMinor - 700 })).rejects.toMatchObject(stale({ dueNowMinor }));
  expect(await one.current()).toMatchObject({ status: 'paused' });
  expect(await resumeSubscription(one.ctx(), { expect: 'unpause', dueNowMinor })).toEqual({ kind: 'applied' });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: dueNowMinor });
  await cancelSubscription(one.ctx(), {});
  const { cancelAt } = await one.current();
  expect(await resumeSubscription(one.ctx(), { expect: 'unpause', dueNowMinor })).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ cancelAt });
});

test('a trial ends early for the amount that was shown, or not at all', async () => {
  const one = await subscribed({ plan: 'pro' });
  const shown = await previewEndTrial(one.ctx());
  expect(shown).toMatchObject({ plan: { id: 'pro' }, dueNowMinor: 4_900, currency: 'usd' });
  await shop.it.stripe.customers.createBalanceTransaction(await shop.it.customerOf(one.workspace), { amount: 500, currency: 'usd' });
  await expect(endTrial(one.ctx(), { dueNowMinor: shown.dueNowMinor })).rejects.toMatchObject(stale({ dueNowMinor: 5_400 }));
  expect(await one.current()).toMatchObject({ status: 'trialing' });
  expect(await endTrial(one.ctx(), { dueNowMinor: 5_400 })).toEqual({ kind: 'applied' });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: 5_400 });
  expect(await previewEndTrial(one.ctx())).toMatchObject({ dueNowMinor: 0 });
});

test('an end at once charges what was shown, or does not come', async () => {
  const one = await subscribed({ plan: 'business' });
  await time.advance(1);
  await shop.it.database.sql.query(
    `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used)
     SELECT $1, 'credits', 'billing_period', b.starts, b.ends, 5000000 FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b WHERE w.id = $1`, [one.workspace.id]);
  await expect(cancelSubscription(one.ctx(), { when: 'now', owedMinor: 0 })).rejects.toMatchObject({ code: 'stale_preview' });
  expect(await one.current()).toMatchObject({ status: 'active', cancelAt: null });
  await time.advanceTo((await one.current()).period.end, -600);
  await reportWorkspaceOverage(one.ctx(), { workspaceId: one.workspace.id });
  const { owedMinor } = await previewCancel(one.ctx(), { when: 'now' });
  expect(await cancelSubscription(one.ctx(), { when: 'now', owedMinor })).toMatchObject({ kind: 'applied', creditMinor: 0 });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: owedMinor });
});

test('who asks for an end at the period’s end of a plan that somebody paused meanwhile does not lose it at once', async () => {
  const one = await subscribed({ plan: 'business' });
  await pauseSubscription(one.ctx());
  await expect(cancelSubscription(one.ctx(), { when: 'period_end' })).rejects.toMatchObject(stale({ when: 'now', creditMinor: 0, owedMinor: 0, currency: 'usd' }));
  expect(await one.current()).toMatchObject({ status: 'paused', subscribed: { id: 'business' } });
  expect(await cancelSubscription(one.ctx(), {})).toMatchObject({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ status: 'canceled' });
});
