import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';

/**
 * The plan version that a Stripe price sells: by our record of the price, else by what the price says of itself (metadata, then
 * lookup key). Null for a price that is none of ours.
 */
export const planVersionOfPrice = async (ctx: Ctx, price: Stripe.Price): Promise<string | null> => {
  const recorded = await ctx.db.stripePrice.findUnique({ where: { stripePriceId: price.id } });
  if (recorded) return recorded.planVersionId;
  const named = price.metadata['tollgate_plan_version'];
  const byName = named === undefined ? null : await ctx.db.planVersion.findUnique({ where: { id: named } });
  return byName?.id ?? byLookupKey(ctx, price.lookup_key);
};

const byLookupKey = async (ctx: Ctx, key: string | null): Promise<string | null> => {
  const [, name, version] = /^tollgate_(.+)_v(\d{1,9})_(?:month|year)_[a-z]{3}$/.exec(key ?? '') ?? [];
  if (name === undefined || version === undefined) return null;
  const versions = await ctx.db.planVersion.findMany({ where: { version: Number(version) }, select: { id: true, catalog: true, plan: true } });
  return versions.find((one) => `${one.catalog}_${one.plan}` === name)?.id ?? null;
};
