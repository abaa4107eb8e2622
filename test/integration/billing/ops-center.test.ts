import { expect, test } from 'vitest';
import { acceptRetentionOffer } from '@/lib/services/subscriptions/accept-retention-offer';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { removePaymentMethod } from '@/lib/services/payment-methods/remove-payment-method';
import { listPaymentMethods } from '@/lib/services/payment-methods/list-payment-methods';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { listPlans } from '@/lib/services/plans/list-plans';
import { makeApiKey } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop('ops-center');

const calls = async (key: string, count: number) => meterOf(shop.it.database, 'ops-center')(await Promise.all(Array.from({ length: count }, () => question(key, 'POST /v1/diagnose'))));

test('plans are sold at their prices, a year for ten months', async () => {
  const { plans } = await listPlans(shop.it.ctx());
  expect(plans.map(({ id, prices }) => [id, ...prices.map((price) => price.amountMinor)])).toEqual([['trial', 0, 0], ['starter', 1_900, 19_000], ['pro', 4_900, 49_000], ['enterprise', 9_900, 99_000]]);
});

test('a trial makes 700 calls and the 701st is refused; Checkout to starter, whose period is the subscription’s', async () => {
  const workspace = await shop.it.workspace();
  const { key } = await makeApiKey(shop.it.database, workspace.id);
  const decisions = await calls(key, 701);
  expect(decisions.filter((decision) => decision.allowed)).toHaveLength(700);
  expect(decisions.find((decision) => !decision.allowed)).toMatchObject({ code: 'quota_exceeded', plan: 'trial' });
  const one = new Subscriber(shop.it, workspace);
  const preview = await one.preview({ plan: 'starter', interval: 'month' });
  expect(preview).toMatchObject({ kind: 'first', when: 'checkout', dueNowMinor: 1_900 });
  const bought = await one.confirm(preview);
  if (bought.kind !== 'checkout') throw new Error(`expected a checkout, got ${bought.kind}`);
  expect(await shop.it.pay(bought.sessionId)).toBe(200);
  await one.sync();
  const { period } = await one.current();
  const { meters } = await getCurrentUsage(one.ctx(), {});
  expect(meters[0]?.limits).toMatchObject([{ window: 'billing_period', limit: 1_000, used: 0, resetsAt: period.end }]);
  expect(await calls(key, 1)).toMatchObject([{ allowed: true }]);
});

test('the preview is the invoice, the offer keeps the plan, a cancellation asks why and is undone, and history shows all of it', async () => {
  const one = await Subscriber.with(shop.it);
  const { preview, result } = await one.change({ plan: 'pro', interval: 'month' });
  expect(result).toEqual({ kind: 'applied' });
  const [invoice] = await one.invoices();
  expect([invoice?.amount_paid, invoice?.total, invoice?.lines.data.map((line) => line.amount).sort()]).toEqual([preview.dueNowMinor, preview.dueNowMinor, preview.lines.map((line) => line.amountMinor).sort()]);
  expect(await one.preview({ plan: 'starter', interval: 'month' })).toMatchObject({ kind: 'downgrade', blockers: [], lost: expect.arrayContaining([expect.objectContaining({ id: 'runbooks' })]) as unknown });
  const { offer } = await getRetentionOffer(one.ctx(), { for: 'downgrade' });
  expect(offer).toMatchObject({ percentOff: 20, months: 3, amountMinor: 3_920 });
  expect(await acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' })).toEqual({ kind: 'applied' });
  const { period } = await one.current();
  expect(await one.current()).toMatchObject({ plan: { id: 'pro' }, discount: { percentOff: 20 }, scheduled: null });
  expect(await cancelSubscription(one.ctx(), { reason: 'missing_features', feedback: 'No pager' })).toEqual({ kind: 'scheduled', at: period.end });
  expect(await resumeSubscription(one.ctx())).toEqual({ kind: 'applied' });
  expect((await one.history()).map(({ type, from, to, reason, feedback }) => [type, from?.plan.id ?? null, to?.plan.id ?? null, reason, feedback]).reverse()).toEqual([
    ['started', null, 'starter', null, null],
    ['upgraded', 'starter', 'pro', null, null],
    ['retention_accepted', null, 'pro', expect.any(String), null],
    ['cancel_scheduled', 'pro', null, 'missing_features', 'No pager'],
    ['cancel_undone', null, 'pro', null, null],
  ]);
});

test('the only card of a live subscription cannot be removed', async () => {
  const one = await Subscriber.with(shop.it);
  const { data } = await listPaymentMethods(one.ctx());
  expect(data).toMatchObject([{ isDefault: true, canRemove: false, last4: '4242' }]);
  await expect(removePaymentMethod(one.ctx(), { id: data[0]?.id ?? '' })).rejects.toMatchObject({ code: 'conflict' });
});
