import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { Plan, PriceInterval } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { currentPlanVersion, termsOf } from '@/lib/services/catalog/current-plan-version';
import type { Live } from './read-live';
import type { StoredTerms } from './stored-terms';

export type Wanted = { plan: string; interval: PriceInterval; quantity: number | null; coupon: string | null };

/** What is asked for, in terms that can be bought: a plan version with a price of Stripe's. */
export type TargetTerms = StoredTerms & { stripePriceId: string; terms: Plan; name: string };

const wrong = (pointer: string, message: string): AppError => new AppError('invalid_input', message, { errors: [{ pointer, message }] });

/**
 * Resolves a wish. Whoever stays on a plan keeps the version that they bought, also for another interval or more seats; whoever
 * comes gets the one on sale. Amounts are in the subscription's currency. Throws 422 naming the field for what is not sold so.
 */
export const targetOfChange = async (ctx: WorkspaceCtx, wanted: Wanted, live: Live | null): Promise<TargetTerms> => {
  const stays = live !== null && wanted.plan === live.terms.plan;
  const version = stays ? await ctx.db.planVersion.findUniqueOrThrow({ where: { id: live.terms.planVersionId } }) : await versionOnSale(ctx, wanted.plan, live);
  const terms = termsOf(version);
  const currency = live?.terms.currency ?? ctx.catalog.currency;
  const isCurrent = stays && wanted.interval === live.terms.interval;
  if (!isCurrent && terms.prices?.[currency]?.[wanted.interval] === undefined) throw wrong('/interval', `This plan is not sold by the ${wanted.interval}.`);
  const price = isCurrent ? { stripePriceId: live.item.price.id, amountMinor: live.item.price.unit_amount ?? 0 } : await priceOfVersion(ctx, version.id, wanted.interval, currency);
  const quantity = await quantityOf(ctx, wanted, terms, stays ? live : null);
  return {
    planVersionId: version.id, plan: wanted.plan, interval: wanted.interval, quantity, amountMinor: price.amountMinor * quantity, currency,
    stripePriceId: price.stripePriceId, terms, name: localize(terms.name, ctx.locale),
  };
};

const versionOnSale = async (ctx: WorkspaceCtx, plan: string, live: Live | null) => {
  const terms = Object.hasOwn(ctx.catalog.plans, plan) ? ctx.catalog.plans[plan] : undefined;
  if (!terms || terms.hidden) throw wrong('/plan', 'There is no such plan. GET /api/v1/plans lists those on offer.');
  if (plan === ctx.catalog.defaultPlan) {
    throw wrong('/plan', live ? 'This plan is free: cancel the subscription, and you are back on it.' : 'This plan is free and everybody has it; there is nothing to buy.');
  }
  if (terms.custom) throw wrong('/plan', 'This plan is made to measure; talk to us to get it.');
  return currentPlanVersion(ctx, plan);
};

const priceOfVersion = async (ctx: WorkspaceCtx, planVersionId: string, interval: PriceInterval, currency: string): Promise<{ stripePriceId: string; amountMinor: number }> => {
  const price = await ctx.db.stripePrice.findUnique({ where: { planVersionId_interval_currency: { planVersionId, interval, currency } } });
  if (!price) throw new AppError('unavailable', 'This plan cannot be bought at the moment: its price is not at Stripe yet. Try again in a minute.', { retryAfterSeconds: 60 });
  return price;
};

/** One, unless the plan is sold per person: then what is asked for, what there is, or a seat for everybody who is here. */
const quantityOf = async (ctx: WorkspaceCtx, { quantity }: Wanted, terms: Plan, staying: Live | null): Promise<number> => {
  if (!terms.perSeat) {
    if (quantity !== null && quantity !== 1) throw wrong('/quantity', 'This plan is sold once per workspace: 1.');
    return 1;
  }
  if (quantity !== null && terms.seats !== null && quantity > terms.seats) throw wrong('/quantity', `This plan has at most ${terms.seats} seats.`);
  if (quantity !== null) return quantity;
  if (staying) return staying.terms.quantity;
  const members = await ctx.db.member.count({ where: { workspaceId: ctx.workspaceId } });
  return Math.max(1, terms.seats === null ? members : Math.min(members, terms.seats));
};
