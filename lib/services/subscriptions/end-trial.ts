import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { countMoneyMove } from './count-money-move';
import { intentBasis, mustBeLive } from './must-be-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const endTrialInput = z.strictObject({});

/**
 * Ends a trial now: the first paid period begins and is charged. A card that is refused leaves the trial as it was. Errors: 402
 * without a card, 409 when there is no trial.
 */
export const endTrial = async (ctx: WorkspaceCtx, _input: z.input<typeof endTrialInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  await countMoneyMove(ctx);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const { status, id } = live.subscription;
    if (status !== 'trialing') {
      if (live.subscription.trial_end !== null && status === 'active') return { kind: 'answer', result: { kind: 'applied' } };
      throw new AppError('conflict', 'This subscription is not in a trial.');
    }
    if (live.onFile.paymentMethodId === null) throw new AppError('payment_required', 'There is no card to pay with. Add one first.');
    return { kind: 'ask', key: await nextKey(tx, 'end_trial', id), input: { ...intentBasis(live), kind: 'end_trial' } };
  });
};
