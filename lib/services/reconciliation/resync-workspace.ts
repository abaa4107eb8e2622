import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { clawBack } from '@/lib/services/credits/claw-back';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { copyDisputes } from '@/lib/services/disputes/copy-disputes';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { changeSentence, changesBetween, workspaceFacts } from '@/lib/services/inbound-events/workspace-facts';
import { reportWorkspaceOverage } from '@/lib/services/overage/report-workspace-overage';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';

export const resyncWorkspaceInput = z.strictObject({ id: z.string().min(1).max(64) });

/**
 * Makes our copy of one workspace equal to what Stripe says now: subscription, plan, invoices, purchases, refunds, disputes, and what is to be
 * reported beyond limits. Answers what that changed, as sentences. Errors: 404; 409 `conflict` where Stripe knows no such customer.
 */
export const resyncWorkspace = async (ctx: Ctx, input: z.input<typeof resyncWorkspaceInput>): Promise<{ effect: string[] }> => {
  requireOperator(ctx);
  const { id: workspaceId } = resyncWorkspaceInput.parse(input);
  if (!(await ctx.db.workspace.findUnique({ where: { id: workspaceId }, select: { id: true } }))) throw new AppError('not_found', 'There is no such workspace.');
  const changes = await withStripe(ctx, async (tx) => {
    await lockWorkspace(tx, { workspaceId });
    const before = await workspaceFacts(tx, workspaceId);
    const synced = await syncSubscription(tx, { workspaceId });
    if (synced.kind !== 'synced') throw new AppError('conflict', 'Stripe knows no customer of this workspace, so there is nothing to compare with.');
    await settlePurchases(tx, { workspaceId });
    await copyDisputes({ ...tx, workspaceId });
    await clawBack({ ...tx, workspaceId });
    const effect = changesBetween(before, await workspaceFacts(tx, workspaceId));
    await recordAudit({ ...tx, workspaceId }, { action: 'workspace.resynced', subject: workspaceId, after: { changes: effect.length } });
    return effect;
  });
  await reportWorkspaceOverage(ctx, { workspaceId });
  return { effect: changes.map(changeSentence) };
};
