import { expect, test } from 'vitest';
import { changesBetween, type Compared } from './changes-between';
import type { SubscriptionFacts } from './project-subscription';

const at = (text: string) => new Date(`2026-12-${text}Z`);
const boundary = '2026-12-20T00:00:00.000Z';
const facts = (given: Partial<SubscriptionFacts>): SubscriptionFacts => ({
  stripeSubscriptionId: 'sub_1', workspaceId: 'ws_1', planVersionId: 'pv_pro', status: 'active', interval: 'month', currency: 'usd', amountMinor: 4_900, quantity: 1, startedAt: at('01T00:00:00'), billingAnchor: at('01T00:00:00'),
  currentPeriodStart: new Date('2026-11-20T00:00:00Z'), currentPeriodEnd: new Date(boundary), trialEnd: null, cancelAt: null, canceledAt: null, endedAt: null, pastDueSince: null, scheduled: null, discount: null, pendingChange: null, paymentMethodId: null, card: null, pausedAt: null,
  ...given,
} as SubscriptionFacts);
const coming = { scheduleId: 'sub_sched_1', planVersionId: 'pv_starter', interval: 'month' as const, quantity: 1, amountMinor: 1_900, at: boundary };
const compared = (after: Partial<SubscriptionFacts>, now: Date): Compared => ({
  before: facts({ scheduled: coming }), after: facts(after), asked: [], now, planOf: (id) => id.replace('pv_', ''), direction: (from, to) => (to.amountMinor > from.amountMinor ? 'upgraded' : 'downgraded'),
  boughtBy: { kind: 'stripe', id: null }, madeBy: () => ({ kind: 'stripe', id: null }), cancellation: { reason: null, feedback: null, comment: null }, latestInvoice: null, creditMinor: null, isRetention: () => false,
});
const types = (c: Compared) => changesBetween(c).map((one) => one.type);

test('a scheduled change that is gone before its day was undone', () => {
  expect(types(compared({}, at('19T23:59:59')))).toEqual(['schedule_undone']);
});

test('a subscription read just before its period ended, and its schedule just after, is no change of mind', () => {
  expect(types(compared({}, at('20T00:00:01')))).toEqual([]);
});

test('a scheduled change that was undone in time is told also where we hear of it in the next period', () => {
  expect(types(compared({ currentPeriodStart: new Date(boundary), currentPeriodEnd: new Date('2027-01-20T00:00:00Z') }, at('21T00:00:00')))).toEqual(['schedule_undone']);
});

test.each([
  ['whatever Stripe calls it', {}, 'payment_failed', 'trial_over'],
  ['also where Stripe gives no reason', {}, null, 'trial_over'],
  ['but not what somebody canceled', { cancelAt: at('20T00:00:00') }, null, null],
  ['nor what ended before its day', { endedAt: at('19T00:00:00') }, null, null],
])('a trial that ends on its day was without a card, %s', (_how, given, told, reason) => {
  const ended = { status: 'canceled' as const, trialEnd: at('20T00:00:00'), endedAt: at('20T00:00:05'), ...given };
  const c = { ...compared(ended, at('20T00:01:00')), before: facts({ ...ended, status: 'trialing', endedAt: null }), cancellation: { reason: told, feedback: null, comment: null } };
  expect(changesBetween(c).map((one) => [one.type, one.reason])).toEqual([['canceled', reason]]);
});
