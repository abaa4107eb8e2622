import { expect, test } from 'vitest';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { previewCancel } from '@/lib/services/subscriptions/preview-cancel';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { now: time.now, ...given });

test('a cancellation ends the plan at the period’s end, with its reason, and eight clicks are one', async () => {
  const one = await subscribed();
  const { period } = await one.current();
  const answers = await Promise.all(Array.from({ length: 8 }, () => cancelSubscription(one.ctx(), { reason: 'too_expensive', feedback: 'Too much for us' })));
  expect(answers).toEqual(Array.from({ length: 8 }, () => ({ kind: 'scheduled', at: period.end })));
  expect(await one.current()).toMatchObject({ cancelAt: period.end, status: 'active' });
  expect((await one.subscription()).cancellation_details).toMatchObject({ feedback: 'too_expensive', comment: 'Too much for us' });
  expect((await one.history())[0]).toMatchObject({ type: 'cancel_scheduled', by: 'Ada', reason: 'too_expensive', feedback: 'Too much for us', effectiveAt: period.end });
  await time.advanceTo(period.end, 7_200);
  await one.sync();
  expect(await one.current()).toMatchObject({ plan: { id: 'free' }, status: 'canceled' });
  expect(await one.types()).toEqual(['started', 'cancel_scheduled', 'canceled']);
  expect((await one.history())[0]).toMatchObject({ by: 'Ada', reason: 'too_expensive' });
  expect(await one.mails()).toEqual(['canceled', 'ended', 'receipt']);
});

test('a cancellation is taken back, and again made, each written down', async () => {
  const one = await subscribed();
  await cancelSubscription(one.ctx(), {});
  expect(await Promise.all(Array.from({ length: 8 }, () => resumeSubscription(one.ctx())))).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect(await one.current()).toMatchObject({ cancelAt: null });
  await time.advance(1);
  await cancelSubscription(one.ctx(), { reason: 'unused' });
  expect(await one.types()).toEqual(['started', 'cancel_scheduled', 'cancel_undone', 'cancel_scheduled']);
  expect(await one.mails()).toEqual(['canceled', 'canceled', 'change_undone', 'receipt']);
});

test('ending at once gives the unused time back as credit, exactly as was said before', async () => {
  const one = await subscribed();
  const customer = await shop.it.customerOf(one.workspace);
  await time.advance(10);
  const said = await previewCancel(one.ctx(), { when: 'now' });
  expect(said.creditMinor).toBeGreaterThan(1_200);
  const result = await cancelSubscription(one.ctx(), { when: 'now', reason: 'other' });
  expect(result).toEqual({ kind: 'applied', creditMinor: said.creditMinor, currency: 'usd' });
  expect(await shop.it.stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 - said.creditMinor });
  expect(await one.current()).toMatchObject({ plan: { id: 'free' }, status: 'canceled' });
  expect(await one.types()).toEqual(['started', 'canceled']);
  expect(await one.mails()).toEqual(['canceled', 'receipt']);
  await expect(cancelSubscription(one.ctx(), { when: 'now' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a cancellation releases a scheduled downgrade first, because Stripe refuses the two together', async () => {
  const one = await subscribed({ plan: 'business' });
  await one.change({ plan: 'starter', interval: 'month' });
  expect(await cancelSubscription(one.ctx(), {})).toMatchObject({ kind: 'scheduled' });
  expect(await one.current()).toMatchObject({ scheduled: null, cancelAt: expect.any(String) as string });
  expect(await one.types()).toEqual(['started', 'downgrade_scheduled', 'schedule_undone', 'cancel_scheduled']);
});

test('an upgrade takes a cancellation back; one whose payment is refused leaves the end where it was', async () => {
  const one = await subscribed();
  await cancelSubscription(one.ctx(), {});
  const { cancelAt } = await one.current();
  await one.useCard('pm_card_chargeCustomerFail');
  expect((await one.change({ plan: 'pro', interval: 'month' })).result).toMatchObject({ kind: 'payment_required' });
  expect(await one.current()).toMatchObject({ plan: { id: 'starter' }, cancelAt });
  await one.useCard('pm_card_visa');
  expect((await one.change({ plan: 'pro', interval: 'month' })).result).toEqual({ kind: 'applied' });
  expect(await one.current()).toMatchObject({ plan: { id: 'pro' }, cancelAt: null });
});

test('a plain member cannot cancel, and a workspace without a subscription has nothing to cancel', async () => {
  const one = await subscribed();
  await expect(cancelSubscription(one.ctx({ role: 'member' }), {})).rejects.toMatchObject({ code: 'forbidden' });
  const workspace = await shop.it.workspace();
  await expect(cancelSubscription(shop.it.member(workspace), {})).rejects.toMatchObject({ code: 'conflict' });
  expect(await one.current()).toMatchObject({ cancelAt: null });
});

test('ending at once in the hour before a first or a next period is charged leaves no credit that nobody paid', async () => {
  const trial = await subscribed({ plan: 'pro' });
  const starter = await subscribed();
  await time.advanceTo((await trial.current()).trialEnd ?? '', 60);
  await trial.sync();
  await endsFree(trial);
  await time.advanceTo((await starter.current()).period.end, 60);
  await starter.sync();
  await endsFree(starter);
});

/** Some cents for some minutes at most, which are too little to be charged. */
const endsFree = async (one: Subscriber): Promise<void> => {
  expect(await one.current()).toMatchObject({ status: 'active' });
  const paid = (await one.invoices()).reduce((sum, invoice) => sum + invoice.amount_paid, 0);
  expect(await previewCancel(one.ctx(), { when: 'now' })).toMatchObject({ creditMinor: 0, owedMinor: 0 });
  expect(await cancelSubscription(one.ctx(), { when: 'now' })).toEqual({ kind: 'applied', creditMinor: 0, currency: 'usd' });
  await time.advance(0, 2);
  await one.sync();
  const customer = await shop.it.stripe.customers.retrieve(await shop.it.customerOf(one.workspace));
  expect('balance' in customer && customer.balance).toBeGreaterThanOrEqual(0);
  const invoices = await one.invoices();
  expect(invoices.reduce((sum, invoice) => sum + invoice.amount_paid, 0)).toBe(paid);
  expect(invoices.filter((invoice) => invoice.status === 'draft' || invoice.status === 'open')).toEqual([]);
  expect(await one.current()).toMatchObject({ status: 'canceled', plan: { id: 'free' } });
};

test('a report of use that Stripe does not take keeps nobody from pausing, from the preview of an end, or from leaving', async () => {
  const [leaving, pausing] = [await subscribed({ plan: 'business' }), await subscribed({ plan: 'business' })];
  for (const { workspace: { id: workspaceId } } of [leaving, pausing]) {
    const { start, end } = { start: new Date(time.now().getTime() - 60_000), end: new Date(time.now().getTime() + 60_000) };
    await shop.it.database.db.overageReport.create({ data: { identifier: `stuck-${workspaceId}`, workspaceId, meter: 'credits', periodStart: start, periodEnd: end, units: 1n, eventName: 'no_such_meter', occurredAt: start, createdAt: start } });
  }
  expect(await pauseSubscription(pausing.ctx())).toEqual({ kind: 'applied' });
  expect((await previewCancel(leaving.ctx(), { when: 'now' })).creditMinor).toBeGreaterThan(0);
  expect(await cancelSubscription(leaving.ctx(), { when: 'now' })).toMatchObject({ kind: 'applied' });
  expect(await shop.it.database.db.overageReport.findUniqueOrThrow({ where: { identifier: `stuck-${leaving.workspace.id}` } })).toMatchObject({ sentAt: null, lastError: expect.stringContaining('no_such_meter') as string });
});
