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
  invoiceitem: Stored<Stripe.InvoiceItem>;
  subscription_schedule: Stored<Stripe.SubscriptionSchedule>;
  customer_balance_transaction: Stored<Stripe.CustomerBalanceTransaction>;
  setup_intent: Stored<Stripe.SetupIntent>;
  'billing_portal.configuration': Stored<Stripe.BillingPortal.Configuration>;
  'billing_portal.session': Stored<Stripe.BillingPortal.Session>;
  coupon: Stored<Stripe.Coupon>;
  promotion_code: Stored<Stripe.PromotionCode>;
  discount: Stored<Stripe.Discount>;
  tax_id: Stored<Stripe.TaxId>;
  refund: Stored<Stripe.Refund>;
  dispute: Stored<Stripe.Dispute>;
  credit_note: Stored<Stripe.CreditNote>;
  tax_rate: Stored<Stripe.TaxRate>;
  'test_helpers.test_clock': Stored<Stripe.TestHelpers.TestClock>;
  'billing.meter': Stored<Stripe.Billing.Meter>;
  'billing.credit_grant': Stored<Stripe.Billing.CreditGrant>;
  'billing.credit_balance_transaction': Stored<Stripe.Billing.CreditBalanceTransaction>;
}

export interface CheckoutPlan {
  id: string;
  lines: { id: string; price: string; quantity: number; adjustable: { minimum: number; maximum: number } | null }[];
  discount: { coupon?: string; promotion_code?: string } | null;
  missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause' | null;
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
  /** Of the billing address, when the session asks for all of it. */
  address?: { line1: string | null; line2: string | null; postal_code: string | null; city: string | null; state: string | null };
  business?: { name: string | null; taxId: { type: string; value: string } };
}

/** One charge for one subscription item's time: what a later credit gives back. `fullAmount` is net of discounts, for the whole natural period of `fullSeconds`. */
export interface Debit {
  id: string;
  item: string;
  subscription: string;
  /** The invoice line, or the invoice item, that charged it. */
  line: string | null;
  invoiceItem: string | null;
  invoice: string | null;
  fullAmount: number;
  fullSeconds: number;
  start: number;
  end: number;
  /** From here to the end it has been given back. */
  creditedFrom: number;
  price: string;
  quantity: number;
  /** Discounts that are inside the amount of a proration. */
  discounts: string[];
}

/** A change that waits for its invoice to be paid. The id is the subscription's. */
export interface PendingChange {
  id: string;
  invoice: string;
  reason: 'update' | 'resume';
  next: Partial<ApiRecords['subscription']>;
  credited: { debit: string; from: number; invoiceItem: string }[];
  debits: Debit[];
  /** Items whose former charges give no credit any more. */
  forfeited: string[];
  /** Invoice items that the change itself made. */
  items: string[];
  expiresAt: number;
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

/** One reported value. The id is the event name with its identifier; Stripe has no id of its own for it. */
export interface MeterEventRecord {
  id: string;
  eventName: string;
  identifier: string;
  meter: string;
  customer: string;
  /** null for meters that count. */
  value: number | null;
  /** When it happened, and when it was reported. Seconds. */
  at: number;
  createdAt: number;
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
  upcoming_notice: { id: string; periodEnd: number };
  debit: Debit;
  /** Usage of a subscription item before this instant has been charged. */
  usage_from: { id: string; from: number };
  given_credit: { id: string; debit: string; from: number; was: number };
  pending_change: PendingChange;
  deleted_customer: { id: string; object: 'customer'; deleted: true };
  delivery: Delivery;
  idempotent_request: { id: string; fingerprint: string; requestId: string; status: number; body: string; atMs: number };
  coupon_details: { id: string; appliesTo: string[] | null; currencyOptions: Record<string, { amount_off: number }> };
  deleted_coupon: ApiRecords['coupon'];
  refund_plan: { id: string; at: number; status: 'succeeded' | 'failed' };
  meter_event: MeterEventRecord;
}

export type Records = ApiRecords & InternalRecords;
export type ApiKind = keyof ApiRecords;
export type InternalKind = keyof InternalRecords;
export type Kind = keyof Records;

/** Every kind once, so that a missing one does not compile. The order is the order in the state file. */
const everyKind: Record<Kind, true> = {
  product: true, price: true, customer: true, payment_method: true, 'checkout.session': true, subscription: true, invoice: true, payment_intent: true, charge: true,
  invoice_payment: true, invoiceitem: true, subscription_schedule: true, customer_balance_transaction: true, setup_intent: true, 'billing_portal.configuration': true, 'billing_portal.session': true, coupon: true, promotion_code: true, discount: true, tax_id: true, refund: true, dispute: true, credit_note: true, tax_rate: true, 'test_helpers.test_clock': true, 'billing.meter': true, 'billing.credit_grant': true, 'billing.credit_balance_transaction': true, event: true, webhook_endpoint: true, webhook_secret: true, card_number: true, checkout_plan: true, forced_decline: true,
  trial_notice: true, upcoming_notice: true, debit: true, usage_from: true, given_credit: true, pending_change: true, deleted_customer: true, delivery: true, idempotent_request: true, meter_event: true, refund_plan: true, deleted_coupon: true, coupon_details: true,
};

const isKind = (name: string): name is Kind => name in everyKind;
export const kinds: readonly Kind[] = Object.keys(everyKind).filter(isKind);
