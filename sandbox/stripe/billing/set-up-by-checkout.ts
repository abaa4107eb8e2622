import { cardError } from '@/sandbox/stripe/http/card-error';
import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Purchase, Steps } from './complete-checkout';
import { declineFor } from './test-cards';

/** Saves a card and takes no money: the session's setup intent succeeds. */
export function setUpByCheckout(sandbox: Sandbox, { session, card, authenticated }: Purchase, steps: Steps): CheckoutSession {
  const { store } = sandbox;
  const decline = authenticated && card?.declineAfterChallenge ? declineFor('generic_decline') : card?.decline;
  if (decline) throw cardError(decline);
  const customer = steps.payer();
  const made = steps.newCard();
  const method = customer ? attachPaymentMethod(sandbox, made.id, customer.id) : made;
  const intent = store.get('setup_intent', session.setup_intent ?? '');
  if (intent) {
    store.transition('setup_intent', { ...intent, status: 'succeeded', customer: customer?.id ?? null, payment_method: method.id }, ['setup_intent.succeeded']);
  }
  return steps.finish(customer, {});
}
