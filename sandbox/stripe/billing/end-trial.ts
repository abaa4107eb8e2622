import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { endSubscription } from './end-subscription';
import { renew } from './renew';

const hasCard = ({ store }: Sandbox, subscription: Subscription): boolean =>
  subscription.default_payment_method !== null || store.get('customer', subscription.customer)?.invoice_settings.default_payment_method !== null;

/** What `status_details` says of a pause. */
type PauseReason = NonNullable<Subscription['status_details']>['paused']['subscription']['type'];
export const pausedFields = ({ clock }: Sandbox, type: PauseReason): Partial<Subscription> => ({
  status: 'paused', status_details: { paused: { type: 'subscription', transitioned_at: clock.now(), subscription: { type } } },
});

/** The end of a trial: the first real invoice, or without a card what `trial_settings` says. */
export function endTrial(sandbox: Sandbox, subscription: Subscription): void {
  const { missing_payment_method: otherwise } = subscription.trial_settings?.end_behavior ?? { missing_payment_method: 'create_invoice' };
  if (otherwise === 'create_invoice' || hasCard(sandbox, subscription)) {
    renew(sandbox, subscription);
    return;
  }
  if (otherwise === 'cancel') endSubscription(sandbox, subscription, { reason: 'payment_failed' });
  else sandbox.store.transition('subscription', { ...subscription, ...pausedFields(sandbox, 'trial_end_without_payment_method') }, ['customer.subscription.paused']);
}
