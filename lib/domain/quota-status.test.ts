import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaStatus, warningPercent } from './quota-status';

describe('what a limit looks like', () => {
  it.each([
    [0, 100, { remaining: 100, percentage: 0, status: 'active' }],
    [79, 100, { remaining: 21, percentage: 79, status: 'active' }],
    [80, 100, { remaining: 20, percentage: 80, status: 'warning' }],
    [999, 1_000, { remaining: 1, percentage: 99.9, status: 'warning' }],
    [100, 100, { remaining: 0, percentage: 100, status: 'limit_reached' }],
    [130, 100, { remaining: 0, percentage: 130, status: 'limit_reached' }],
    [0, 0, { remaining: 0, percentage: 100, status: 'limit_reached' }],
    [5_000_000, null, { remaining: null, percentage: null, status: 'active' }],
  ] as const)('%i of %s', (used, limit, expected) => {
    expect(quotaStatus(used, limit)).toEqual(expected);
  });

  it('is never called reached while a unit is left, nor 100 percent', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), fc.integer({ min: 1, max: 1_000 }), (limit, left) => {
      const used = Math.max(0, limit - left);
      const { status, percentage } = quotaStatus(used, limit);
      return used === limit || (status !== 'limit_reached' && (percentage ?? 100) < 100 && (status === 'warning') === ((percentage ?? 0) >= warningPercent));
    }));
  });
});
