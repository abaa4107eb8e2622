import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { reportBeforeEnd } from '@/lib/services/overage/report-before-end';
import { countMoneyMove } from './count-money-move';
import { intentBasis, mustBeLive } from './must-be-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const pauseSubscriptionInput = z.strictObject({});

/**
 * Stops billing until somebody resumes; meanwhile the default plan holds. What is unused of the paid period becomes credit. A
 * cancellation or a scheduled change is taken back by it. Errors: 409 for a plan that cannot be paused or a payment that is late.
 */
export const pauseSubscription = async (ctx: WorkspaceCtx, _input: z.input<typeof pauseSubscriptionInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  await countMoneyMove(ctx);
  await reportBeforeEnd(ctx);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const { status, id } = live.subscription;
    if (status === 'paused') return { kind: 'answer', result: { kind: 'applied' } };
    if (!live.plan.pausable) throw new AppError('conflict', 'This plan cannot be paused.');
    if (status !== 'active') throw new AppError('conflict', status === 'trialing' ? 'A trial cannot be paused. Cancel it instead: nothing is charged.' : 'An invoice is unpaid. Pay it first, then pause.');
    return { kind: 'ask', key: await nextKey(tx, 'pause', id), input: { ...intentBasis(live), kind: 'pause' } };
  });
};
