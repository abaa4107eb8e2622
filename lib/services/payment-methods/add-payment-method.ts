import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PaymentMethodView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { makeDefault } from './make-default';
import { defaultsOf, paymentMethodViews } from './payment-method-views';
import { lockWallet, type Wallet } from './wallet';

export const addPaymentMethodInput = z.strictObject({
  setupIntentId: z.string().min(1).max(255),
  /** Pay with it from now on. The first one always is the default. */
  makeDefault: z.boolean().optional(),
});

/**
 * Takes up a card that the browser confirmed with Stripe, and makes it the default when it is the first or when asked to. Pays
 * nothing by itself. Errors: 404 for a setup intent that is not theirs, 409 `conflict` for one that was not confirmed.
 */
export const addPaymentMethod = async (ctx: WorkspaceCtx, input: z.input<typeof addPaymentMethodInput>): Promise<PaymentMethodView> => {
  requireRole(ctx, billingRoles);
  const { setupIntentId, makeDefault: wanted = false } = addPaymentMethodInput.parse(input);
  return withStripe(ctx, async (tx) => {
    const wallet = await lockWallet(tx);
    const intent = await missingAsNull(tx.stripe.setupIntents.retrieve(setupIntentId, {}, whileLocked));
    if (!wallet || !intent || intent.customer !== wallet.customer.id) throw new AppError('not_found', 'There is no such setup intent.');
    const id = idOf(intent.payment_method);
    if (intent.status !== 'succeeded' || !id) throw new AppError('conflict', 'This card was not confirmed. Enter it again.');
    if (!wallet.methods.some((method) => method.id === id)) throw new AppError('not_found', 'This card was removed meanwhile.');
    await recordAudit(tx, { action: 'payment_method.added', subject: id });
    const isFirst = !defaultsOf(wallet).some((one) => wallet.methods.some((method) => method.id === one));
    if (isFirst || wanted) await makeDefault(tx, wallet, id);
    return viewOf(isFirst || wanted ? await again(tx) : wallet, id, tx.now);
  });
};

const again = async (tx: WorkspaceCtx): Promise<Wallet> => {
  const wallet = await lockWallet(tx);
  if (!wallet) throw new Error(`The customer of ${tx.workspaceId} was there a moment ago.`);
  return wallet;
};

const viewOf = (wallet: Wallet, id: string, now: Date): PaymentMethodView => {
  const view = paymentMethodViews(wallet, now).find((one) => one.id === id);
  if (!view) throw new AppError('not_found', 'This card was removed meanwhile.');
  return view;
};
