import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';

/** An invoice of the workspace's customer as Stripe has it now, with its payments. 404 for anybody else's: Stripe says whose it is. */
export const ownInvoice = async (ctx: WorkspaceCtx, id: string): Promise<Stripe.Invoice> => {
  const { stripeCustomerId } = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, select: { stripeCustomerId: true } });
  const invoice = stripeCustomerId === null ? null : await missingAsNull(ctx.stripe.invoices.retrieve(id, { expand: ['payments'] }, whileLocked));
  if (!invoice || idOf(invoice.customer) !== stripeCustomerId) throw new AppError('not_found', 'There is no such invoice.');
  return invoice;
};

/** The payment intents behind an invoice's payments, the newest first. */
export const intentsOf = (invoice: Stripe.Invoice): string[] =>
  (invoice.payments?.data ?? []).toSorted((a, b) => b.created - a.created).flatMap(({ payment }) => idOf(payment.payment_intent) ?? []);
