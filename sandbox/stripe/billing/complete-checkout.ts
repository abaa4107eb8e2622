import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { collectsCard, redemptionFor } from '@/sandbox/stripe/resources/checkout-figures';
import { checkCardDetails, createPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, CheckoutInput, CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { customerDetails, payer, typedAddress } from './checkout-customer';
import { payOneTime } from './pay-one-time';
import type { Redemption } from './redeem';
import { setUpByCheckout } from './set-up-by-checkout';
import { subscribeByCheckout } from './subscribe-by-checkout';
import { declineFor, findTestCard, type TestCard } from './test-cards';

type Customer = ApiRecords['customer'];

export interface Purchase {
  session: CheckoutSession;
  plan: CheckoutPlan;
  input: CheckoutInput;
  /** null: the session does without. */
  card: TestCard | null;
  redemption: Redemption | null;
  authenticated: boolean;
}
export type Completion = { done: true; session: CheckoutSession } | { done: false; challenge: true };

export function expireSession({ store }: Sandbox, session: CheckoutSession): CheckoutSession {
  const intent = store.get('setup_intent', session.setup_intent ?? '');
  if (intent) store.transition('setup_intent', { ...intent, status: 'canceled', cancellation_reason: 'abandoned', next_action: null }, ['setup_intent.canceled']);
  return store.transition('checkout.session', { ...session, status: 'expired', url: null }, ['checkout.session.expired']);
}

function openPlan({ store }: Sandbox, session: CheckoutSession): CheckoutPlan {
  const plan = store.get('checkout_plan', session.id);
  if (session.status === 'complete') throw invalidRequest('This Checkout Session has already been completed.', 'checkout_session_completed');
  if (session.status !== 'open' || !plan) throw invalidRequest('This Checkout Session has expired.', 'checkout_session_expired');
  return plan;
}

function finish(sandbox: Sandbox, { session, input }: Purchase, customer: Customer | null, made: Partial<CheckoutSession>): CheckoutSession {
  return sandbox.store.transition('checkout.session', {
    ...session, ...made, status: 'complete', url: null, customer: customer?.id ?? null,
    payment_status: (session.amount_total ?? 0) === 0 ? 'no_payment_required' : 'paid', customer_details: customerDetails(session, input, customer),
    collected_information: { business_name: input.business?.name ?? null, individual_name: null, shipping_details: null },
  }, ['checkout.session.completed']);
}

/** Pays an open session. A 3-D Secure card first asks for its challenge; a decline leaves the session open. */
export function completeCheckout(sandbox: Sandbox, session: CheckoutSession, input: CheckoutInput, authenticated = false): Completion {
  const { store } = sandbox;
  const plan = openPlan(sandbox, session);
  const redemption = redemptionFor(sandbox, plan, session.customer);
  const card = collectsCard(sandbox, session) ? typedCard(sandbox, input) : null;
  if (card && card.challenge !== 'never' && !authenticated) {
    store.save('checkout_plan', { ...plan, challenge: input });
    return { done: false, challenge: true };
  }
  const purchase: Purchase = { session, plan: { ...plan, challenge: null }, input, card, redemption, authenticated };
  const done = store.atomically(() => {
    store.save('checkout_plan', purchase.plan);
    return complete(sandbox, purchase);
  });
  return { done: true, session: done };
}

function typedCard(sandbox: Sandbox, input: CheckoutInput): TestCard {
  const card = findTestCard(input.number);
  if (!card) throw cardError(declineFor('incorrect_number'), { param: 'number' });
  checkCardDetails(sandbox, input);
  return card;
}

function complete(sandbox: Sandbox, purchase: Purchase): CheckoutSession {
  const { session, plan, input } = purchase;
  const steps: Steps = {
    payer: () => payer(sandbox, session, plan, input), newCard: () => newCard(sandbox, purchase),
    finish: (customer, made) => finish(sandbox, purchase, customer, made),
  };
  if (session.mode === 'setup') return setUpByCheckout(sandbox, purchase, steps);
  return session.mode === 'subscription' ? subscribeByCheckout(sandbox, purchase, steps) : payOneTime(sandbox, purchase, steps);
}

function newCard(sandbox: Sandbox, { card, input }: Purchase): ApiRecords['payment_method'] {
  if (!card) throw cardError(declineFor('incorrect_number'), { param: 'number' });
  return createPaymentMethod(sandbox, card, {
    expMonth: input.expMonth, expYear: input.expYear, billingDetails: { email: input.email, name: input.name, address: typedAddress(input) },
  });
}

/** What every mode does in its own order. */
export interface Steps {
  payer: () => Customer | null;
  newCard: () => ApiRecords['payment_method'];
  finish: (customer: Customer | null, made: Partial<CheckoutSession>) => CheckoutSession;
}
