import { cardError } from '@/sandbox/stripe/http/card-error';
import { declineSetup } from '@/sandbox/stripe/intents/confirm-setup-intent';
import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { SetupIntent } from '@/sandbox/stripe/resources/render-setup-intent';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { toJson } from '@/sandbox/stripe/store/diff';
import type { Purchase, Steps } from './complete-checkout';
import { saveDecision, type Decline } from './test-cards';

/** The intent remembers why; the session stays open for another card. */
function refuse(sandbox: Sandbox, intent: SetupIntent | undefined, method: ApiRecords['payment_method'], decline: Decline): never {
  const failed = intent && declineSetup(sandbox, intent, method, decline);
  throw cardError(decline, { ...(failed ? { setup_intent: toJson(failed) } : {}), payment_method: toJson(method) });
}

/** Saves a card and takes no money: the session's setup intent succeeds. */
export function setUpByCheckout(sandbox: Sandbox, { session, card, authenticated }: Purchase, steps: Steps): CheckoutSession {
  const { store } = sandbox;
  const intent = store.get('setup_intent', session.setup_intent ?? '');
  const decline = card && saveDecision(card, authenticated);
  if (decline) refuse(sandbox, intent, steps.newCard(), decline);
  const customer = steps.payer();
  const made = steps.newCard();
  const method = customer ? attachPaymentMethod(sandbox, made.id, customer.id) : made;
  if (intent) {
    store.transition('setup_intent', { ...intent, status: 'succeeded', customer: customer?.id ?? null, payment_method: method.id, last_setup_error: null }, ['setup_intent.succeeded']);
  }
  return steps.finish(customer, {});
}
