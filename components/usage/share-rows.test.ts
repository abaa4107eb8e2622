import { expect, test } from 'vitest';
import type { BreakdownRow } from '@/lib/domain/views/usage-view';
import { shareRows } from './share-rows';

const row = (key: string, costMicros: number, given: Partial<BreakdownRow> = {}): BreakdownRow => ({ key, name: key, units: 0, calls: 1, tokens: costMicros * 2, costMicros, unpriced: 0, share: 0, ...given });
const breakdown = (rows: BreakdownRow[]) => ({
  rows, total: { units: 0, calls: rows.reduce((sum, one) => sum + one.calls, 0), tokens: rows.reduce((sum, one) => sum + one.tokens, 0), costMicros: rows.reduce((sum, one) => sum + one.costMicros, 0), unpriced: 0 },
});

test('rows are ordered by what is asked for, and their shares are of its total', () => {
  const rows = shareRows(breakdown([row('a', 10), row('b', 30, { calls: 5 })]), 'cost');
  expect(rows.map((one) => [one.key, one.value, one.share])).toEqual([['b', 30, 0.75], ['a', 10, 0.25]]);
  expect(shareRows(breakdown([row('a', 10), row('b', 30, { calls: 5 })]), 'calls').map((one) => one.value)).toEqual([5, 1]);
});

test('what costs nothing is left out, but not a model whose price is not known', () => {
  expect(shareRows(breakdown([row('', 0), row('new', 0, { unpriced: 3 }), row('a', 10)]), 'cost').map((one) => one.key)).toEqual(['a', 'new']);
});

test('beyond six the rest is one row, and nothing is lost of the sum', () => {
  const many = breakdown(Array.from({ length: 10 }, (_, i) => row(`m${i}`, 100 - i)));
  const rows = shareRows(many, 'cost');
  expect(rows.map((one) => one.name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', '5 others']);
  expect(rows.reduce((sum, one) => sum + one.value, 0)).toBe(many.total.costMicros);
  expect(rows.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1);
});
