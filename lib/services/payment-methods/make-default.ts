import type { WorkspaceCtx } from '@/lib/context';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { defaultsOf } from './payment-method-views';
import type { Wallet } from './wallet';

/**
 * Makes a payment method the one that pays: for the customer's next purchases, for every live subscription, and for the changes
 * that a schedule has in store for it. Call with the wallet locked.
 */
export const makeDefault = async (tx: WorkspaceCtx, { customer, live }: Wallet, id: string): Promise<void> => {
  await tx.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } }, whileLocked);
  for (const { id: subscription, schedule } of live) {
    await tx.stripe.subscriptions.update(subscription, { default_payment_method: id }, whileLocked);
    const scheduleId = idOf(schedule);
    if (scheduleId) await tx.stripe.subscriptionSchedules.update(scheduleId, { default_settings: { default_payment_method: id } }, whileLocked);
  }
  await recordAudit(tx, { action: 'payment_method.made_default', subject: id, before: { defaults: defaultsOf({ customer, live }) }, after: { defaults: [id] } });
  await syncSubscription(tx, { workspaceId: tx.workspaceId });
};
