import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PriceInterval } from '@/lib/domain/catalog';
import { changeBlockers } from '@/lib/domain/change-blockers';
import type { FirstPurchase } from './buy-first';
import { phaseItems } from './change-items';
import { allowed } from './compute-preview';
import { findPromotion } from './find-promotion';
import type { ItemParam } from './intent-kinds';
import { readInUse } from './read-in-use';
import { targetOfChange } from './target-of-change';

export type ForSale = {
  plan: string;
  planVersionId: string;
  interval: PriceInterval;
  quantity: number;
  /** The plan's price, and those of use beyond its limits. */
  items: ItemParam[];
  promotionCodeId: string | null;
  trialDays: number | null;
  /** What becomes of a trial that ends without a card; null where a card is asked for at once. */
  trialWithoutCard: 'cancel' | 'pause' | null;
};

/** What Checkout may sell: a plan that is offered, has a price for the interval and is known to Stripe. Throws 422 naming the field. */
export const planForSale = async (ctx: WorkspaceCtx, wanted: FirstPurchase): Promise<ForSale> => {
  const target = await targetOfChange(ctx, { plan: wanted.plan, interval: wanted.interval, quantity: wanted.quantity ?? null, coupon: wanted.coupon ?? null }, null);
  const { terms, plan, planVersionId, interval, quantity, currency } = target;
  const room = { plan: target.name, seats: allowed(terms, quantity).seats, apiKeys: terms.apiKeys };
  const blockers = changeBlockers(await readInUse(ctx, terms, terms), room);
  if (blockers.length > 0) throw new AppError('conflict', blockers.map((blocker) => blocker.message).join(' '), { extra: { blockers } });
  const workspace = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, select: { stripeCustomerId: true, _count: { select: { subscriptions: true } } } });
  const about = { customer: workspace.stripeCustomerId, currency, isFirst: workspace._count.subscriptions === 0, at: ctx.now };
  const promotion = wanted.coupon === undefined ? null : await findPromotion(ctx, wanted.coupon, about);
  return {
    plan, planVersionId, interval, quantity, items: await phaseItems(ctx, target), promotionCodeId: promotion?.promotionCodeId ?? null,
    trialDays: terms.trialDays ?? null, trialWithoutCard: terms.trialWithoutCard ?? null,
  };
};
