import type { Ctx } from '@/lib/context';
import { readSubscriptions } from '@/lib/services/subscriptions/read-subscriptions';
import { compareInvoices, compareOverage, comparePurchases } from './compare-money';
import { compareSubscriptions } from './compare-subscriptions';
import type { Drift } from './drift';

/**
 * What we hold of a workspace otherwise than Stripe says. Nothing is locked, so that nobody waits for this: what differs is read
 * once more, and only what differed in the same way both times is drift.
 */
export const compareWorkspace = async (ctx: Ctx, workspace: { id: string; customer: string }): Promise<Drift[]> => {
  const first = await compareOnce(ctx, workspace);
  if (first.length === 0) return [];
  const second = await compareOnce(ctx, workspace);
  return second.filter((drift) => first.some((one) => one.field === drift.field && one.ours === drift.ours && one.stripes === drift.stripes));
};

const compareOnce = async (ctx: Ctx, { id, customer }: { id: string; customer: string }): Promise<Drift[]> => {
  const found = await readSubscriptions(ctx.stripe, customer);
  if (found === null) return [{ workspaceId: id, field: 'customer', ours: customer, stripes: 'nothing' }];
  return [
    ...(await compareSubscriptions(ctx, id, found)), ...(await compareInvoices(ctx, id, customer)),
    ...(await comparePurchases(ctx, id, customer)), ...(await compareOverage(ctx, id, customer)),
  ];
};
