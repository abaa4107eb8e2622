import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { intentBasis, mustBeLive } from './must-be-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const undoScheduledChangeInput = z.strictObject({});

/** Takes back a change that is set for the period's end, and one that waits for its payment. Answers `applied` where there is none. */
export const undoScheduledChange = async (ctx: WorkspaceCtx, _input: z.input<typeof undoScheduledChangeInput> = {}): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    const basis = intentBasis(live);
    const { scheduleId, pendingInvoiceId } = basis.inTheWay;
    if (scheduleId === null && pendingInvoiceId === null) return { kind: 'answer', result: { kind: 'applied' } };
    return { kind: 'ask', key: await nextKey(tx, 'undo_scheduled', live.subscription.id), input: { ...basis, kind: 'undo_scheduled', inTheWay: { ...basis.inTheWay, cancel: null } } };
  });
};
