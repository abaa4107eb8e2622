import type { ModelPrice } from '@/lib/domain/catalog';

/** Micro-dollars for one call: its tokens at the price for a million of each, summed and rounded half up, once. */
export const tokenCost = (inputTokens: number, outputTokens: number, price: ModelPrice): number => {
  const millionths = BigInt(inputTokens) * BigInt(price.input) + BigInt(outputTokens) * BigInt(price.output);
  return Number((millionths + 500_000n) / 1_000_000n);
};
