import { expect, test } from 'vitest';
import { compared, independentSums } from './sums';
import { models, parseTrace, replayed } from './trace';

const trace = 'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04.0319600,3180,8\r\n';

test('a trace is read as it is published, and with its columns in another order', () => {
  expect(parseTrace(trace)).toEqual([{ atMs: Date.parse('2023-11-16T18:17:03.979Z'), input: 4_808, output: 10 }, { atMs: Date.parse('2023-11-16T18:17:04.031Z'), input: 3_180, output: 8 }]);
  expect(parseTrace('GeneratedTokens,TIMESTAMP,ContextTokens\n8,2024-05-10T00:00:00.009+00:00,5')).toEqual([{ atMs: Date.parse('2024-05-10T00:00:00.009Z'), input: 5, output: 8 }]);
});

test.each([['a,b\n1,2', 'names no TIMESTAMP'], [`${trace}2023-11-16 18:17:05,x,1`, 'Line 4'], [`${trace}yesterday,1,1`, 'Line 4'], [`${trace}2023-11-16 18:17:05,1`, 'Line 4']])('what cannot be read is named (%#)', (text, sentence) => {
  expect(() => parseTrace(text)).toThrow(sentence);
});

test('every model gets as many rows, and half of each is streamed', () => {
  const rows = Array.from({ length: 1_600 }, (_, n) => replayed({ atMs: n, input: 1, output: 1 }, n));
  for (const [provider, model] of models) {
    const own = rows.filter((row) => row.provider === provider && row.model === model);
    expect([own.length, own.filter((row) => row.isStreamed).length]).toEqual([200, 100]);
  }
});

test('sums that differ by one micro-dollar differ', () => {
  const rows = [4_808, 3_180, 110].map((input, n) => ({ ...replayed({ atMs: 0, input, output: 10 }, n), provider: 'openai' }));
  const sums = independentSums(rows, () => ({ input: 2_500_000, output: 10_000_000 }));
  expect(sums.get('openai')).toEqual({ calls: 3, tokens: 8_128n, costMicros: 12_120n + 8_050n + 375n });
  expect(compared(sums, sums).isEqual).toBe(true);
  const { isEqual, table } = compared(new Map([['openai', { calls: 3, tokens: 8_128n, costMicros: 20_546n }]]), sums);
  expect([isEqual, table]).toEqual([false, expect.stringMatching(/\$0\.020546 .*\$0\.020545 +DIFFERENT/)]);
  expect(compared(new Map(), sums).isEqual).toBe(false);
  expect(compared(sums, new Map()).isEqual).toBe(false);
});
