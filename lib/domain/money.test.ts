import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatMoney, prorate } from './money';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('an amount as text', () => {
  it.each([
    [4_900, 'usd', 'en', '$49.00'], [0, 'usd', 'en', '$0.00'], [-5, 'usd', 'en', '-$0.05'], [7_000, 'xof', 'fr', '7 000 F CFA'], [1_000, 'jpy', 'en', '¥1,000'], [1_234, 'bhd', 'en', 'BHD 1.234'], [4_900, 'eur', 'fr', '49,00 €'],
  ] as const)('%i %s in %s is %s', (amount, currency, locale, text) => {
    expect(plain(formatMoney(amount, currency, locale))).toBe(text);
  });

  it('has the decimals of its currency', () => {
    expect(['usd', 'xof', 'krw', 'kwd'].map(decimalsOf)).toEqual([2, 0, 0, 3]);
  });
});

describe('proration', () => {
  const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
  const part = fc.integer({ min: 0, max: 31_622_400_000 });
  const whole = fc.integer({ min: 1, max: 31_622_400_000 });

  it('is within half a minor unit of the exact value', () => {
    fc.assert(fc.property(amount, part, whole, (a, any, d) => {
      const n = any % (d + 1);
      const twiceError = 2n * (BigInt(prorate(a, n, d)) * BigInt(d) - BigInt(a) * BigInt(n));
      return (twiceError < 0n ? -twiceError : twiceError) <= BigInt(d);
    }));
  });

  it('treats a credit as it treats a charge, so that undoing a change costs nothing', () => {
    fc.assert(fc.property(amount, part, whole, (a, n, d) => prorate(-a, n, d) + prorate(a, n, d) === 0));
  });

  it('gives all of it for the whole, nothing for none, and never minus zero', () => {
    fc.assert(fc.property(amount, whole, (a, d) => prorate(a, d, d) === a && Object.is(prorate(a, 0, d), 0)));
  });

  it('never loses or makes more than one unit when a period is cut in two', () => {
    fc.assert(fc.property(amount, whole, fc.double({ min: 0, max: 1, noNaN: true }), (a, d, share) => {
      const cut = Math.floor(d * share);
      return Math.abs(prorate(a, cut, d) + prorate(a, d - cut, d) - a) <= 1;
    }));
  });

  it('rounds half away from zero', () => {
    expect([prorate(1, 1, 2), prorate(-1, 1, 2), prorate(5, 1, 10), prorate(4, 1, 10)]).toEqual([1, -1, 1, 0]);
  });
});
