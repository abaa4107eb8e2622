import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { mustBeAsShown } from './as-shown';
import { countMoneyMove } from './count-money-move';
import { intentBasis, mustBeLive } from './must-be-live';
import { dueAtEndOfTrial } from './preview-end-trial';
import { nextKey, runIntent, type Decision } from './run-intent';

export const endTrialInput = z.strictObject({
  /** What was shown to be charged at once. */
  dueNowMinor: z.number().int().min(0).optional(),
});

/**
 * Ends a trial now: the first paid period begins and is charged. A card that is refused leaves the trial as it was. Errors: 402
 * without a card, 409 when there is no trial, 409 `stale_preview` with a fresh one in `preview` when another amount was shown.
 */
export const endTrial = async (ctx: WorkspaceCtx, input: z.input<typeof endTrialInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  const { dueNowMinor } = endTrialInput.parse(input);
  await countMoneyMove(ctx);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const { status, id } = live.subscription;
    if (status !== 'trialing') {
      if (live.subscription.trial_end !== null && status === 'active') return { kind: 'answer', result: { kind: 'applied' } };
      throw new AppError('conflict', 'This subscription is not in a trial.');
    }
    if (live.onFile.paymentMethodId === null) throw new AppError('payment_required', 'There is no card to pay with. Add one first.');
    if (dueNowMinor !== undefined) {
      const preview = await dueAtEndOfTrial(tx, live);
      mustBeAsShown(dueNowMinor, preview.dueNowMinor, preview);
    }
    return { kind: 'ask', key: await nextKey(tx, 'end_trial', id), input: { ...intentBasis(live), kind: 'end_trial' } };
  });
};
