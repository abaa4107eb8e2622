import { lastErrorCode } from '@/sandbox/stripe/billing/charge-card';
import { declineFor, type Decline } from '@/sandbox/stripe/billing/test-cards';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { invalidRequest, type StripeError } from '@/sandbox/stripe/http/stripe-error';
import { attachPaymentMethod, cardOf } from '@/sandbox/stripe/resources/payment-methods';
import type { SetupIntent } from '@/sandbox/stripe/resources/render-setup-intent';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { toJson } from '@/sandbox/stripe/store/diff';
import { authenticationFailed } from './authentication-failed';
import { nextAction } from './next-action';

type PaymentMethod = ApiRecords['payment_method'];

const docUrl = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;

/** The bank refuses the card: the intent waits for another. */
export function declineSetup(sandbox: Sandbox, intent: SetupIntent, method: PaymentMethod, reason: Decline): SetupIntent {
  return sandbox.store.transition('setup_intent', {
    ...intent, status: 'requires_payment_method', payment_method: null, next_action: null,
    last_setup_error: {
      type: 'card_error', code: lastErrorCode(reason), decline_code: reason.declineCode, doc_url: docUrl(reason.code), message: reason.message, payment_method: method,
    },
  }, ['setup_intent.setup_failed']);
}

function succeed(sandbox: Sandbox, intent: SetupIntent, method: PaymentMethod): SetupIntent {
  if (intent.customer) attachPaymentMethod(sandbox, method.id, intent.customer);
  return sandbox.store.transition('setup_intent', {
    ...intent, status: 'succeeded', payment_method: method.id, next_action: null, last_setup_error: null,
  }, ['setup_intent.succeeded']);
}

const unexpectedState = (intent: SetupIntent, verb: string): StripeError =>
  invalidRequest(`You cannot ${verb} this SetupIntent because it has a status of ${intent.status}.`, 'setup_intent_unexpected_state');

/** Canceled and succeeded intents stay as they are. */
export function assertSettable(intent: SetupIntent, verb: string): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpectedState(intent, verb);
}

/** The card is accepted, declined (402), or asks for a challenge first. Takes no money. */
export function confirmSetupIntent(sandbox: Sandbox, intent: SetupIntent, method: PaymentMethod, returnUrl: string | null): SetupIntent {
  assertSettable(intent, 'confirm');
  if (method.customer && method.customer !== intent.customer) {
    const message = `The provided PaymentMethod was previously used with a different Customer. The payment method must be attached to the intent's customer.`;
    throw invalidRequest(message, 'payment_method_unexpected_state', 'payment_method');
  }
  const card = cardOf(sandbox, method.id);
  if (card.decline) {
    const failed = declineSetup(sandbox, intent, method, card.decline);
    throw cardError(card.decline, { setup_intent: toJson(failed), payment_method: toJson(method) });
  }
  if (card.challenge === 'never') return succeed(sandbox, intent, method);
  return sandbox.store.transition('setup_intent', {
    ...intent, status: 'requires_action', payment_method: method.id, last_setup_error: null, next_action: nextAction(sandbox, intent, returnUrl),
  }, ['setup_intent.requires_action']);
}

/** What the customer did at the challenge. A decline after it is written down, not thrown: the page only goes on. */
export function answerSetupChallenge(sandbox: Sandbox, intent: SetupIntent, isPassed: boolean): SetupIntent {
  const method = intent.payment_method ? sandbox.store.get('payment_method', intent.payment_method) : undefined;
  if (intent.status !== 'requires_action' || !method) throw unexpectedState(intent, 'authenticate');
  if (isPassed) return cardOf(sandbox, method.id).declineAfterChallenge ? declineSetup(sandbox, intent, method, declineFor('generic_decline')) : succeed(sandbox, intent, method);
  const code = 'setup_intent_authentication_failure';
  return sandbox.store.transition('setup_intent', {
    ...intent, status: 'requires_payment_method', payment_method: null, next_action: null,
    last_setup_error: { type: 'invalid_request_error', code, doc_url: docUrl(code), message: authenticationFailed, payment_method: method },
  }, ['setup_intent.setup_failed']);
}
