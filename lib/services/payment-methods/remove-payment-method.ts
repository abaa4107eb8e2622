import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { paymentMethodViews } from './payment-method-views';
import { lockWallet } from './wallet';

export const removePaymentMethodInput = z.strictObject({ id: z.string().min(1).max(255) });

/**
 * Removes a card for good. 409 `conflict` for the one that a live subscription is paid with and for the last one it could be
 * paid with, however many tabs remove at once; 404 for a card that is not theirs.
 */
export const removePaymentMethod = async (ctx: WorkspaceCtx, input: z.input<typeof removePaymentMethodInput>): Promise<void> => {
  requireRole(ctx, billingRoles);
  const { id } = removePaymentMethodInput.parse(input);
  await withStripe(ctx, async (tx) => {
    const wallet = await lockWallet(tx);
    const view = wallet && paymentMethodViews(wallet, tx.now).find((one) => one.id === id);
    if (!view) throw new AppError('not_found', 'There is no such payment method.');
    if (view.keptBecause !== null) throw new AppError('conflict', view.keptBecause);
    await tx.stripe.paymentMethods.detach(id, {}, { ...whileLocked, idempotencyKey: `detach-${id}` });
    await recordAudit(tx, { action: 'payment_method.removed', subject: id, before: { brand: view.brand, last4: view.last4, isDefault: view.isDefault } });
  });
};
