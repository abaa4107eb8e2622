import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { createCustomer } from '@/sandbox/stripe/resources/customers';
import type { Address } from '@/sandbox/stripe/resources/address';
import { createPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, CheckoutInput, CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { payOneTime } from './pay-one-time';
import { subscribeByCheckout } from './subscribe-by-checkout';
import { declineFor, findTestCard, type TestCard } from './test-cards';

type Customer = ApiRecords['customer'];

export interface Purchase {
  session: CheckoutSession;
  plan: CheckoutPlan;
  input: CheckoutInput;
  card: TestCard;
  authenticated: boolean;
}
export type Completion = { done: true; session: CheckoutSession } | { done: false; challenge: true };

export function expireSession({ store }: Sandbox, session: CheckoutSession): CheckoutSession {
  return store.transition('checkout.session', { ...session, status: 'expired', url: null }, ['checkout.session.expired']);
}

function openPlan({ store }: Sandbox, session: CheckoutSession): CheckoutPlan {
  const plan = store.get('checkout_plan', session.id);
  if (session.status === 'complete') throw invalidRequest('This Checkout Session has already been completed.', 'checkout_session_completed');
  if (session.status !== 'open' || !plan) throw invalidRequest('This Checkout Session has expired.', 'checkout_session_expired');
  return plan;
}

const countryOnly = (country: string): Address => ({ city: null, country, line1: null, line2: null, postal_code: null, state: null });

/** Expiry as the bank sees it; only checked when it was typed. */
function checkExpiry({ clock }: Sandbox, { expMonth, expYear }: CheckoutInput): void {
  const today = new Date(clock.now() * 1000);
  const invalid = (code: string, field: string, message: string): Error => cardError({ code, declineCode: '', message }, { param: field });
  if (expMonth < 1 || expMonth > 12) throw invalid('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  if (expYear * 12 + expMonth < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1) throw invalid('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
}

/** The payer: the session's customer, or a new one when the mode makes one. */
function payer(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan, input: CheckoutInput): Customer | null {
  const existing = session.customer ? sandbox.store.get('customer', session.customer) : undefined;
  if (existing) {
    return sandbox.store.transition('customer', {
      ...existing, email: existing.email ?? input.email, name: plan.updateName && input.name ? input.name : existing.name,
      address: plan.updateAddress && input.country ? countryOnly(input.country) : existing.address,
    });
  }
  const isWanted = session.mode === 'subscription' || session.customer_creation === 'always' || plan.saveCard !== null;
  return isWanted ? createCustomer(sandbox, { email: input.email ?? session.customer_email, name: input.name }) : null;
}

function finish(sandbox: Sandbox, { session, input }: Purchase, customer: Customer | null, made: Partial<CheckoutSession>): CheckoutSession {
  return sandbox.store.transition('checkout.session', {
    ...session, ...made, status: 'complete', url: null, customer: customer?.id ?? null, payment_status: session.amount_total === 0 ? 'no_payment_required' : 'paid',
    customer_details: {
      address: input.country ? countryOnly(input.country) : null, business_name: null,
      email: input.email ?? customer?.email ?? session.customer_email, individual_name: null, name: input.name, phone: null, tax_exempt: 'none', tax_ids: [],
    },
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
  }, ['checkout.session.completed']);
}

/** Pays an open session. A 3-D Secure card first asks for its challenge; a decline leaves the session open. */
export function completeCheckout(sandbox: Sandbox, session: CheckoutSession, input: CheckoutInput, authenticated = false): Completion {
  const { store } = sandbox;
  const plan = openPlan(sandbox, session);
  const card = findTestCard(input.number);
  if (!card) throw cardError(declineFor('incorrect_number'), { param: 'number' });
  checkExpiry(sandbox, input);
  if (card.challenge !== 'never' && !authenticated) {
    store.save('checkout_plan', { ...plan, challenge: input });
    return { done: false, challenge: true };
  }
  const purchase: Purchase = { session, plan: { ...plan, challenge: null }, input, card, authenticated };
  const done = store.atomically(() => {
    store.save('checkout_plan', purchase.plan);
    return session.mode === 'subscription' ? buySubscription(sandbox, purchase) : buyOnce(sandbox, purchase);
  });
  return { done: true, session: done };
}

function buySubscription(sandbox: Sandbox, purchase: Purchase): CheckoutSession {
  return subscribeByCheckout(sandbox, purchase, {
    payer: () => payer(sandbox, purchase.session, purchase.plan, purchase.input) ?? createCustomer(sandbox),
    newCard: () => newCard(sandbox, purchase),
    finish: (customer, made) => finish(sandbox, purchase, customer, made),
  });
}

function buyOnce(sandbox: Sandbox, purchase: Purchase): CheckoutSession {
  return payOneTime(sandbox, purchase, {
    payer: () => payer(sandbox, purchase.session, purchase.plan, purchase.input),
    newCard: () => newCard(sandbox, purchase),
    finish: (customer, made) => finish(sandbox, purchase, customer, made),
  });
}

function newCard(sandbox: Sandbox, { card, input }: Purchase): ApiRecords['payment_method'] {
  return createPaymentMethod(sandbox, card, {
    expMonth: input.expMonth, expYear: input.expYear,
    billingDetails: {
      email: input.email, name: input.name,
      address: input.country ? countryOnly(input.country) : null,
    },
  });
}

export interface Steps<C> {
  payer: () => C;
  newCard: () => ApiRecords['payment_method'];
  finish: (customer: C, made: Partial<CheckoutSession>) => CheckoutSession;
}
