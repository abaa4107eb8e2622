import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { makeDefault } from './make-default';
import { lockWallet } from './wallet';

export const setDefaultPaymentMethodInput = z.strictObject({ id: z.string().min(1).max(255) });

/** Pays with this card from now on: the live subscription too. Doing it again changes nothing. 404 for a card that is not theirs. */
export const setDefaultPaymentMethod = async (ctx: WorkspaceCtx, input: z.input<typeof setDefaultPaymentMethodInput>): Promise<void> => {
  requireRole(ctx, billingRoles);
  const { id } = setDefaultPaymentMethodInput.parse(input);
  await withStripe(ctx, async (tx) => {
    const wallet = await lockWallet(tx);
    if (!wallet?.methods.some((method) => method.id === id)) throw new AppError('not_found', 'There is no such payment method.');
    await makeDefault(tx, wallet, id);
  });
};
