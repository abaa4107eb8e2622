import type { WorkspaceCtx } from '@/lib/context';
import { isStripeAway } from '@/lib/services/inbound-events/is-stripe-away';
import { reportWorkspaceOverage } from './report-workspace-overage';

/**
 * Reports what was used beyond limits before billing stops: Stripe bills no use that it hears of after the end. A report that Stripe
 * does not take keeps nobody from leaving; it stays for the job and the reconciliation, which are loud about it.
 */
export const reportBeforeEnd = async (ctx: WorkspaceCtx): Promise<void> => {
  await reportWorkspaceOverage(ctx, { workspaceId: ctx.workspaceId }).catch((reason: unknown) => {
    if (isStripeAway(reason)) throw reason;
    ctx.log.error({ workspaceId: ctx.workspaceId, err: reason }, 'use beyond a limit could not be reported to Stripe before billing stops');
  });
};
