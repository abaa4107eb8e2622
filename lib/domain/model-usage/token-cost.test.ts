import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namesOfModel } from './model-name';
import { tokenCost } from './token-cost';

test.each([
  [4_808, 10, 2_500_000, 10_000_000, 12_120], [0, 0, 2_500_000, 10_000_000, 0], [1, 0, 500_000, 0, 1], [1, 0, 499_999, 0, 0], [1, 1, 250_000, 250_000, 1], [3, 0, 37_500, 0, 0], [14, 0, 37_500, 0, 1],
])('%i and %i tokens at %i and %i a million cost %i micro-dollars, rounded half up once', (inputTokens, outputTokens, input, output, micros) => {
  expect(tokenCost(inputTokens, outputTokens, { input, output })).toBe(micros);
});

test('the cost is the exact sum, within half a micro-dollar and never below it by more, for any counts and prices', () => {
  const count = fc.nat(1_000_000_000);
  const price = fc.maxSafeNat().map((n) => n % 1_000_000_000_001);
  fc.assert(
    fc.property(count, count, price, price, (inputTokens, outputTokens, input, output) => {
      const exact = BigInt(inputTokens) * BigInt(input) + BigInt(outputTokens) * BigInt(output);
      const micros = exact / 1_000_000n + (exact % 1_000_000n >= 500_000n ? 1n : 0n);
      fc.pre(micros <= BigInt(Number.MAX_SAFE_INTEGER));
      expect(BigInt(tokenCost(inputTokens, outputTokens, { input, output }))).toBe(micros);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['gpt-4o', ['gpt-4o']], ['gpt-4o-2024-08-06', ['gpt-4o-2024-08-06', 'gpt-4o']], ['claude-3-5-sonnet-20241022', ['claude-3-5-sonnet-20241022', 'claude-3-5-sonnet']], ['claude-opus-4-1', ['claude-opus-4-1']],
  ['claude-sonnet-4@20250514', ['claude-sonnet-4@20250514', 'claude-sonnet-4']], ['models/gemini-1.5-pro-002', ['gemini-1.5-pro-002', 'gemini-1.5-pro']], ['gemini-2.5-flash-preview-05-20', ['gemini-2.5-flash-preview-05-20', 'gemini-2.5-flash']],
  ['mistral-large-latest', ['mistral-large-latest', 'mistral-large']], ['mistral-large-2411', ['mistral-large-2411', 'mistral-large']], ['o1', ['o1']], ['-latest', ['-latest']],
])('%s has the price of one of %j', (model, names) => {
  expect(namesOfModel(model)).toEqual(names);
});
