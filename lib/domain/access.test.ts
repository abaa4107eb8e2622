import { describe, expect, it } from 'vitest';
import { accessOf, graceDays, grantsPlan, isLive, subscriptionStatuses } from './access';

const now = new Date('2026-06-15T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe('access', () => {
  it.each([
    ['incomplete', 'none'], ['incomplete_expired', 'none'], ['trialing', 'full'], ['active', 'full'], ['past_due', 'grace'], ['canceled', 'none'], ['unpaid', 'limited'], ['paused', 'limited'],
  ] as const)('of a subscription that is %s is %s', (status, access) => {
    expect(accessOf(status, null, now)).toBe(access);
  });

  it('stays through the grace days and ends with them', () => {
    expect(accessOf('past_due', daysAgo(graceDays - 0.001), now)).toBe('grace');
    expect(accessOf('past_due', daysAgo(graceDays), now)).toBe('limited');
  });

  it('keeps the plan when it is full or in grace', () => {
    expect((['full', 'grace', 'limited', 'none'] as const).map(grantsPlan)).toEqual([true, true, false, false]);
  });

  it('counts as live all but what has ended', () => {
    expect(subscriptionStatuses.filter((status) => !isLive(status))).toEqual(['incomplete_expired', 'canceled']);
  });
});
