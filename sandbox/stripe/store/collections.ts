import type Stripe from 'stripe';
import type { JsonObject, Stored, Wire } from '@/sandbox/stripe/wire';

export type StoredEvent = Omit<Wire<Stripe.EventBase>, 'data' | 'type'> & {
  type: string;
  data: { object: JsonObject; previous_attributes?: JsonObject };
};

/** What Stripe keeps: each has an id, events and an API shape. */
export interface ApiRecords {
  product: Stored<Stripe.Product>;
  price: Stored<Stripe.Price>;
  customer: Stored<Stripe.Customer>;
  payment_method: Stored<Stripe.PaymentMethod>;
  'checkout.session': Stored<Stripe.Checkout.Session>;
  subscription: Stored<Stripe.Subscription>;
  invoice: Stored<Stripe.Invoice>;
  payment_intent: Stored<Stripe.PaymentIntent>;
  charge: Stored<Stripe.Charge>;
  invoice_payment: Stored<Stripe.InvoicePayment>;
  setup_intent: Stored<Stripe.SetupIntent>;
  'billing_portal.configuration': Stored<Stripe.BillingPortal.Configuration>;
  'billing_portal.session': Stored<Stripe.BillingPortal.Session>;
}

export interface CheckoutPlan {
  id: string;
  lines: { id: string; price: string; quantity: number }[];
  trialEnd: number | null;
  trialDays: number | null;
  subscriptionMetadata: Record<string, string>;
  paymentMetadata: Record<string, string>;
  description: string | null;
  updateName: boolean;
  updateAddress: boolean;
  saveCard: 'off_session' | 'on_session' | null;
  /** A 3-D Secure card waiting for its challenge. */
  challenge: CheckoutInput | null;
}

export interface CheckoutInput {
  number: string;
  expMonth: number;
  expYear: number;
  email: string | null;
  name: string | null;
  country: string | null;
}

export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'dropped';
export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  state: DeliveryState;
  attempts: number;
  dueAtMs: number;
  lastStatus: number | null;
  lastError: string | null;
}

/** What the sandbox keeps for itself: never rendered, never an event. */
export interface InternalRecords {
  event: StoredEvent;
  webhook_endpoint: Stored<Stripe.WebhookEndpoint>;
  webhook_secret: { id: string; secret: string };
  card_number: { id: string; number: string };
  checkout_plan: CheckoutPlan;
  forced_decline: { id: string; declineCode: string };
  trial_notice: { id: string };
  deleted_customer: { id: string; object: 'customer'; deleted: true };
  delivery: Delivery;
  idempotent_request: { id: string; fingerprint: string; requestId: string; status: number; body: string; atMs: number };
}

export type Records = ApiRecords & InternalRecords;
export type ApiKind = keyof ApiRecords;
export type InternalKind = keyof InternalRecords;
export type Kind = keyof Records;

/** Every kind once, so that a missing one does not compile. The order is the order in the state file. */
const everyKind: Record<Kind, true> = {
  product: true, price: true, customer: true, payment_method: true, 'checkout.session': true, subscription: true, invoice: true, payment_intent: true, charge: true,
  invoice_payment: true, setup_intent: true, 'billing_portal.configuration': true, 'billing_portal.session': true, event: true, webhook_endpoint: true, webhook_secret: true, card_number: true, checkout_plan: true, forced_decline: true,
  trial_notice: true, deleted_customer: true, delivery: true, idempotent_request: true,
};

const isKind = (name: string): name is Kind => name in everyKind;
export const kinds: readonly Kind[] = Object.keys(everyKind).filter(isKind);
