import type { Ctx } from '@/lib/context';

/** Units that Stripe's meter holds of a customer between two whole minutes. Stripe adds up a little later than it accepts. */
export const meteredUnits = async (ctx: Ctx, { eventName, customer, from, to }: { eventName: string; customer: string; from: Date; to: Date }): Promise<number> => {
  const meters = await ctx.stripe.billing.meters.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  let units = 0;
  for (const meter of meters.filter((one) => one.event_name === eventName)) {
    const summaries = await ctx.stripe.billing.meters.listEventSummaries(meter.id, { customer, start_time: from.getTime() / 1000, end_time: to.getTime() / 1000, limit: 100 }).autoPagingToArray({ limit: 10_000 });
    units += summaries.reduce((sum, one) => sum + one.aggregated_value, 0);
  }
  return units;
};
