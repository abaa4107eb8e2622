import { setDiscounts } from '@/sandbox/stripe/billing/discounts';
import { isEnded, noDetails } from '@/sandbox/stripe/billing/end-subscription';
import { array, boolean, choice, clearable, integer, mergeMetadata, metadata, object, required, text, type Decoded, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findPaymentMethod } from './payment-methods';
import type { Subscription } from './render-subscription';

export function findSubscription({ store }: Sandbox, id: string, param = 'id'): Subscription {
  const found = store.get('subscription', id);
  if (!found) throw noSuch('subscription', id, param);
  return found;
}

/** One that has not ended; an ended one is as good as gone. */
export function findLive(sandbox: Sandbox, id: string, param = 'id'): Subscription {
  const found = findSubscription(sandbox, id, param);
  if (isEnded(found)) throw noSuch('subscription', id, param);
  return found;
}

const feedback = choice('customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused');
export const detailsField = object({ comment: clearable(text()), feedback: clearable(feedback) }, ['feedback_option']);

export const itemsField = array(
  required(object(
    { id: text(), price: text(), quantity: integer(0, 999_999_999), deleted: boolean(), metadata: metadata() },
    ['billing_thresholds', 'clear_usage', 'current_trial', 'discounts', 'plan', 'price_data', 'tax_rates'],
  )),
  20,
);
export const newItemsField = array(
  required(object({ price: text(), quantity: integer(0, 999_999_999), metadata: metadata() }, ['billing_thresholds', 'current_trial', 'discounts', 'plan', 'price_data', 'tax_rates', 'trial_offer'])),
  20,
);
export const discountsField = clearable(array(required(object({ coupon: text(), discount: text(), promotion_code: text() })), 20));
export const anchorField = object({ type: required(choice('now', 'unchanged')) });
export const prorationField = choice('create_prorations', 'always_invoice', 'none');
export const paymentBehaviorField = choice('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete');
export const trialSettingsField = object({
  end_behavior: required(object({ missing_payment_method: choice('cancel', 'create_invoice', 'pause') }, ['billing_cycle_anchor'])),
});
export const paymentSettingsField = object({ save_default_payment_method: choice('off', 'on_subscription') }, ['payment_method_options', 'payment_method_types']);
export const automaticTaxField = object({ enabled: required(boolean()) }, ['liability']);

/** `now` or a timestamp. */
export function readTrialEnd(value: string | undefined, param: string): 'now' | number | undefined {
  return value === undefined || value === 'now' ? value : integer(1).decode(value, param);
}

export interface CancelChange {
  cancel_at?: string | null;
  cancel_at_period_end?: boolean;
}

const periodEnds = (subscription: Subscription): number[] => subscription.items.data.map((item) => item.current_period_end);

/** `cancel_at` and the flag move together; taking either back clears both. */
export function cancellation({ clock }: Sandbox, before: Subscription, change: CancelChange): Partial<Subscription> {
  if (change.cancel_at === undefined && change.cancel_at_period_end === undefined) return {};
  if (change.cancel_at !== undefined && change.cancel_at_period_end !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'parameters_exclusive', 'cancel_at');
  }
  if (before.schedule) {
    throw invalidRequest(`The subscription is managed by the subscription schedule \`${before.schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`);
  }
  const keep: Partial<Subscription> = { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: { ...noDetails } };
  const schedule = (at: number, atPeriodEnd: boolean): Partial<Subscription> => ({
    cancel_at: at, cancel_at_period_end: atPeriodEnd, canceled_at: before.canceled_at ?? clock.now(),
    cancellation_details: { ...noDetails, ...before.cancellation_details, reason: 'cancellation_requested' },
  });
  if (change.cancel_at_period_end !== undefined) return change.cancel_at_period_end ? schedule(Math.min(...periodEnds(before)), true) : keep;
  const at = change.cancel_at;
  if (at === null || at === undefined) return keep;
  if (at === 'min_period_end') return schedule(Math.min(...periodEnds(before)), false);
  if (at === 'max_period_end' || at === 'max_billed_until') return schedule(Math.max(...periodEnds(before)), false);
  const instant = integer().decode(at, 'cancel_at') ?? 0;
  if (instant <= clock.now()) throw invalidRequest('`cancel_at` must be a timestamp in the future.', undefined, 'cancel_at');
  return schedule(instant, false);
}

type SentDetails = Decoded<{ details: typeof detailsField }>['details'];

export const definedDetails = (sent: SentDetails): Partial<typeof noDetails> => ({
  ...(sent?.comment === undefined ? {} : { comment: sent.comment }), ...(sent?.feedback === undefined ? {} : { feedback: sent.feedback }),
});

/** The customer's own card, or none. */
export function ownCard(sandbox: Sandbox, customer: string, wanted: string): string {
  const method = findPaymentMethod(sandbox, wanted, 'default_payment_method');
  if (method.customer !== customer) {
    throw invalidRequest(`The customer does not have a payment method with the ID ${wanted}. The payment method must be attached to the customer.`, 'resource_missing', 'default_payment_method');
  }
  return method.id;
}

interface SentFields extends CancelChange {
  metadata?: MetadataChange;
  description?: string | null;
  default_payment_method?: string | null;
  discounts?: { coupon?: string; discount?: string; promotion_code?: string }[] | null;
  cancellation_details?: SentDetails;
  trial_settings?: Decoded<{ field: typeof trialSettingsField }>['field'];
  payment_settings?: Decoded<{ field: typeof paymentSettingsField }>['field'];
  automatic_tax?: { enabled: boolean };
}

/** What is sent besides items and billing, as the subscription's fields. Redeems new discounts. */
export function fieldsOf(sandbox: Sandbox, before: Subscription, sent: SentFields): Partial<Subscription> {
  const change = cancellation(sandbox, before, sent);
  const current = change.cancellation_details ?? before.cancellation_details;
  const fields: Partial<Subscription> = { ...change };
  if (sent.cancellation_details) fields.cancellation_details = { ...noDetails, ...current, ...definedDetails(sent.cancellation_details) };
  if (sent.metadata !== undefined) fields.metadata = mergeMetadata(before.metadata, sent.metadata);
  if (sent.description !== undefined) fields.description = sent.description;
  if (sent.default_payment_method !== undefined) {
    fields.default_payment_method = sent.default_payment_method === null ? null : ownCard(sandbox, before.customer, sent.default_payment_method);
  }
  if (sent.discounts === null) fields.discounts = [];
  else if (sent.discounts && sent.discounts.length > 0) fields.discounts = setDiscounts(sandbox, before, sent.discounts);
  if (sent.trial_settings) {
    const missing = sent.trial_settings.end_behavior.missing_payment_method ?? 'create_invoice';
    fields.trial_settings = { end_behavior: { billing_cycle_anchor: null, missing_payment_method: missing } };
  }
  if (sent.payment_settings?.save_default_payment_method) {
    fields.payment_settings = {
      payment_method_options: null, payment_method_types: null, ...before.payment_settings, save_default_payment_method: sent.payment_settings.save_default_payment_method,
    };
  }
  if (sent.automatic_tax) fields.automatic_tax = { ...before.automatic_tax, enabled: sent.automatic_tax.enabled, liability: sent.automatic_tax.enabled ? { type: 'self' } : null };
  return fields;
}
