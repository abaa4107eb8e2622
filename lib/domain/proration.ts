import { prorate } from './money';

export type Proration = { creditMinor: number; chargeMinor: number; dueMinor: number; daysRemaining: number };

const dayMs = 86_400_000;

/**
 * What changing price at `at` within a period costs: credit for the unused time of the old price, charge for the same time of
 * the new one, to the second, each rounded by itself, as Stripe does. `dueMinor` is negative when the credit is larger; it then
 * goes to the balance. Amounts are integer minor units; `start <= at <= end` and `start < end`. Days are begun days.
 */
export const proration = (input: { fromMinor: number; toMinor: number; start: Date; end: Date; at: Date }): Proration => {
  const length = seconds(input.end) - seconds(input.start);
  const left = seconds(input.end) - seconds(input.at);
  const creditMinor = prorate(input.fromMinor, left, length);
  const chargeMinor = prorate(input.toMinor, left, length);
  return { creditMinor, chargeMinor, dueMinor: chargeMinor - creditMinor, daysRemaining: Math.ceil((left * 1000) / dayMs) };
};

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
