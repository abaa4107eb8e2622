import { expect, test } from 'vitest';
import type { ChangePreviewView, ChangeResult, HistoryView, InvoicesView, PaymentMethodsView, RetentionOfferAnswer } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { decided } from '@/test/load';
import { Portal } from '@/test/portal';
import { booksOf, problemOf } from '@/test/product/books';
import { callsOf, changeTo, day, productWith, usageOf } from './proof';

const product = productWith('ops-center');
const diagnose = 'POST /v1/diagnose';

test('ops-center: 700 calls of the trial, Checkout, a preview that is the invoice, an offer that keeps the plan, a cancellation that asks why and can be undone, and a history of all of it', async () => {
  const portal = await Portal.signUp(product.it);
  const { call, close } = callsOf(portal);
  const current = () => portal.must<SubscriptionView>('GET', 'subscriptions/current');
  const calls = async () => (await usageOf(portal)).meters[0]?.limits[0];

  const answers = await Promise.all(Array.from({ length: 700 }, (_, i) => decided(() => call(diagnose, { 'idempotency-key': `call-${i}` }))));
  expect(answers.filter((one) => one.status !== 200 && one.status !== 409).map((one) => one.body)).toEqual([]);
  expect(problemOf(await call(diagnose))).toMatchObject({ status: 429, plan: 'trial', window: 'billing_period', limit: 700, used: 700, upgradeUrl: `${product.it.url}/plans` });
  expect(await booksOf(product.it, portal.customer.workspaceId, 'calls', 'billing_period')).toEqual({ ledger: 700, counter: 700 });

  expect(await changeTo(portal, 'starter')).toMatchObject({ when: 'checkout', dueNowMinor: 1_900 });
  const { period } = await current();
  expect(await calls()).toMatchObject({ limit: 1_000, used: 0, startedAt: period.start, resetsAt: period.end });
  expect((await call(diagnose)).status).toBe(200);
  await portal.advanceTo(new Date(new Date(period.end).getTime() + day / 8));
  expect(await calls()).toMatchObject({ used: 0, startedAt: period.end });

  await portal.advanceTo(new Date(new Date(period.end).getTime() + 10 * day));
  const up = await changeTo(portal, 'pro');
  const [invoice] = (await portal.must<InvoicesView>('GET', 'invoices?limit=100')).data;
  expect(invoice).toMatchObject({ status: 'paid', amountPaidMinor: up.dueNowMinor });

  const down = await portal.must<ChangePreviewView>('GET', 'subscriptions/preview-change?plan=starter&interval=month');
  expect(down).toMatchObject({ kind: 'downgrade', when: 'period_end' });
  const { offer } = await portal.must<RetentionOfferAnswer>('GET', 'subscriptions/retention-offer?for=downgrade');
  expect(offer).toMatchObject({ percentOff: 20, months: 3, amountMinor: 3_920, fullAmountMinor: 4_900 });
  expect(await portal.must<ChangeResult>('POST', 'subscriptions/retention-offer/accept', { offerId: offer?.offerId })).toEqual({ kind: 'applied' });
  expect(await current()).toMatchObject({ plan: { id: 'pro' }, discount: { percentOff: 20 }, scheduled: null });

  expect((await portal.ask('POST', 'subscriptions/cancel', { reason: 'none of those that are asked for' })).status).toBe(422);
  const end = (await current()).period.end;
  expect(await portal.must('POST', 'subscriptions/cancel', { reason: 'missing_features', feedback: 'No pager' })).toEqual({ kind: 'scheduled', at: end });
  expect(await current()).toMatchObject({ status: 'active', cancelAt: end });
  await portal.must('POST', 'subscriptions/resume', {});
  expect(await current()).toMatchObject({ status: 'active', cancelAt: null });

  const { data } = await portal.must<HistoryView>('GET', 'subscriptions/history?limit=100');
  expect(data.toReversed().map(({ type, from, to, reason, feedback }) => [type, from?.plan.id ?? null, to?.plan.id ?? null, reason, feedback])).toEqual([
    ['started', null, 'starter', null, null], ['upgraded', 'starter', 'pro', null, null], ['retention_accepted', null, 'pro', expect.any(String), null],
    ['cancel_scheduled', 'pro', null, 'missing_features', 'No pager'], ['cancel_undone', null, 'pro', null, null],
  ]);
  const { data: cards } = await portal.must<PaymentMethodsView>('GET', 'payment-methods');
  expect(cards).toMatchObject([{ canRemove: false }]);
  expect((await portal.ask('DELETE', `payment-methods/${cards[0]?.id}`)).status).toBe(409);
  close();
});
