import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { countMoneyMove } from './count-money-move';
import { intentBasis, mustBeLive, nothingInTheWay } from './must-be-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const resumeSubscriptionInput = z.strictObject({});

/**
 * Takes a cancellation back, or goes on with a paused plan, which begins a new period and is charged at once less the credit of the
 * pause. Where there is nothing to take back it answers `applied` too. Errors: 409 without a subscription.
 */
export const resumeSubscription = async (ctx: WorkspaceCtx, _input: z.input<typeof resumeSubscriptionInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  await countMoneyMove(ctx);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const basis = intentBasis(live);
    if (live.subscription.status === 'paused') return { kind: 'ask', key: await nextKey(tx, 'unpause', live.subscription.id), input: { ...basis, kind: 'unpause' } };
    if (basis.inTheWay.cancel === null) return { kind: 'answer', result: { kind: 'applied' } };
    return { kind: 'ask', key: await nextKey(tx, 'keep', live.subscription.id), input: { ...basis, kind: 'keep', inTheWay: { ...nothingInTheWay, cancel: basis.inTheWay.cancel } } };
  });
};
