import type { WorkspaceCtx } from '@/lib/context';
import { inputOf } from './intent-kinds';
import type { SubscriptionFacts } from './project-subscription';

/**
 * What waited for its payment has come, or never will: says so on the intent. Call after our copy was made equal to Stripe's.
 * A sync within the change itself finds nothing here, because that intent is not waiting yet.
 */
export const closeIntents = async (ctx: WorkspaceCtx, live: SubscriptionFacts | null): Promise<void> => {
  if (live?.pendingChange) return;
  const waiting = await ctx.db.changeIntent.findMany({ where: { workspaceId: ctx.workspaceId, status: 'payment_required' } });
  for (const row of waiting) {
    const input = inputOf(row);
    const target = 'target' in input ? input.target : null;
    const hasCome = live !== null && (input.kind === 'end_trial' || input.kind === 'unpause'
      ? live.status === 'active'
      : target !== null && target.planVersionId === live.planVersionId && target.interval === live.interval && target.quantity === live.quantity);
    const data = hasCome ? { status: 'applied', result: { kind: 'applied' } } : { status: 'failed', lastError: 'The payment was not made in time.' };
    await ctx.db.changeIntent.update({ where: { id: row.id }, data: { ...data, finishedAt: ctx.now } });
  }
};
