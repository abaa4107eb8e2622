import type { PriceInterval, Window } from '@/lib/domain/catalog';

export type PriceView = { interval: PriceInterval; amountMinor: number; currency: string; formatted: string };

/** A plan as the pricing and plans pages show it, localised. `change` is null for a visitor and for the current plan. */
export type PlanView = {
  id: string;
  name: string;
  tagline: string;
  isFree: boolean;
  isCustom: boolean;
  isDefault: boolean;
  prices: PriceView[];
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
  plan: { id: string; name: string };
  /** Null for a workspace on the default plan that never bought one. */
  status: string | null;
  access: 'full' | 'grace' | 'limited' | 'none';
  interval: PriceInterval | null;
  amountMinor: number | null;
  currency: string | null;
  quantity: number | null;
  period: { start: string; end: string };
  cancelAt: string | null;
  trialEnd: string | null;
};

/** `POST /api/v1/subscriptions/change`. Only `checkout` until a subscription exists. */
export type ChangeResult = { kind: 'checkout'; url: string; sessionId: string };

/** `GET /api/v1/subscriptions/checkouts/{sessionId}`: what the return page shows while it waits. */
export type CheckoutView = { sessionId: string; status: 'open' | 'complete' | 'expired'; applied: boolean; plan: { id: string; name: string } };
