import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';

export const removeTaxIdInput = z.strictObject({ id: z.string().min(1).max(255) });

/** Leaves a tax id off the invoices to come. 404 for one that is not theirs. */
export const removeTaxId = async (ctx: WorkspaceCtx, input: z.input<typeof removeTaxIdInput>): Promise<void> => {
  requireRole(ctx, billingRoles);
  const { id } = removeTaxIdInput.parse(input);
  await withStripe(ctx, async (tx) => {
    const customer = (await lockWorkspace(tx, { workspaceId: tx.workspaceId }))?.stripeCustomerId;
    const removed = customer ? await missingAsNull(tx.stripe.customers.deleteTaxId(customer, id, {}, whileLocked)) : null;
    if (!removed) throw new AppError('not_found', 'There is no such tax id.');
    await recordAudit(tx, { action: 'tax_id.removed', subject: id });
  });
};
