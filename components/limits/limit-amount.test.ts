import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitProblem, readLimit, writeLimit } from './limit-amount';

const money = (currency: string, unitsPerMinor = 1) => ({ money: { currency, unitsPerMinor } });
const count = { money: null };

it('reads counts as they are written by people', () => {
  expect(['0', '1000', '1,000', ' 12 000 '].map((typed) => readLimit(typed, count))).toEqual([0, 1_000, 1_000, 12_000]);
});

it('reads money into minor units of its currency, and dollars into micro-dollars', () => {
  expect([readLimit('50', money('usd')), readLimit('49.9', money('usd')), readLimit('0.05', money('usd')), readLimit('7000', money('xof')), readLimit('1.25', money('usd', 10_000))]).toEqual([5_000, 4_990, 5, 7_000, 1_250_000]);
});

it.each(['', '-1', 'ten', '1.5', '1e3', '0x10', '9999999999999999', '1,5', '1,50', '49,90', '1,2345', '12,34,567', '0,500', '1 000,000', '1,000 000', '1 2', ','])('takes %j for no count', (typed) => {
  expect(readLimit(typed, count)).toBeNull();
});

it.each([
  ['49,90', 'usd', 4_990], ['49,9', 'usd', 4_990], ['0,05', 'usd', 5], ['1,234', 'usd', 123_400], ['1,234.5', 'usd', 123_450], ['1 234,50', 'usd', 123_450], ['1\u00a0234,50', 'usd', 123_450], ['1\u202f234', 'usd', 123_400],
  ['1,234,567', 'usd', 123_456_700], ['1,234', 'xof', 1_234], ['1,5', 'kwd', 1_500], ['1234,567', 'kwd', 1_234_567], ['0,500', 'kwd', 500], ['1,234.567', 'kwd', 1_234_567],
])('reads %j in %s as %i minor units', (typed, currency, minor) => {
  expect(readLimit(typed, money(currency))).toBe(minor);
});

it.each([
  ['1,234', 'kwd'], ['49,90', 'xof'], ['1,2345', 'usd'], ['1234,567', 'usd'], ['12,34,567', 'usd'], ['1.234,56', 'usd'], ['1,23.45', 'usd'], ['49,', 'usd'], [',50', 'usd'], ['49,90', 'jpy'], ['1.005', 'usd'], ['7000.5', 'xof'],
])('asks again where %j in %s is no amount, or could be two', (typed, currency) => {
  expect(readLimit(typed, money(currency))).toBeNull();
});

it('says how an amount is typed where it could not be read, and nothing else', () => {
  expect([limitProblem('1,2345', money('usd')), limitProblem('1,5', count), limitProblem('', count), limitProblem('49,90', money('usd'))]).toEqual(['An amount as 49.90.', 'A whole number, 0 or more.', null, null]);
});

const measure = fc.constantFrom(count, money('usd'), money('xof'), money('kwd'), money('usd', 10_000));

it('reads what it writes', () => {
  fc.assert(
    fc.property(measure, fc.integer({ min: 0, max: 99_999_999_999 }), (of, amount) => {
      const limit = amount * (of.money?.unitsPerMinor ?? 1);
      expect(readLimit(writeLimit(limit, of), of)).toBe(limit);
    }),
  );
});

it('never reads decimals after a comma as more than after a point', () => {
  fc.assert(
    fc.property(fc.constantFrom('usd', 'kwd'), fc.nat(9_999), fc.stringMatching(/^\d{1,3}$/), (currency, whole, fraction) => {
      fc.pre(fraction.length <= (currency === 'kwd' ? 3 : 2));
      expect([null, readLimit(`${whole}.${fraction}`, money(currency))]).toContain(readLimit(`${whole},${fraction}`, money(currency)));
    }),
  );
});
