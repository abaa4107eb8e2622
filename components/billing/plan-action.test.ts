import { describe, expect, it } from 'vitest';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { planAction } from './plan-action';

const plan = (change: Partial<PlanView>): PlanView => ({
  id: 'pro', name: 'Pro', tagline: '', isFree: false, isCustom: false, isDefault: false, yearlySaving: null, isPerSeat: false, trialDays: null, seats: 10, apiKeys: 20, features: [], limits: [],
  prices: [{ interval: 'month', amountMinor: 4_900, currency: 'usd', formatted: '$49.00' }, { interval: 'year', amountMinor: 49_000, currency: 'usd', formatted: '$490.00' }],
  isCurrent: false, currentInterval: null, change: 'upgrade', ...change,
});
const free = plan({ id: 'free', name: 'Free', isFree: true, isDefault: true, change: 'downgrade' });
const current = plan({ isCurrent: true, currentInterval: 'month', change: null });

const onPro: SubscriptionView = {
  plan: { id: 'pro', name: 'Pro' }, subscribed: { id: 'pro', name: 'Pro' }, status: 'active', access: 'full', interval: 'month', amountMinor: 4_900, currency: 'usd', quantity: 1, isPerSeat: false, mostSeats: 10, members: 1,
  period: { start: '2026-11-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z' }, cancelAt: null, trialEnd: null, pausedAt: null, canPause: true, scheduled: null, discount: null,
  pendingPayment: null, overdue: null, card: null,
};
const situation = { interval: 'month' as const, subscription: onPro, hasSubscription: true, mayBuy: true };
const terms = (id: string) => ({ plan: { id, name: id }, interval: 'month' as const, quantity: 1, amountMinor: 1_900, currency: 'usd' });

describe('the button under a plan', () => {
  it('buys the first plan at once, and looks at every later change first', () => {
    const nobody = { ...situation, hasSubscription: false, subscription: { ...onPro, status: null, interval: null } };
    expect(planAction(plan({}), nobody)).toMatchObject({ kind: 'buy', what: 'Upgrade to Pro', cost: '$49.00 a month' });
    expect(planAction(plan({ id: 'business', name: 'Business' }), situation)).toMatchObject({ kind: 'link', what: 'Upgrade to Business', href: '/plans/change?plan=business&interval=month' });
    expect(planAction(plan({ id: 'starter', name: 'Starter', change: 'downgrade' }), situation)).toMatchObject({ kind: 'link', what: 'Downgrade to Starter' });
  });

  it('asks for the seats before it buys a plan per seat', () => {
    expect(planAction(plan({ isPerSeat: true }), { ...situation, hasSubscription: false })).toMatchObject({ kind: 'link', cost: '$49.00 a month per person' });
  });

  it('switches the current plan between month and year', () => {
    expect(planAction(current, situation)).toEqual({ kind: 'said', what: 'You are on this plan' });
    expect(planAction(current, { ...situation, interval: 'year' })).toMatchObject({ kind: 'link', what: 'Switch to yearly', cost: '$490.00 a year' });
    expect(planAction(current, { ...situation, subscription: { ...onPro, interval: 'year' } })).toMatchObject({ what: 'Switch to monthly' });
  });

  it('offers nothing that could not be used while the plan is paused, but the way out', () => {
    const paused = { ...situation, subscription: { ...onPro, plan: { id: 'free', name: 'Free' }, status: 'paused' } };
    expect(planAction(plan({}), paused)).toEqual({ kind: 'said', what: 'You have paused this plan' });
    expect(planAction(plan({ id: 'business', name: 'Business' }), paused)).toEqual({ kind: 'said', what: 'Go on with Pro first' });
    expect(planAction({ ...free, isCurrent: true }, paused)).toMatchObject({ kind: 'link', what: 'Downgrade to Free', href: '/plans/cancel' });
  });

  it('sells nobody the plan that they have bought while another one holds', () => {
    const bought = plan({ change: 'switch' });
    const onHold = { ...onPro, plan: { id: 'free', name: 'Free' }, status: 'unpaid', access: 'limited' as const };
    expect(planAction(bought, { ...situation, subscription: onHold })).toEqual({ kind: 'said', what: 'On hold until its invoice is paid' });
    expect(planAction(bought, { ...situation, subscription: { ...onHold, status: 'incomplete', access: 'none' } })).toEqual({ kind: 'said', what: 'Waits for its first payment' });
    const excepted = { ...onPro, plan: { id: 'business', name: 'Business' } };
    expect(planAction(bought, { ...situation, subscription: excepted })).toEqual({ kind: 'said', what: 'You have bought this plan' });
    expect(planAction(bought, { ...situation, interval: 'year', subscription: excepted })).toMatchObject({ kind: 'link', what: 'Switch to yearly' });
  });

  it('takes back what is set for later', () => {
    const scheduled = { ...situation, subscription: { ...onPro, scheduled: { to: terms('starter'), at: '2026-12-01T00:00:00.000Z' } } };
    expect(planAction(plan({ id: 'starter', change: 'downgrade' }), scheduled)).toMatchObject({ kind: 'undo' });
    const ending = { ...situation, subscription: { ...onPro, cancelAt: '2026-12-01T00:00:00.000Z' } };
    expect(planAction(current, ending)).toMatchObject({ kind: 'keep', what: 'Keep Pro' });
    expect(planAction(free, ending)).toEqual({ kind: 'said', what: 'Follows when your plan ends' });
  });

  it('goes to the cancel page for the plan that costs nothing', () => {
    expect(planAction(free, situation)).toMatchObject({ kind: 'link', what: 'Downgrade to Free', href: '/plans/cancel' });
  });

  it('offers nothing to those who may not buy', () => {
    for (const one of [plan({}), current, free]) expect(planAction(one, { ...situation, mayBuy: false }).kind).toBe('said');
  });
});
