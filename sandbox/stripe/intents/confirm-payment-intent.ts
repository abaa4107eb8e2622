import { chargeCard, type Outcome } from '@/sandbox/stripe/billing/charge-card';
import { settleInvoice } from '@/sandbox/stripe/billing/settle-invoice';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { invalidRequest, type StripeError } from '@/sandbox/stripe/http/stripe-error';
import { attachPaymentMethod, cardOf } from '@/sandbox/stripe/resources/payment-methods';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { toJson } from '@/sandbox/stripe/store/diff';
import { authenticationFailed } from './authentication-failed';
import { nextAction } from './next-action';

type PaymentIntent = ApiRecords['payment_intent'];
type PaymentMethod = ApiRecords['payment_method'];

/** The invoice that this intent collects. */
export function invoiceOf({ store }: Sandbox, intent: string): Invoice | undefined {
  const payment = store.all('invoice_payment').find((one) => one.payment.payment_intent === intent);
  return payment ? store.get('invoice', payment.invoice) : undefined;
}

const unexpectedState = (intent: PaymentIntent, verb: string): StripeError =>
  invalidRequest(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`, 'payment_intent_unexpected_state');

/** Succeeded and canceled intents stay as they are. */
export function assertPayable(intent: PaymentIntent, verb: string): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpectedState(intent, verb);
}

/** The card asks its owner first. `returnUrl` null: Stripe.js shows the challenge. */
export function requireAction(sandbox: Sandbox, intent: PaymentIntent, method: PaymentMethod, returnUrl: string | null = null): PaymentIntent {
  return sandbox.store.transition('payment_intent', {
    ...intent, status: 'requires_action', payment_method: method.id, last_payment_error: null, next_action: nextAction(sandbox, intent, returnUrl),
  }, ['payment_intent.requires_action']);
}

/** Charges, and settles the invoice behind the intent with all that follows for its subscription. */
function collect(sandbox: Sandbox, before: PaymentIntent, method: PaymentMethod, how: { session: 'on' | 'off'; authenticated: boolean }): Outcome {
  const intent = sandbox.store.transition('payment_intent', { ...before, status: 'requires_confirmation', next_action: null }, [], 'only-also');
  const invoice = invoiceOf(sandbox, intent.id);
  if (!invoice) return chargeCard(sandbox, { intent, paymentMethod: method, ...how });
  if (invoice.status !== 'open') throw invalidRequest(`The invoice of this PaymentIntent is ${invoice.status ?? 'draft'}.`, 'payment_intent_unexpected_state');
  const { outcome } = settleInvoice(sandbox, () => invoice, { paymentMethod: method, isScheduled: false, ...how });
  if (outcome.ok && isKept(sandbox, invoice, intent)) attachPaymentMethod(sandbox, method.id, intent.customer ?? '');
  return outcome;
}

/** The card that pays a subscription's first invoice, or is to become its own, stays with the customer. */
function isKept({ store }: Sandbox, invoice: Invoice, { customer, setup_future_usage: usage }: PaymentIntent): boolean {
  const subscription = store.get('subscription', invoice.parent?.subscription_details?.subscription ?? '');
  if (!customer) return false;
  return usage !== null || invoice.billing_reason === 'subscription_create' || subscription?.payment_settings?.save_default_payment_method === 'on_subscription';
}

export interface Confirmation {
  method: PaymentMethod;
  returnUrl: string | null;
  isOffSession: boolean;
}

/** A card that was set up once (attached) is not asked again, unless it always asks. */
const asksFirst = (sandbox: Sandbox, method: PaymentMethod): boolean => {
  const { challenge } = cardOf(sandbox, method.id);
  return challenge === 'always' || (challenge === 'setup' && method.customer === null);
};

/** Pays, is declined (402, with the failed charge kept), or asks for a challenge first. */
export function confirmPaymentIntent(sandbox: Sandbox, intent: PaymentIntent, { method, returnUrl, isOffSession }: Confirmation): PaymentIntent {
  assertPayable(intent, 'confirm');
  if (method.customer && method.customer !== intent.customer) {
    throw invalidRequest("The payment method must be attached to the intent's customer.", 'payment_method_unexpected_state', 'payment_method');
  }
  if (!isOffSession && asksFirst(sandbox, method)) return requireAction(sandbox, intent, method, returnUrl);
  const outcome = collect(sandbox, intent, method, { session: isOffSession ? 'off' : 'on', authenticated: false });
  if (outcome.ok) return outcome.intent;
  throw cardError(outcome.decline, { charge: outcome.charge.id, payment_intent: toJson(outcome.intent), payment_method: toJson(method) });
}

/** What the customer did at the challenge. A decline after it is written down, not thrown: the page only goes on. */
export function answerPaymentChallenge(sandbox: Sandbox, intent: PaymentIntent, isPassed: boolean): PaymentIntent {
  const method = intent.payment_method ? sandbox.store.get('payment_method', intent.payment_method) : undefined;
  if (intent.status !== 'requires_action' || !method) throw unexpectedState(intent, 'authenticate');
  if (isPassed) return collect(sandbox, intent, method, { session: 'on', authenticated: true }).intent;
  const code = 'payment_intent_authentication_failure';
  return sandbox.store.transition('payment_intent', {
    ...intent, status: 'requires_payment_method', payment_method: null, next_action: null,
    last_payment_error: {
      type: 'invalid_request_error', code, doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure', message: authenticationFailed,
      payment_method: method,
    },
  }, ['payment_intent.payment_failed']);
}
