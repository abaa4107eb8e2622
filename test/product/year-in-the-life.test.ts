import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChangePreviewView, ChangeResult, HistoryView, InvoicesView, PaymentMethodsView, SetupIntentView } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { runProduct, type Product } from '@/scripts/run-product';
import { verify } from './books';
import { Portal } from '@/test/portal';

let product: Product;

beforeAll(async () => {
  product = await runProduct();
});

afterAll(async () => {
  await product?.stop();
});

const hour = 3_600_000;
const day = 24 * hour;
const after = (instant: string, ms: number) => new Date(new Date(instant).getTime() + ms);

/** A person on the default catalogue, from the first trial to the end, and what they see at each step. */
const livesAYear = (portal: Portal) => {
  const seen = { mails: 0, history: 0 };
  const current = () => portal.must<SubscriptionView>('GET', 'subscriptions/current');
  return {
    current,
    /** What is new in the mailbox and in the history since the last step, oldest first; the books are right as well. */
    async news(): Promise<{ mails: string[]; history: string[] }> {
      await portal.settle();
      const mails = await portal.mails();
      const { data } = await portal.must<HistoryView>('GET', 'subscriptions/history?limit=100');
      const news = { mails: mails.slice(seen.mails).map((mail) => mail.kind).sort(), history: data.toReversed().slice(seen.history).map((entry) => entry.type).sort() };
      seen.mails = mails.length;
      seen.history = data.length;
      verify(product);
      return news;
    },
    async change(plan: string, interval: 'month' | 'year', quantity?: number): Promise<ChangePreviewView> {
      const preview = await portal.must<ChangePreviewView>('GET', `subscriptions/preview-change?plan=${plan}&interval=${interval}${quantity === undefined ? '' : `&quantity=${quantity}`}`);
      expect(preview.blockers).toEqual([]);
      const result = await portal.must<ChangeResult>('POST', 'subscriptions/change', { plan, interval, ...(quantity === undefined ? {} : { quantity }), previewId: preview.previewId });
      expect(result.kind).toBe(preview.when === 'now' ? 'applied' : 'scheduled');
      return preview;
    },
    invoices: async () => (await portal.must<InvoicesView>('GET', 'invoices?limit=100')).data,
  };
};

test('a year in the life: trial, conversion, upgrade, failed renewal, new card, recovery, downgrade, cancellation, return and end, each with its mail and its line of history', async () => {
  const portal = await Portal.signUp(product);
  const life = livesAYear(portal);
  expect(await life.news()).toEqual({ mails: ['welcome'], history: [] });

  const checkout = await portal.must<ChangeResult>('POST', 'subscriptions/change', { plan: 'pro', interval: 'month' });
  if (checkout.kind !== 'checkout') throw new Error(`expected a checkout, got ${checkout.kind}`);
  await portal.sandbox(`checkout/${checkout.sessionId}/complete`);
  expect(await life.news()).toEqual({ mails: [], history: ['trial_started'] });
  const trial = await life.current();
  expect(trial).toMatchObject({ plan: { id: 'pro' }, status: 'trialing', access: 'full' });

  await portal.advanceTo(after(trial.trialEnd ?? '', -3 * day + hour));
  expect(await life.news()).toEqual({ mails: ['trial_ending'], history: [] });
  await portal.advanceTo(after(trial.trialEnd ?? '', 2 * hour));
  expect(await life.news()).toEqual({ mails: ['receipt'], history: ['trial_converted'] });
  expect((await life.invoices())[0]).toMatchObject({ status: 'paid', amountPaidMinor: 4_900 });

  await portal.advanceTo(after((await life.current()).period.start, 10 * day));
  const up = await life.change('business', 'month', 3);
  expect(await life.news()).toEqual({ mails: ['change_confirmed', 'receipt'], history: ['upgraded'] });
  expect((await life.invoices())[0]).toMatchObject({ status: 'paid', amountPaidMinor: up.dueNowMinor });
  expect(await life.current()).toMatchObject({ plan: { id: 'business' }, quantity: 3, amountMinor: 17_700 });

  await portal.sandbox('fail-next-payment', { customer: await portal.stripeCustomer(), declineCode: 'insufficient_funds' });
  await portal.advanceTo(after((await life.current()).period.end, 2 * hour));
  expect(await life.news()).toEqual({ mails: ['payment_failed'], history: ['payment_failed'] });
  const overdue = await life.current();
  expect(overdue).toMatchObject({ status: 'past_due', access: 'grace', overdue: { amountMinor: 17_700 } });

  const { clientSecret, publishableKey } = await portal.must<SetupIntentView>('POST', 'payment-methods/setup-intent', {});
  await portal.confirmSetup(clientSecret, publishableKey, 'pm_card_mastercard');
  await portal.settle();
  const { data: cards } = await portal.must<PaymentMethodsView>('GET', 'payment-methods');
  const fresh = cards.find((card) => card.last4 === '4444');
  await portal.must('POST', `payment-methods/${fresh?.id}/set-default`, {});
  await portal.must('POST', `invoices/${overdue.overdue?.invoiceId}/pay`, {});
  expect(await life.news()).toEqual({ mails: ['payment_recovered', 'receipt'], history: ['recovered'] });
  expect(await life.current()).toMatchObject({ status: 'active', access: 'full', overdue: null, card: { last4: '4444' } });

  const down = await life.change('starter', 'month');
  expect(down).toMatchObject({ when: 'period_end', dueNowMinor: 0 });
  expect(await life.news()).toEqual({ mails: ['change_scheduled'], history: ['downgrade_scheduled'] });
  await portal.advanceTo(after((await life.current()).period.end, 2 * hour));
  expect(await life.news()).toEqual({ mails: ['change_confirmed', 'receipt'], history: ['downgraded'] });
  expect(await life.current()).toMatchObject({ plan: { id: 'starter' }, quantity: 1, amountMinor: 1_900, scheduled: null });

  for (let month = 0; month < 7; month += 1) {
    await portal.advanceTo(after((await life.current()).period.end, 2 * hour));
    expect(await life.news()).toEqual({ mails: ['receipt'], history: [] });
  }

  await portal.must('POST', 'subscriptions/cancel', { reason: 'too_expensive', feedback: 'Not this month', when: 'period_end' });
  expect(await life.news()).toEqual({ mails: ['canceled'], history: ['cancel_scheduled'] });
  await portal.must('POST', 'subscriptions/resume', {});
  expect(await life.news()).toEqual({ mails: ['change_undone'], history: ['cancel_undone'] });
  expect(await life.current()).toMatchObject({ status: 'active', cancelAt: null });

  await portal.must('POST', 'subscriptions/cancel', { reason: 'unused', when: 'period_end' });
  expect(await life.news()).toEqual({ mails: ['canceled'], history: ['cancel_scheduled'] });
  await portal.advanceTo(after((await life.current()).period.end, hour));
  expect(await life.news()).toEqual({ mails: ['ended'], history: ['canceled'] });
  expect(await life.current()).toMatchObject({ plan: { id: 'free' }, status: 'canceled', access: 'none' });

  const reasons = (await portal.must<HistoryView>('GET', 'subscriptions/history?limit=100')).data.filter((entry) => entry.type === 'cancel_scheduled').map((entry) => [entry.reason, entry.feedback]);
  expect(reasons).toEqual([['unused', null], ['too_expensive', 'Not this month']]);
});
