import { expect, test } from 'vitest';
import { formatMicros } from './micros';

test.each([
  [0, '$0.00'], [12_340_000, '$12.34'], [1_000_000, '$1.00'], [4_812_345_678, '$4,812.35'], [250_000, '$0.25'], [12_500, '$0.013'], [4_200, '$0.0042'], [1, '$0.000001'], [-4_200, '-$0.0042'],
])('%i micro-dollars are shown as %s', (micros, text) => {
  expect(formatMicros(micros, 'en')).toBe(text);
});

test('no digit is lost where every one is asked for', () => {
  expect(formatMicros(12_345_678, 'en', { exact: true })).toBe('$12.345678');
  expect(formatMicros(9_007_199_254_740_991, 'en', { exact: true })).toBe('$9,007,199,254.740991');
});

test('French writes the number its own way', () => {
  expect(formatMicros(1_234_560_000, 'fr').replaceAll(/\s/g, ' ')).toBe('1 234,56 $');
});
