import { expect, it } from 'vitest';
import { readLimit, writeLimit } from './limit-amount';

const money = (currency: string, unitsPerMinor = 1) => ({ money: { currency, unitsPerMinor } });
const count = { money: null };

it('reads counts as they are written by people', () => {
  expect(['0', '1000', '1,000', ' 12 000 '].map((typed) => readLimit(typed, count))).toEqual([0, 1_000, 1_000, 12_000]);
});

it('reads money into minor units of its currency, and dollars into micro-dollars', () => {
  expect([readLimit('50', money('usd')), readLimit('49.9', money('usd')), readLimit('0.05', money('usd')), readLimit('7000', money('xof')), readLimit('1.25', money('usd', 10_000))]).toEqual([5_000, 4_990, 5, 7_000, 1_250_000]);
});

it.each(['', '-1', 'ten', '1.5', '1e3', '0x10', '9999999999999999'])('takes %j for no count', (typed) => {
  expect(readLimit(typed, count)).toBeNull();
});

it('takes no more decimals than the currency has', () => {
  expect([readLimit('1.005', money('usd')), readLimit('7000.5', money('xof'))]).toEqual([null, null]);
});

it('writes what it reads', () => {
  for (const [limit, measure] of [[1_000, count], [4_990, money('usd')], [5, money('usd')], [7_000, money('xof')], [1_250_000, money('usd', 10_000)]] as const) expect(readLimit(writeLimit(limit, measure), measure)).toBe(limit);
});
