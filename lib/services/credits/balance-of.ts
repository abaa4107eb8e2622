import type { Ctx } from '@/lib/context';

/** What a workspace's grants of a meter hold beside the plan's own and that have not expired: the sum of their entries. */
export const balanceOf = async (ctx: Ctx, workspaceId: string, meter: string): Promise<number> => {
  const { _sum } = await ctx.db.creditGrant.aggregate({ where: { workspaceId, meter, source: { not: 'plan' }, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] }, _sum: { remaining: true } });
  return Number(_sum.remaining ?? 0);
};
