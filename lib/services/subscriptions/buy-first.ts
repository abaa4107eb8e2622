import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { intendCheckout, openSession } from './open-checkout';
import { planForSale } from './plan-for-sale';
import { withStripe } from './with-stripe';

export type FirstPurchase = { plan: string; interval: PriceInterval; quantity?: number; coupon?: string };

/**
 * Opens Stripe's Checkout and answers where to send the browser. Nothing is granted before Stripe says that it is paid. Asking again,
 * however often and at once, answers the same session while it is open; asking for something else closes it. Errors: 409
 * `already_subscribed`, 409 `conflict` when somebody bought something else in the same moment, 422 for what is not for sale.
 */
export const buyFirst = async (ctx: WorkspaceCtx, wanted: FirstPurchase): Promise<ChangeResult> => {
  const sale = await planForSale(ctx, wanted);
  const intent = await withStripe(ctx, (tx) => intendCheckout(tx, sale));
  if (!intent) throw new AppError('already_subscribed', 'This workspace already has a subscription, so it cannot buy a second one.');
  const opened = await withStripe(ctx, (tx) => openSession(tx, intent.id, sale));
  if (!opened) throw new AppError('conflict', 'Somebody in this workspace started another purchase at the same moment. Look again and choose once more.');
  return { kind: 'checkout', ...opened };
};
