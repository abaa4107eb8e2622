import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proration } from './proration';

const start = new Date('2026-11-01T00:00:00Z');
const end = new Date('2026-12-01T00:00:00Z');
const amount = fc.integer({ min: 0, max: 99_999_999 });
const instant = fc.integer({ min: 0, max: (end.getTime() - start.getTime()) / 1000 }).map((second) => new Date(start.getTime() + second * 1000));

test('from 29 to 49 with 15 of 30 days left: credit 14.50, charge 24.50, due 10.00', () => {
  expect(proration({ fromMinor: 2_900, toMinor: 4_900, start, end, at: new Date('2026-11-16T00:00:00Z') })).toEqual({
    creditMinor: 1_450, chargeMinor: 2_450, dueMinor: 1_000, daysRemaining: 15,
  });
});

test.each([
  ['2026-11-16T00:00:00Z', 3_500, 11_000],
  ['2026-11-10T06:00:00Z', 4_842, 15_217],
])('7000 to 22000 XOF on %s is to the second, without decimals', (at, creditMinor, chargeMinor) => {
  expect(proration({ fromMinor: 7_000, toMinor: 22_000, start, end, at: new Date(at) })).toMatchObject({ creditMinor, chargeMinor });
});

test('Stripe’s documented example: 1000 to 3252, 445,540 of 2,678,400 seconds left, is -166 and +541', () => {
  const at = new Date(1_598_982_148_000);
  expect(proration({ fromMinor: 1_000, toMinor: 3_252, start: new Date(1_596_749_288_000), end: new Date(1_599_427_688_000), at })).toMatchObject({ creditMinor: 166, chargeMinor: 541 });
});

test('an upgrade never pays out, and never costs more than the difference of the full prices', () => {
  fc.assert(
    fc.property(amount, amount, instant, (a, b, at) => {
      const { dueMinor } = proration({ fromMinor: Math.min(a, b), toMinor: Math.max(a, b), start, end, at });
      return dueMinor >= 0 && dueMinor <= Math.abs(a - b) + 1;
    }),
  );
});

test('there and back again at the same instant costs nothing', () => {
  fc.assert(
    fc.property(amount, amount, instant, (a, b, at) => {
      const there = proration({ fromMinor: a, toMinor: b, start, end, at });
      const back = proration({ fromMinor: b, toMinor: a, start, end, at });
      return there.dueMinor + back.dueMinor === 0;
    }),
  );
});

test('at the start everything is prorated, at the end nothing', () => {
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      expect(proration({ fromMinor: a, toMinor: b, start, end, at: start })).toMatchObject({ creditMinor: a, chargeMinor: b, daysRemaining: 30 });
      expect(proration({ fromMinor: a, toMinor: b, start, end, at: end })).toMatchObject({ creditMinor: 0, chargeMinor: 0, dueMinor: 0, daysRemaining: 0 });
    }),
  );
});
