import type Stripe from 'stripe';
import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PayResult } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { lockWallet } from '@/lib/services/payment-methods/wallet';
import { countMoneyMove } from '@/lib/services/subscriptions/count-money-move';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { intentsOf, ownInvoice } from './own-invoice';

export const payInvoiceInput = z.strictObject({
  id: z.string().min(1).max(255),
  /** One of the workspace's payment methods; the default one when absent. */
  paymentMethodId: z.string().min(1).max(255).optional(),
});

/**
 * Tries to collect an unpaid invoice now. The workspace is locked while Stripe is asked and a paid invoice is not paid again, so
 * that any number of clicks pays once. `payment_required` with a client secret: the bank wants the customer to confirm, then call
 * again; without one: the card was refused, `message` says why. Errors: 404 for what is not theirs, 409 `conflict` for an invoice
 * that cannot be paid.
 */
export const payInvoice = async (ctx: WorkspaceCtx, input: z.input<typeof payInvoiceInput>): Promise<PayResult> => {
  requireRole(ctx, billingRoles);
  const { id, paymentMethodId } = payInvoiceInput.parse(input);
  await countMoneyMove(ctx);
  return withStripe(ctx, async (tx) => {
    const wallet = await lockWallet(tx);
    const invoice = await ownInvoice(tx, id);
    if (paymentMethodId !== undefined && !wallet?.methods.some((method) => method.id === paymentMethodId)) throw new AppError('not_found', 'There is no such payment method.');
    const result = invoice.status === 'paid' ? ({ kind: 'paid' } as const) : await collect(tx, invoice, paymentMethodId);
    if (invoice.status !== 'paid') {
      const { amount_remaining: amountMinor, currency, number } = invoice;
      await recordAudit(tx, { action: result.kind === 'paid' ? 'invoice.paid' : 'invoice.payment_refused', subject: id, after: { amountMinor, currency, number, paymentMethodId: paymentMethodId ?? null } });
    }
    await syncSubscription(tx, { workspaceId: tx.workspaceId });
    return result;
  });
};

const collect = async (tx: WorkspaceCtx, invoice: Stripe.Invoice, payment_method: string | undefined): Promise<PayResult> => {
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw new AppError('conflict', `This invoice cannot be paid: it is ${invoice.status === 'draft' ? 'still being prepared' : 'void'}.`);
  const [latest] = intentsOf(invoice);
  const before = latest === undefined ? null : await tx.stripe.paymentIntents.retrieve(latest, {}, whileLocked);
  if (before?.status === 'processing' || before?.status === 'succeeded') throw new AppError('conflict', 'A payment of this invoice is under way. Look again in a minute.');
  return tx.stripe.invoices.pay(invoice.id, { payment_method, off_session: false }, whileLocked).then(
    (paid) => (paid.status === 'paid' ? { kind: 'paid' } as const : unfinished(tx, invoice.id, null)),
    (reason: unknown) => unfinished(tx, invoice.id, reason),
  );
};

type Refusal = { type?: unknown; code?: unknown; message?: unknown };

/** What stands between an attempt and its success. `reason` is what Stripe threw; what is no answer to the attempt is thrown on. */
const unfinished = async (tx: WorkspaceCtx, id: string, reason: unknown): Promise<PayResult> => {
  const { type, code, message } = (reason ?? {}) as Refusal;
  if (code === 'resource_missing') return { kind: 'payment_required', clientSecret: null, message: 'There is no card to pay with. Add one first.' };
  const isAnswer = reason === null || type === 'StripeCardError' || code === 'invoice_payment_intent_requires_action';
  if (!isAnswer && type !== 'StripeInvalidRequestError') throw reason;
  const now = await tx.stripe.invoices.retrieve(id, { expand: ['confirmation_secret', 'payments'] }, whileLocked);
  // Also when Stripe's own retry came first.
  if (now.status === 'paid') return { kind: 'paid' };
  if (!isAnswer) throw reason;
  const [latest] = intentsOf(now);
  const intent = latest === undefined ? null : await tx.stripe.paymentIntents.retrieve(latest, {}, whileLocked);
  if (intent?.status === 'requires_action') return { kind: 'payment_required', clientSecret: now.confirmation_secret?.client_secret ?? intent.client_secret, message: 'The bank wants you to confirm this payment.' };
  return { kind: 'payment_required', clientSecret: null, message: typeof message === 'string' ? message : (intent?.last_payment_error?.message ?? 'The payment did not go through.') };
};
