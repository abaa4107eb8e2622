import type { WorkspaceCtx } from '@/lib/context';
import { isOveragePrice, overageItems } from '@/lib/services/overage/overage-items';
import type { ItemParam } from './intent-kinds';
import type { Live } from './read-live';
import type { TargetTerms } from './target-of-change';

/** The items of a subscription after a change, told as differences: the plan's own, and those that bill use beyond its limits. */
export const changedItems = async (ctx: WorkspaceCtx, live: Live, target: TargetTerms): Promise<ItemParam[]> => {
  const plan: ItemParam = { id: live.item.id, price: target.stripePriceId, quantity: target.quantity };
  if (target.planVersionId === live.terms.planVersionId && target.interval === live.terms.interval) return [plan];
  const wanted = await overageItems(ctx, target.planVersionId, target.interval, target.currency);
  const gone: ItemParam[] = [];
  const kept: string[] = [];
  for (const { id, price } of live.subscription.items.data) {
    if (id === live.item.id || !(await isOveragePrice(ctx, price.id))) continue;
    if (wanted.some((one) => one.price === price.id)) kept.push(price.id);
    else gone.push({ id, deleted: true });
  }
  return [plan, ...gone, ...wanted.filter((one) => !kept.includes(one.price))];
};

/** All items of a phase of a schedule, which knows no differences. */
export const phaseItems = async (ctx: WorkspaceCtx, target: TargetTerms): Promise<ItemParam[]> => [
  { price: target.stripePriceId, quantity: target.quantity }, ...(await overageItems(ctx, target.planVersionId, target.interval, target.currency)),
];

