import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { liveInOrder, projectSubscription, type Sold } from './project-subscription';

const sold = (id: string, status: string, created: number, given: Partial<Stripe.Subscription> = {}): Sold => {
  const price = { currency: 'usd', unit_amount: 1_900, recurring: { interval: 'month' } };
  const item = { price, quantity: 3, current_period_start: 1_700_000_000, current_period_end: 1_702_592_000 };
  const dates = { start_date: created, billing_cycle_anchor: created, trial_end: null, cancel_at: null, cancel_at_period_end: false, canceled_at: null, ended_at: null };
  const extras = { discounts: [], customer: 'cus_1' };
  return { subscription: { id, status, created, ...dates, ...extras, ...given }, item, planVersionId: 'pv_1', scheduled: null, pendingChange: null, onFile: { paymentMethodId: null, card: null } } as unknown as Sold;
};
const order = (...list: Sold[]) => liveInOrder(list).map((one) => one.subscription.id);
const now = new Date('2026-11-20T00:00:00Z');

test('of several live subscriptions the oldest that is paid for comes first', () => {
  expect(order(sold('new', 'active', 30), sold('old', 'active', 10), sold('trial', 'trialing', 20))).toEqual(['old', 'trial', 'new']);
  expect(order(sold('unpaid', 'unpaid', 1), sold('begun', 'incomplete', 2), sold('paid', 'active', 3))).toEqual(['paid', 'unpaid', 'begun']);
  expect(order(sold('late', 'past_due', 1), sold('unpaid', 'unpaid', 2), sold('paid', 'active', 3))).toEqual(['paid', 'late', 'unpaid']);
});

test('what ended is not live, and a tie is broken the same way in any order', () => {
  expect(order(sold('a', 'canceled', 1), sold('b', 'incomplete_expired', 2))).toEqual([]);
  expect(order(sold('b', 'active', 1), sold('a', 'active', 1))).toEqual(order(sold('a', 'active', 1), sold('b', 'active', 1)));
});

test('a cancellation is pending whichever of its two ways Stripe says it', () => {
  const end = new Date(1_702_592_000_000);
  expect(projectSubscription(sold('s', 'active', 1, { cancel_at: 1_702_592_000 }), 'ws', null, now).cancelAt).toEqual(end);
  expect(projectSubscription(sold('s', 'active', 1, { cancel_at_period_end: true }), 'ws', null, now).cancelAt).toEqual(end);
});

test('past due is counted from when it was first seen, and forgotten once it is paid', () => {
  const first = new Date('2026-11-10T00:00:00Z');
  expect(projectSubscription(sold('s', 'past_due', 1), 'ws', null, now).pastDueSince).toEqual(now);
  expect(projectSubscription(sold('s', 'past_due', 1), 'ws', first, now).pastDueSince).toEqual(first);
  expect(projectSubscription(sold('s', 'active', 1), 'ws', first, now).pastDueSince).toBeNull();
});

test('the amount is price times quantity, and a status that Stripe adds later is refused loudly', () => {
  expect(projectSubscription(sold('s', 'active', 1), 'ws', null, now)).toMatchObject({ amountMinor: 5_700, quantity: 3 });
  expect(() => projectSubscription(sold('s', 'dormant', 1), 'ws', null, now)).toThrow(/dormant/);
});
