import type { Ctx } from '@/lib/context';

export type LockedWorkspace = {
  id: string; planVersionId: string; periodAnchor: Date; stripeCustomerId: string | null;
  planVersion: { plan: string; catalog: string };
};

/**
 * Locks a workspace for everything that concerns its subscription until the transaction ends, then reads it; null when there is
 * none. The lock lets rows that merely refer to the workspace (keys, members) be written meanwhile.
 */
export const lockWorkspace = async (ctx: Ctx, by: { workspaceId: string } | { customerId: string }): Promise<LockedWorkspace | null> => {
  const [locked] =
    'workspaceId' in by
      ? await ctx.db.$queryRaw<{ id: string }[]>`SELECT id FROM workspaces WHERE id = ${by.workspaceId} FOR NO KEY UPDATE`
      : await ctx.db.$queryRaw<{ id: string }[]>`SELECT id FROM workspaces WHERE stripe_customer_id = ${by.customerId} FOR NO KEY UPDATE`;
  if (!locked) return null;
  return ctx.db.workspace.findUniqueOrThrow({
    where: { id: locked.id },
    select: { id: true, planVersionId: true, periodAnchor: true, stripeCustomerId: true, planVersion: { select: { plan: true, catalog: true } } },
  });
};
