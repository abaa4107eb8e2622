import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { intendCheckout, openSession } from './open-checkout';
import { planForSale } from './plan-for-sale';
import { withStripe } from './with-stripe';

/** No plan is sold per seat yet, so the only quantity is 1. */
export const changeSubscriptionInput = z.strictObject({
  plan: z.string().min(1).max(40), interval: z.enum(['month', 'year']), quantity: z.literal(1, 'this plan is sold once per workspace: 1').optional(),
});

/**
 * Buys a first plan: opens Stripe's Checkout and answers where to send the browser. Nothing is granted before Stripe says that it
 * is paid. Asking again, however often and at once, answers the same session while it is open; asking for another plan closes it.
 * Errors: 409 `already_subscribed`, 409 `conflict` when somebody bought another plan in the same moment, 422 for a plan that is not for sale.
 */
export const changeSubscription = async (ctx: Ctx, input: z.input<typeof changeSubscriptionInput>): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  const { plan, interval } = changeSubscriptionInput.parse(input);
  const sale = await planForSale(ctx, plan, interval);
  const intent = await withStripe(ctx, (tx) => intendCheckout(tx, sale));
  if (!intent) throw new AppError('already_subscribed', 'This workspace already has a subscription, so it cannot buy a second one.');
  const opened = await withStripe(ctx, (tx) => openSession(tx, intent.id, sale));
  if (!opened) throw new AppError('conflict', 'Somebody in this workspace started another purchase at the same moment. Look again and choose once more.');
  return { kind: 'checkout', ...opened };
};
