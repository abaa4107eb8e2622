import { hardDeclines, type Decline } from '@/sandbox/stripe/billing/test-cards';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type PaymentIntent = ApiRecords['payment_intent'];
type Charge = ApiRecords['charge'];
type PaymentMethod = ApiRecords['payment_method'];

interface IntentFields {
  amount: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata?: Record<string, string>;
  setupFutureUsage?: 'off_session' | 'on_session' | null;
}

export const renderPaymentIntent = (id: string, secret: string, created: number, given: IntentFields): PaymentIntent => ({
  id, object: 'payment_intent', allowed_payment_method_types: null, amount: given.amount, amount_capturable: 0, amount_details: { tip: {} }, amount_received: 0,
  application: null, application_fee_amount: null, automatic_payment_methods: null, canceled_at: null, cancellation_reason: null, capture_method: 'automatic',
  client_secret: `${id}_secret_${secret}`, confirmation_method: 'automatic', created, currency: given.currency, customer: given.customer, customer_account: null,
  description: given.description, excluded_payment_method_types: null, last_payment_error: null, latest_charge: null, livemode: false, managed_payments: null,
  metadata: given.metadata ?? {}, next_action: null, on_behalf_of: null, payment_method: null, payment_method_configuration_details: null,
  payment_method_options: null, payment_method_types: ['card'], payment_record: null, processing: null, receipt_email: null, review: null,
  setup_future_usage: given.setupFutureUsage ?? null, shipping: null, source: null, statement_descriptor: null, statement_descriptor_suffix: null,
  status: 'requires_payment_method', transfer_group: null,
});

const outcomeOf = (decline: Decline | null): NonNullable<Charge['outcome']> => ({
  advice_code: decline ? (hardDeclines.has(decline.declineCode) ? 'do_not_try_again' : 'try_again_later') : null,
  network_advice_code: null, network_decline_code: decline ? '01' : null, network_status: decline ? 'declined_by_network' : 'approved_by_network',
  reason: decline?.declineCode ?? null, risk_level: 'normal', risk_score: 12,
  seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.', type: decline ? 'issuer_declined' : 'authorized',
});

const cardDetails = (card: PaymentMethod['card'], amount: number): Charge['payment_method_details'] =>
  card
    ? {
        type: 'card',
        card: {
          amount_authorized: amount, authorization_code: null, brand: card.brand, checks: card.checks, country: card.country, electronic_commerce_indicator: null,
          exp_month: card.exp_month, exp_year: card.exp_year, fingerprint: card.fingerprint, funding: card.funding, installments: null, last4: card.last4, mandate: null,
          network: card.brand, network_transaction_id: null, regulated_status: card.regulated_status, three_d_secure: null, transaction_link_id: null, wallet: null,
        },
      }
    : null;

export const renderCharge = (id: string, created: number, intent: PaymentIntent, method: PaymentMethod, decline: Decline | null): Charge => ({
  id, object: 'charge', amount: intent.amount, amount_captured: decline ? 0 : intent.amount, amount_refunded: 0, application: null, application_fee: null,
  application_fee_amount: null, balance_transaction: null, billing_details: method.billing_details, calculated_statement_descriptor: 'SANDBOX', captured: !decline,
  created, currency: intent.currency, customer: intent.customer, description: intent.description, disputed: false, failure_balance_transaction: null,
  failure_code: decline?.code ?? null, failure_message: decline?.message ?? null, fraud_details: {}, livemode: false, metadata: intent.metadata, on_behalf_of: null,
  outcome: outcomeOf(decline), paid: !decline, payment_intent: intent.id, payment_method: method.id, payment_method_details: cardDetails(method.card, intent.amount),
  receipt_email: null, receipt_number: null, receipt_url: null, refunded: false, review: null, shipping: null, source: null, source_transfer: null,
  statement_descriptor: null, statement_descriptor_suffix: null, status: decline ? 'failed' : 'succeeded', transfer_data: null, transfer_group: null,
});
