import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { PaymentMethodsView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { billingDetails, noDetails } from './billing-details';
import { paymentMethodViews } from './payment-method-views';
import { readWallet } from './wallet';

export const listPaymentMethodsInput = z.strictObject({});

/** What the workspace pays with and who its invoices are made out to, as Stripe says now. Empty before the first purchase. */
export const listPaymentMethods = async (ctx: WorkspaceCtx, _input: z.input<typeof listPaymentMethodsInput> = {}): Promise<PaymentMethodsView> => {
  requireRole(ctx, billingRoles);
  const { stripeCustomerId } = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, select: { stripeCustomerId: true } });
  const wallet = stripeCustomerId === null ? null : await readWallet(ctx.stripe, stripeCustomerId);
  if (!wallet) return { data: [], billing: noDetails };
  const taxIds = await ctx.stripe.customers.listTaxIds(wallet.customer.id, { limit: 100 });
  return { data: paymentMethodViews(wallet, ctx.now), billing: billingDetails(wallet.customer, taxIds.data) };
};
