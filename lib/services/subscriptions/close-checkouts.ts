import type { WorkspaceCtx } from '@/lib/context';
import { expireSessions } from './expire-sessions';
import { missingAsNull } from './missing-as-null';
import { whileLocked } from './stripe-call';

/**
 * Once a workspace has a live subscription no page may sell it a second one: sessions still open at Stripe are expired, and our
 * rows say how each ended. Call with the workspace locked.
 */
export const closeCheckouts = async (ctx: WorkspaceCtx, workspaceId: string): Promise<void> => {
  const rows = await ctx.db.checkout.findMany({ where: { workspaceId, status: { in: ['opening', 'open'] } }, include: { workspace: { select: { stripeCustomerId: true } } } });
  const customer = rows[0]?.workspace.stripeCustomerId;
  if (!customer) return;
  await expireSessions(ctx, customer);
  for (const row of rows) {
    const session = row.status === 'open' ? await missingAsNull(ctx.stripe.checkout.sessions.retrieve(row.stripeSessionId, {}, whileLocked)) : null;
    await ctx.db.checkout.update({ where: { id: row.id }, data: { status: session?.status === 'complete' ? 'complete' : 'expired', closedAt: ctx.now } });
  }
};
