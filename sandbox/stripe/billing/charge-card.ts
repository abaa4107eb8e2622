import { cardOf } from '@/sandbox/stripe/resources/payment-methods';
import { renderCharge, renderPaymentIntent } from '@/sandbox/stripe/resources/render-payment';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { declineFor, type Decline, type TestCard } from './test-cards';

type PaymentIntent = ApiRecords['payment_intent'];
type Charge = ApiRecords['charge'];
type PaymentMethod = ApiRecords['payment_method'];

export interface Attempt {
  intent: PaymentIntent;
  paymentMethod: PaymentMethod;
  /** First payment with the customer present, or a later one on a saved card. */
  session: 'on' | 'off';
  /** The challenge has been passed. */
  authenticated?: boolean;
  /** Already decided by `bankDecision`. */
  decided?: Decline | null;
}
export type Outcome = { ok: true; intent: PaymentIntent; charge: Charge } | { ok: false; intent: PaymentIntent; charge: Charge; decline: Decline };

export interface NewIntent {
  amount: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata?: Record<string, string>;
  setupFutureUsage?: 'off_session' | 'on_session' | null;
}

/** Payments of customers on a test clock carry the account's time, as Stripe's do. */
const paidAt = ({ store, clock }: Sandbox, customer: string | null): number => (customer && store.get('customer', customer)?.test_clock ? clock.account() : clock.now());

export function createIntent(sandbox: Sandbox, given: NewIntent): PaymentIntent {
  const { store, ids } = sandbox;
  return store.transition('payment_intent', renderPaymentIntent(ids.next('pi'), ids.random(24), paidAt(sandbox, given.customer), given));
}

/** A decline asked for by the control API counts once and comes before the card's own behaviour. */
export function bankDecision(
  { store }: Sandbox, card: TestCard, { customer, session, authenticated }: { customer: string | null; session: 'on' | 'off'; authenticated?: boolean },
): Decline | null {
  const forced = customer ? store.get('forced_decline', customer) : undefined;
  if (forced) {
    store.useUp('forced_decline', forced.id);
    return declineFor(forced.declineCode);
  }
  if (card.decline) return card.decline;
  if (authenticated && card.declineAfterChallenge) return declineFor('generic_decline');
  if (session === 'off' && card.failsAfterAttach) return declineFor('generic_decline');
  if (session === 'off' && card.challenge === 'always') return declineFor('authentication_required');
  return null;
}

/** Charges the card for the whole intent and writes down how it went. */
export function chargeCard(sandbox: Sandbox, attempt: Attempt): Outcome {
  const { store, ids } = sandbox;
  const { intent, paymentMethod } = attempt;
  const decline = attempt.decided === undefined ? bankDecision(sandbox, cardOf(sandbox, paymentMethod.id), { ...attempt, customer: intent.customer }) : attempt.decided;
  const rendered = renderCharge(ids.next('ch'), paidAt(sandbox, intent.customer), intent, paymentMethod, decline);
  if (!decline) {
    const charge = store.transition('charge', { ...rendered, receipt_url: `${sandbox.publicUrl}/receipts/${rendered.id}` }, ['charge.succeeded']);
    const paid = store.transition('payment_intent', {
      ...intent, status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, payment_method: paymentMethod.id, last_payment_error: null,
    }, ['payment_intent.succeeded']);
    return { ok: true, intent: paid, charge };
  }
  const charge = store.transition('charge', rendered, ['charge.failed']);
  const failed = store.transition('payment_intent', {
    ...intent, status: 'requires_payment_method', latest_charge: charge.id, payment_method: null,
    last_payment_error: {
      type: 'card_error', charge: charge.id, code: lastErrorCode(decline), decline_code: decline.declineCode, message: decline.message,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    },
  }, ['payment_intent.payment_failed']);
  return { ok: false, intent: failed, charge, decline };
}

type ErrorCode = NonNullable<NonNullable<PaymentIntent['last_payment_error']>['code']>;
/** The documented code of a decline. */
export function lastErrorCode({ code }: Decline): ErrorCode {
  switch (code) {
    case 'expired_card':
    case 'incorrect_cvc':
    case 'processing_error':
    case 'incorrect_number':
    case 'authentication_required':
      return code;
    default:
      return 'card_declined';
  }
}
