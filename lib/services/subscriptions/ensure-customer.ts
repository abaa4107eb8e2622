import type { WorkspaceCtx } from '@/lib/context';
import type { LockedWorkspace } from './lock-workspace';
import { missingAsNull } from './missing-as-null';
import { whileLocked } from './stripe-call';

/**
 * The workspace's customer at Stripe, made once: the idempotency key finds the same customer again when our commit failed. One
 * that Stripe lost or deleted is replaced. Call with the workspace locked.
 */
export const ensureCustomer = async (ctx: WorkspaceCtx, workspace: LockedWorkspace): Promise<string> => {
  const known = workspace.stripeCustomerId;
  const found = known === null ? null : await missingAsNull(ctx.stripe.customers.retrieve(known, {}, whileLocked));
  if (found && !found.deleted) return found.id;
  const { name } = await ctx.db.workspace.findUniqueOrThrow({ where: { id: workspace.id }, select: { name: true } });
  const owner = await ctx.db.member.findFirst({ where: { workspaceId: workspace.id, role: 'owner' }, orderBy: { createdAt: 'asc' }, select: { user: { select: { email: true } } } });
  const made = await ctx.stripe.customers.create(
    { name, email: owner?.user.email, metadata: { tollgate_workspace: workspace.id } },
    { ...whileLocked, idempotencyKey: `customer-${workspace.id}${known === null ? '' : `-after-${known}`}` },
  );
  await ctx.db.workspace.update({ where: { id: workspace.id }, data: { stripeCustomerId: made.id } });
  return made.id;
};
