import type { PriceInterval } from '@/lib/domain/catalog';

/** Where a change is looked at before it is made. `quantity` null: what makes sense for the plan. */
export const changeHref = (plan: string, interval: PriceInterval, quantity: number | null): string => {
  const query = new URLSearchParams({ plan, interval });
  if (quantity !== null && quantity > 1) query.set('quantity', String(quantity));
  return `/plans/change?${query.toString()}`;
};
