import type { PriceInterval, Window } from '@/lib/domain/catalog';
import type { CardView, DiscountView, PlanTerms } from './billing-view';

export type PriceView = { interval: PriceInterval; amountMinor: number; currency: string; formatted: string };

/** What a year costs less than twelve months, in money and in whole percent of them. */
export type YearlySaving = { amountMinor: number; formatted: string; percent: number };

/** A plan as the pricing and plans pages show it, localised. `change` is null for a visitor and for the current plan. */
export type PlanView = {
  id: string;
  name: string;
  tagline: string;
  isFree: boolean;
  isCustom: boolean;
  isDefault: boolean;
  prices: PriceView[];
  /** Null where a year is not sold, or saves nothing. */
  yearlySaving: YearlySaving | null;
  /** Every price is for one person. */
  isPerSeat: boolean;
  trialDays: number | null;
  seats: number | null;
  apiKeys: number | null;
  features: { id: string; name: string; description: string | null; included: boolean }[];
  limits: { meter: string; name: string; unit: { one: string; many: string }; window: Window; limit: number | null }[];
  isCurrent: boolean;
  currentInterval: PriceInterval | null;
  change: 'upgrade' | 'downgrade' | 'switch' | null;
};

/** `GET /api/v1/plans`. `hasSubscription` tells whether a change goes through Checkout (false) or changes the subscription. */
export type PlansView = { product: { name: string; description: string }; currency: string; plans: PlanView[]; hasSubscription: boolean };

export type SubscriptionView = {
  /** The plan whose limits hold. */
  plan: { id: string; name: string };
  /** The plan that was bought: another one while it is paused or on hold, or while an operator's exception lasts. Null without a subscription. */
  subscribed: { id: string; name: string } | null;
  /** Null for a workspace on the default plan that never bought one. */
  status: string | null;
  access: 'full' | 'grace' | 'limited' | 'none';
  interval: PriceInterval | null;
  amountMinor: number | null;
  currency: string | null;
  quantity: number | null;
  /** Whether the plan is sold per seat, and how many seats may be bought at most (null = unlimited). */
  isPerSeat: boolean;
  mostSeats: number | null;
  members: number;
  period: { start: string; end: string };
  cancelAt: string | null;
  trialEnd: string | null;
  pausedAt: string | null;
  canPause: boolean;
  /** A downgrade or fewer seats at the period's end. */
  scheduled: { to: PlanTerms; at: string } | null;
  discount: DiscountView | null;
  /** A change that waits for its payment until `expiresAt`. */
  pendingPayment: { invoiceId: string; amountMinor: number; currency: string; to: PlanTerms | null; expiresAt: string | null } | null;
  /** Set while a renewal is unpaid: when the plan falls back and what is owed. */
  overdue: { invoiceId: string; amountMinor: number; currency: string; graceEndsAt: string; nextAttemptAt: string | null } | null;
  card: CardView | null;
};

/** `GET /api/v1/subscriptions/checkouts/{sessionId}`: what the return page shows while it waits. */
export type CheckoutView = {
  sessionId: string;
  status: 'open' | 'complete' | 'expired';
  applied: boolean;
  plan: { id: string; name: string };
  /** When it began with a trial that still runs: nothing was charged yet. */
  trialEnd: string | null;
};
