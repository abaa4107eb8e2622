import type { Overage } from './catalog';

/** What units beyond a limit cost in minor units of `currency`: every begun `per` is paid in full. Null where the overage has no such price. */
export const overageCost = (units: number, overage: Overage, currency: string): number | null => {
  const price = overage.prices[currency];
  return price === undefined ? null : Math.ceil(units / overage.per) * price;
};
