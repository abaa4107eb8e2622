import type { Ctx } from '@/lib/context';

/** Those of a workspace's exceptions that are neither revoked nor over. */
export const inForceAt = (now: Date) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

/** The plan version that an operator gives a workspace for free now: the newest exception holds. Null without any. */
export const planOverrideInForce = async (ctx: Ctx, workspaceId: string): Promise<string | null> => {
  const found = await ctx.db.override.findFirst({ where: { workspaceId, kind: 'plan', ...inForceAt(ctx.now) }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], select: { planVersionId: true } });
  return found?.planVersionId ?? null;
};
