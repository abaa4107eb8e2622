import type { PriceInterval } from '@/lib/domain/catalog';

/** What is or would be subscribed to. `amountMinor` is for one interval: price times quantity, before discounts. */
export type PlanTerms = { plan: { id: string; name: string }; interval: PriceInterval | null; quantity: number; amountMinor: number; currency: string };

export type DiscountView = { name: string; percentOff: number | null; amountOffMinor: number | null; endsAt: string | null };

export type CardView = { brand: string; last4: string; expMonth: number; expYear: number };

/** One line of an invoice or of a preview. Negative amounts are credit. */
export type InvoiceLineView = { description: string; amountMinor: number; quantity: number | null; isProration: boolean; periodStart: string; periodEnd: string };

/** What somebody no longer has after a change. */
export type LostView = { kind: 'feature' | 'limit' | 'seats' | 'api_keys'; id: string; name: string; from: string | null; to: string | null };

/** What stands in the way of a change, and what to do about it. */
export type BlockerView = {
  code: 'feature_in_use' | 'too_many_members' | 'too_many_api_keys' | 'payment_overdue' | 'plan_paused' | 'not_for_sale';
  message: string;
  /** What is meant, by name: features, API keys, members. */
  names: string[];
  /** Where it can be put right. */
  href: string | null;
};

export type ChangeKind = 'first' | 'upgrade' | 'downgrade' | 'switch' | 'seats_up' | 'seats_down' | 'none';

/** `GET /api/v1/subscriptions/preview-change`. All amounts come from Stripe, in minor units of `currency`. */
export type ChangePreviewView = {
  previewId: string;
  kind: ChangeKind;
  /** `checkout`: the first purchase, paid on Stripe's page. */
  when: 'now' | 'period_end' | 'checkout';
  from: PlanTerms;
  to: PlanTerms;
  currency: string;
  lines: InvoiceLineView[];
  /** Negative or zero. */
  creditMinor: number;
  chargeMinor: number;
  discountMinor: number;
  taxMinor: number;
  /** Credit balance that is used, negative or zero. */
  balanceMinor: number;
  dueNowMinor: number;
  /** Credit that stays on the account for the next invoices: zero or more. */
  creditLeftMinor: number;
  nextInvoice: { amountMinor: number; at: string } | null;
  effectiveAt: string;
  trialEnd: string | null;
  lost: LostView[];
  blockers: BlockerView[];
  coupon: DiscountView | null;
  card: CardView | null;
  /** Unix seconds; Stripe prorates the change at exactly this instant. */
  prorationDate: number;
  expiresAt: string;
};

/** `POST /api/v1/subscriptions/change`, and what else moves money. */
export type ChangeResult =
  | { kind: 'applied' }
  | { kind: 'scheduled'; at: string }
  /** The card wants 3-D Secure, or was declined (`clientSecret` null): the old plan stays until it is paid. */
  | { kind: 'payment_required'; clientSecret: string | null; invoiceId: string; message: string }
  | { kind: 'checkout'; url: string; sessionId: string };

/** `POST /api/v1/subscriptions/cancel`. `creditMinor` stays on the account for later invoices; nothing goes back to the card. */
export type CancelResult = { kind: 'scheduled'; at: string } | { kind: 'applied'; creditMinor: number; currency: string };

/** `GET /api/v1/subscriptions/preview-cancel?when=`. At once gives unused time back as credit; `owedMinor` is what is still charged. */
export type CancelPreviewView = { when: 'period_end' | 'now'; endsAt: string; creditMinor: number; owedMinor: number; currency: string };

/** `GET /api/v1/subscriptions/preview-resume` and `preview-end-trial`: what going on with a paused plan, or ending a trial, charges at once. */
export type DueNowView = { plan: { id: string; name: string }; dueNowMinor: number; currency: string };

export type RetentionOfferView = {
  offerId: string;
  purpose: 'cancel' | 'downgrade';
  headline: string;
  percentOff: number;
  months: number;
  /** What one interval costs with the offer, and without. */
  amountMinor: number;
  fullAmountMinor: number;
  currency: string;
  interval: PriceInterval;
};

/** `GET /api/v1/subscriptions/retention-offer`: null when there is none for this workspace now. */
export type RetentionOfferAnswer = { offer: RetentionOfferView | null };

export const changeTypes = [
  'started', 'trial_started', 'trial_converted', 'upgraded', 'downgrade_scheduled', 'downgraded', 'downgrade_blocked', 'schedule_undone', 'interval_changed',
  'seats_changed', 'cancel_scheduled', 'cancel_undone', 'canceled', 'retention_accepted', 'paused', 'unpaused', 'payment_failed', 'recovered', 'promotion_applied',
] as const;
export type ChangeType = (typeof changeTypes)[number];

/** `GET /api/v1/subscriptions/history`, newest first. */
export type HistoryEntryView = {
  id: string;
  type: ChangeType;
  at: string;
  effectiveAt: string;
  /** A person's name, an API key's name, "Stripe" or "Tollgate". */
  by: string;
  from: PlanTerms | null;
  to: PlanTerms | null;
  amountMinor: number | null;
  currency: string | null;
  reason: string | null;
  feedback: string | null;
};
export type HistoryView = { data: HistoryEntryView[]; hasMore: boolean };

export type PaymentMethodView = CardView & {
  id: string;
  isDefault: boolean;
  /** `soon`: ends within 60 days. */
  expiry: 'ok' | 'soon' | 'expired';
  canRemove: boolean;
  /** Why not, in a sentence. */
  keptBecause: string | null;
};
export type AddressView = { line1: string; line2: string | null; city: string; state: string | null; postalCode: string | null; country: string };
export type TaxIdView = { id: string; type: string; value: string; status: 'pending' | 'verified' | 'unverified' | 'unavailable' };
/** `GET /api/v1/payment-methods`. */
export type PaymentMethodsView = {
  data: PaymentMethodView[];
  billing: { name: string | null; email: string | null; address: AddressView | null; taxIds: TaxIdView[] };
};

/** `GET /api/v1/payment-methods/stripe-js`: what a browser needs for card fields. A null key: no card can be added here. */
export type StripeBrowserView = { publishableKey: string | null; stripeJsUrl: string | null };

/** `POST /api/v1/payment-methods/setup-intent`. `stripeJsUrl` is set when the Stripe sandbox is in use. */
export type SetupIntentView = { clientSecret: string; publishableKey: string; stripeJsUrl: string | null };

/** `GET /api/v1/payment-methods/upcoming-invoice`: null when nothing is going to be billed. */
export type UpcomingInvoiceView = { invoice: ({ at: string; currency: string; lines: InvoiceLineView[] } & InvoiceAmounts) | null };

/**
 * How an invoice adds up, in minor units: subtotal (the sum of its lines) + discount + tax = total, unless the tax is included in the
 * prices; total + credit notes from before it was paid + balance = due.
 */
export type InvoiceAmounts = {
  subtotalMinor: number;
  /** Negative or zero. */
  discountMinor: number;
  taxMinor: number;
  isTaxIncluded: boolean;
  totalMinor: number;
  /** Credit of the account that was used: negative; a debt that is collected with it, or credit that it leaves: positive. */
  balanceMinor: number;
  amountDueMinor: number;
};

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
export type InvoiceView = {
  id: string;
  number: string | null;
  status: InvoiceStatus;
  /** Open, and the payment failed at least once. */
  isOverdue: boolean;
  description: string;
  currency: string;
  totalMinor: number;
  taxMinor: number;
  amountDueMinor: number;
  amountPaidMinor: number;
  /** What is left to pay. */
  amountRemainingMinor: number;
  refundedMinor: number;
  createdAt: string;
  paidAt: string | null;
  periodStart: string;
  periodEnd: string;
  nextAttemptAt: string | null;
  hostedUrl: string | null;
  pdfUrl: string | null;
};
/** `GET /api/v1/invoices`. */
export type InvoicesView = { data: InvoiceView[]; hasMore: boolean };
/** `GET /api/v1/invoices/{id}`. */
export type InvoiceDetailView = InvoiceView & InvoiceAmounts & {
  lines: InvoiceLineView[];
  /** Credit notes from before it was paid: negative or zero. */
  creditedMinor: number;
  /** Why the last payment failed, in Stripe's words; null when none did. */
  failure: string | null;
  refunds: { id: string; amountMinor: number; reason: string | null; status: string; at: string }[];
  creditNotes: { id: string; number: string; amountMinor: number; reason: string | null; pdfUrl: string | null; at: string }[];
};
/** `POST /api/v1/invoices/{id}/pay`. */
export type PayResult = { kind: 'paid' } | { kind: 'payment_required'; clientSecret: string | null; message: string };

export type CreditPackView = { id: string; name: string; units: number; amountMinor: number; currency: string; formatted: string };
/** Where a grant comes from: the plan's billing period, what of the period before was left, a purchase, the operator. */
export type GrantSource = 'plan' | 'rollover' | 'pack' | 'gift';

/** `GET /api/v1/credits`. Balances are sums of entries. */
export type CreditsView = {
  meter: { id: string; name: string; unit: { one: string; many: string } } | null;
  /** What grants hold beside the plan's own: packs, gifts, and what was rolled over. */
  balance: number;
  /** What the plan gives per billing period. Null where it does not limit this meter. */
  plan: { name: string; limit: number | null; used: number; remaining: number | null; resetsAt: string } | null;
  /** Those that have not expired, in the order in which they are spent: what expires first, then by priority, then the oldest. */
  grants: { id: string; source: GrantSource; units: number; remaining: number; expiresAt: string | null; createdAt: string; expiresSoon: boolean }[];
  /** The newest movements. `decisionId`: the call that it belongs to. */
  entries: { id: string; grantId: string; source: GrantSource; kind: string; units: number; reason: string; decisionId: string | null; at: string }[];
  packs: CreditPackView[];
  asOf: string;
};
/** `GET /api/v1/credits/purchases/{sessionId}`: what the return page shows. */
export type CreditPurchaseView = { sessionId: string; status: 'open' | 'paid' | 'expired'; units: number; meter: string };

/** `GET /api/v1/admin/inbound-events`. */
export type InboundEventView = {
  id: string;
  type: string;
  status: 'received' | 'applied' | 'ignored' | 'quarantined';
  attempts: number;
  replays: number;
  /** What the event is about: Stripe's object and id. */
  cause: { object: string | null; id: string | null; customerId: string | null };
  workspace: { id: string; name: string } | null;
  /** What applying it changed, as sentences. */
  effect: string[];
  lastError: string | null;
  createdAt: string;
  receivedAt: string;
  appliedAt: string | null;
};
export type InboundEventsView = { data: InboundEventView[]; hasMore: boolean; nextCursor: string | null; counts: Record<'received' | 'applied' | 'ignored' | 'quarantined', number>; asOf: string };
export type InboundEventDetailView = InboundEventView & { payload: unknown };

/** A comparison of everything we hold with what Stripe says; `drifts` should be 0. `POST /api/v1/admin/reconciliations` makes one. */
export type ReconciliationView = {
  id: string;
  startedAt: string;
  finishedAt: string | null;
  checked: number;
  drifts: number;
  details: { workspaceId: string; field: string; ours: string; stripes: string }[];
};
/** `GET /api/v1/admin/reconciliations`, newest first, with the names of the workspaces that their details mention. */
export type ReconciliationsView = { data: ReconciliationView[]; workspaces: { id: string; name: string }[]; asOf: string };
