import type { Ctx } from '@/lib/context';
import type { PriceInterval } from '@/lib/domain/catalog';
import { termsOf } from '@/lib/services/catalog/current-plan-version';

/**
 * The metered prices that a subscription to this plan version carries beside the plan's own, one per meter with overage: each
 * is an item without a quantity, in Checkout and in a change. Empty for a plan without overage. Throws when Stripe has no price
 * for one yet, because use beyond its limit would never be billed.
 */
export const overageItems = async (ctx: Ctx, planVersionId: string, interval: PriceInterval, currency: string = ctx.catalog.currency): Promise<{ price: string }[]> => {
  const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: planVersionId } });
  const meters = Object.entries(termsOf(version).limits ?? {}).flatMap(([meter, limits]) => (limits.overage ? [meter] : []));
  if (meters.length === 0) return [];
  const prices = await ctx.db.catalogPrice.findMany({ where: { kind: 'overage', planVersionId, interval, currency } });
  return meters.map((meter) => {
    const price = prices.find((one) => one.meter === meter);
    if (!price) throw new Error(`Plan version ${planVersionId} bills ${meter} beyond its limit, and Stripe has no price for that yet. Run npm run catalog:push.`);
    return { price: price.stripePriceId };
  });
};

/** Whether a Stripe price is one that `overageItems` puts on subscriptions: never the plan's own. */
export const isOveragePrice = async (ctx: Ctx, stripePriceId: string): Promise<boolean> =>
  (await ctx.db.catalogPrice.count({ where: { stripePriceId, kind: 'overage' } })) > 0;
