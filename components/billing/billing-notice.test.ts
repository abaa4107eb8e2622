import { describe, expect, it } from 'vitest';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { billingNotice } from './billing-notice';

const now = '2026-11-21T00:00:00.000Z';
const subscription = (change: Partial<SubscriptionView>): SubscriptionView => ({
  plan: { id: 'pro', name: 'Pro' }, subscribed: { id: 'pro', name: 'Pro' }, status: 'active', access: 'full', interval: 'month', amountMinor: 4_900, currency: 'usd', quantity: 1, isPerSeat: false, mostSeats: null, members: 1,
  period: { start: '2026-11-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z' }, cancelAt: null, trialEnd: null, pausedAt: null, canPause: true, scheduled: null, discount: null,
  pendingPayment: null, overdue: null, card: { brand: 'Visa', last4: '4242', expMonth: 12, expYear: 2034 }, ...change,
});
const overdue = { invoiceId: 'in_1', amountMinor: 4_900, currency: 'usd', graceEndsAt: '2026-12-05T00:00:00.000Z', nextAttemptAt: '2026-11-24T00:00:00.000Z' };
const oldCard = { brand: 'Visa', last4: '4242', expMonth: 12, expYear: 2026 };

describe('the notice on every page', () => {
  it('is silent while all is well', () => {
    expect(billingNotice(subscription({}), now, [])).toBeNull();
  });

  it('says what is owed, until when the plan is kept, and offers to pay', () => {
    expect(billingNotice(subscription({ access: 'grace', status: 'past_due', overdue }), now, [])).toMatchObject({
      tone: 'warning', title: 'The payment of $49.00 failed', text: 'You keep Pro until 5 Dec 2026, in 14 days. The card is tried again on 24 Nov 2026.',
      action: { kind: 'pay', invoiceId: 'in_1', label: 'Pay $49.00' }, isDismissible: false,
    });
  });

  it('follows the access that the server derived, not the status', () => {
    const view = subscription({ access: 'limited', status: 'past_due', plan: { id: 'free', name: 'Free' }, overdue });
    expect(billingNotice(view, now, [])).toMatchObject({ id: 'limited', tone: 'danger' });
    expect(billingNotice({ ...view, access: 'full' }, now, [])).toBeNull();
  });

  it('shows the most pressing of several', () => {
    const all = subscription({ access: 'grace', status: 'past_due', overdue, cancelAt: '2026-12-01T00:00:00.000Z', card: oldCard });
    expect(billingNotice(all, now, [])?.id).toBe('overdue:in_1');
  });

  it('lets only what is harmless be dismissed, and shows the next one then', () => {
    const trial = subscription({ status: 'trialing', trialEnd: '2026-11-24T00:00:00.000Z', card: oldCard });
    const first = billingNotice(trial, now, []);
    expect(first).toMatchObject({ title: 'Your trial of Pro ends on 24 Nov 2026, in 3 days', isDismissible: true });
    expect(billingNotice(trial, now, [first?.id ?? ''])).toMatchObject({ title: 'The card ending in 4242 expires at the end of 12/2026' });
    const unpaid = subscription({ access: 'grace', overdue });
    expect(billingNotice(unpaid, now, ['overdue:in_1'])?.id).toBe('overdue:in_1');
  });

  it('asks for a card where a trial would end without one', () => {
    expect(billingNotice(subscription({ status: 'trialing', trialEnd: '2026-11-24T00:00:00.000Z', card: null }), now, [])?.action).toEqual({ kind: 'link', href: '/payment-methods', label: 'Add a card' });
    expect(billingNotice(subscription({ status: 'trialing', trialEnd: '2026-12-24T00:00:00.000Z', card: null }), now, [])).toBeNull();
  });

  it('names the plan that is paused, and the one whose limits hold', () => {
    const paused = subscription({ plan: { id: 'free', name: 'Free' }, status: 'paused', access: 'limited', pausedAt: '2026-11-10T00:00:00.000Z' });
    expect(billingNotice(paused, now, [])).toMatchObject({ title: 'Your plan Pro is paused since 10 Nov 2026', text: 'Nothing is billed, and the limits of Free hold meanwhile.' });
  });
});
