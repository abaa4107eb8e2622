import type { WorkspaceCtx } from '@/lib/context';
import { whileLocked } from './stripe-call';

/**
 * Expires every open page that would start a subscription for the customer, but for the one to keep. One that was paid or left
 * in the same moment is no longer open, which is as good: ask Stripe for the subscriptions after this, not before.
 */
export const expireSessions = async (ctx: WorkspaceCtx, customer: string, keep?: string): Promise<void> => {
  const open = await ctx.stripe.checkout.sessions.list({ customer, status: 'open', limit: 100 }, whileLocked);
  for (const { id, mode } of open.data) {
    if (mode !== 'subscription' || id === keep) continue;
    await ctx.stripe.checkout.sessions.expire(id, {}, whileLocked).catch(async (reason: unknown) => {
      const now = await ctx.stripe.checkout.sessions.retrieve(id, {}, whileLocked);
      if (now.status === 'open') throw reason;
    });
  }
};
