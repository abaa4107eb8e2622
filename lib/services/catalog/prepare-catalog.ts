import type { Ctx } from '@/lib/context';
import { pushCatalog } from './push-catalog';
import { writeCatalog } from './write-catalog';

/**
 * What a start does before it serves: the catalogue in our database, and its prices at Stripe. When Stripe cannot be
 * reached, a database that already knows every price serves without it; a new one refuses to start.
 */
export const prepareCatalog = async (ctx: Ctx): Promise<void> => {
  const plans = await writeCatalog(ctx);
  try {
    await pushCatalog(ctx, {});
  } catch (reason) {
    const unpriced = await ctx.db.planVersion.findMany({
      where: { id: { in: plans.map((plan) => plan.planVersionId) }, prices: { none: {} } }, select: { plan: true },
    });
    const missing = unpriced.filter(({ plan }) => ctx.catalog.plans[plan]?.prices !== undefined);
    if (missing.length > 0) throw reason;
    ctx.log.error({ err: reason }, 'the catalogue could not be compared with Stripe; it is sold at the prices known so far');
  }
};
