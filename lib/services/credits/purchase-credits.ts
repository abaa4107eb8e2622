import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { countMoneyMove } from '@/lib/services/subscriptions/count-money-move';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { intendPurchase, openPurchase } from './open-purchase';
import { packForSale } from './pack-for-sale';

export const purchaseCreditsInput = z.strictObject({ pack: z.string().min(1).max(40) });

/**
 * Opens Stripe's Checkout for a credit pack and answers where to send the browser. Nothing is granted before Stripe says that it
 * is paid. Asking for the same pack again, however often and at once, answers the same session while it is open.
 * Errors: 422 for no such pack, 409 `conflict` when the page was paid or closed in the same moment.
 */
export const purchaseCredits = async (ctx: Ctx, input: z.input<typeof purchaseCreditsInput>): Promise<{ url: string; sessionId: string }> => {
  requireRole(ctx, billingRoles);
  const sale = await packForSale(ctx, purchaseCreditsInput.parse(input).pack);
  await countMoneyMove(ctx);
  const row = await withStripe(ctx, (tx) => intendPurchase(tx, sale));
  const opened = await withStripe(ctx, (tx) => openPurchase(tx, row.id, sale));
  if (!opened) throw new AppError('conflict', 'This purchase ended in the same moment. Look at your credits, and choose again if you want more.');
  return opened;
};
