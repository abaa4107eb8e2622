import type { WorkspaceCtx } from '@/lib/context';
import { termsOf } from '@/lib/services/catalog/current-plan-version';

/** How many keys the workspace's plan allows (null = unlimited) and how many it has. A rotated key in its grace period does not count. */
export const apiKeyLimit = async (ctx: WorkspaceCtx): Promise<{ limit: number | null; live: number; plan: string }> => {
  const { planVersion } = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, include: { planVersion: true } });
  const live = await ctx.db.apiKey.count({ where: { workspaceId: ctx.workspaceId, revokedAt: null, replacedById: null, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] } });
  return { limit: termsOf(planVersion).apiKeys, live, plan: planVersion.plan };
};
