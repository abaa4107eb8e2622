import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PriceInterval } from '@/lib/domain/catalog';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';

export type ForSale = { plan: string; planVersionId: string; stripePriceId: string; interval: PriceInterval; trialDays: number | null };

const wrong = (pointer: string, message: string): AppError => new AppError('invalid_input', message, { errors: [{ pointer, message }] });

/** What Checkout may sell: a plan that is offered, has a price for the interval and is known to Stripe. Throws 422 naming the field. */
export const planForSale = async (ctx: Ctx, plan: string, interval: PriceInterval): Promise<ForSale> => {
  const terms = Object.hasOwn(ctx.catalog.plans, plan) ? ctx.catalog.plans[plan] : undefined;
  if (!terms || terms.hidden) throw wrong('/plan', 'There is no such plan. GET /api/v1/plans lists those on offer.');
  if (plan === ctx.catalog.defaultPlan) throw wrong('/plan', 'This plan is free and everybody has it; there is nothing to buy.');
  if (terms.custom) throw wrong('/plan', 'This plan is made to measure; talk to us to get it.');
  const { currency } = ctx.catalog;
  if (terms.prices?.[currency]?.[interval] === undefined) throw wrong('/interval', `This plan is not sold by the ${interval}.`);
  const version = await currentPlanVersion(ctx, plan);
  const price = await ctx.db.stripePrice.findUnique({ where: { planVersionId_interval_currency: { planVersionId: version.id, interval, currency } } });
  if (!price) throw new AppError('unavailable', 'This plan cannot be bought at the moment: its price is not at Stripe yet. Try again in a minute.', { retryAfterSeconds: 60 });
  return { plan, planVersionId: version.id, stripePriceId: price.stripePriceId, interval, trialDays: terms.trialDays ?? null };
};
