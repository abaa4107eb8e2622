import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { mustBeAsShown, notAsShown } from './as-shown';
import { countMoneyMove } from './count-money-move';
import { intentBasis, mustBeLive, nothingInTheWay } from './must-be-live';
import { dueAtResumption } from './preview-resume';
import type { Live } from './read-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const resumeSubscriptionInput = z.strictObject({
  /** Which of the two is meant: the other is not done. */
  expect: z.enum(['keep', 'unpause']).optional(),
  /** What going on was shown to charge at once. */
  dueNowMinor: z.number().int().min(0).optional(),
});
type Input = z.output<typeof resumeSubscriptionInput>;

/**
 * Takes a cancellation back, or goes on with a paused plan, which begins a new period and is charged at once less the credit of the
 * pause. Where there is nothing to take back it answers `applied` too. Errors: 409 without a subscription;
 * 409 `stale_preview` with a fresh one in `preview` when it would be another of the two than expected, or charge another amount than shown.
 */
export const resumeSubscription = async (ctx: WorkspaceCtx, input: z.input<typeof resumeSubscriptionInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  const given = resumeSubscriptionInput.parse(input);
  await countMoneyMove(ctx);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const basis = intentBasis(live);
    if (live.subscription.status === 'paused') {
      await checkShown(tx, live, given);
      return { kind: 'ask', key: await nextKey(tx, 'unpause', live.subscription.id), input: { ...basis, kind: 'unpause' } };
    }
    if (basis.inTheWay.cancel === null || given.expect === 'unpause') return { kind: 'answer', result: { kind: 'applied' } };
    return { kind: 'ask', key: await nextKey(tx, 'keep', live.subscription.id), input: { ...basis, kind: 'keep', inTheWay: { ...nothingInTheWay, cancel: basis.inTheWay.cancel } } };
  });
};

const checkShown = async (tx: WorkspaceCtx, live: Live, { expect, dueNowMinor }: Input): Promise<void> => {
  if (expect === undefined && dueNowMinor === undefined) return;
  const preview = await dueAtResumption(tx, live);
  if (expect === 'keep') throw notAsShown('The plan was paused meanwhile, and going on with it begins a new period.', preview);
  mustBeAsShown(dueNowMinor, preview.dueNowMinor, preview);
};
