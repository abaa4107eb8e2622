import { expect, test } from 'vitest';
import { csvCell, csvLine } from './csv';

test.each([
  '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(A1)', ' =1', '\u00a0=1', '\u200b=1', '\ufeff=cmd|calc', '|cmd', '%0a=1', '−1',
])('%j can no longer be taken for a formula', (text) => {
  const cell = csvCell(text).replace(/^"/, '');
  expect(cell.startsWith("'")).toBe(true);
});

test('text, ids, addresses and paths stay as they are', () => {
  for (const text of ['search', 'dec_01h', '/v1/search', 'gpt-4o', 'a=b', 'ada@example.test', 'écrire']) expect(csvCell(text)).toBe(text);
});

test('numbers stay numbers, also below zero, and nothing is empty', () => {
  expect(csvLine([0, -12, 4_812_000, null, undefined, true])).toBe('0,-12,4812000,,,true\r\n');
});

test('separators, quotes and line ends cannot leave their cell', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'x;y'])).toBe('"a,b","say ""hi""","two\nlines","x;y"\r\n');
  expect(csvCell('"\n=1+1')).toBe('"""\n=1+1"');
});
