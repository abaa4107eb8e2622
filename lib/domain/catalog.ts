import type { Localized } from './locale';

/** How long a limit counts before it starts again. Calendar windows are UTC; `billing_period` is the workspace's own month. */
export const windows = ['minute', 'day', 'month', 'billing_period'] as const;
export type Window = (typeof windows)[number];

export const priceIntervals = ['month', 'year'] as const;
export type PriceInterval = (typeof priceIntervals)[number];

/** What is counted. `unit` is the noun beside a number: one, many. */
export type Meter = { name: Localized; unit: { one: Localized; many: Localized } };

/** A boolean feature that a plan grants. `notice` says what is lost when it goes. */
export type Feature = { name: Localized; description?: Localized };

/** Multiplies the weights of a call whose request header has this value (compared without case): all of them, or those of `meters`. */
export type Multiplier = { header: `x-${string}`; equals: string; by: number; meters?: readonly string[] };

/**
 * A kind of call that the gateway knows. `match` is `METHOD /path`, where `ANY` is every method, `:name` one segment and a
 * final `/*` the rest. `weights` are units per meter for one call.
 */
export type Operation<MeterId extends string = string, FeatureId extends string = string> = {
  name: Localized;
  match: string | readonly string[];
  weights: Readonly<Partial<Record<MeterId, number>>>;
  /** Only plans with this feature may call it; others get 403 `feature_not_included`. */
  feature?: FeatureId;
  multiply?: readonly Multiplier[];
};

/**
 * A plan's grant of a meter: most units per window (`null` = unlimited), and what happens while the meter cannot be
 * reached: `admit` lets calls pass and records them later, `refuse` answers 503.
 */
export type Entitlement = Partial<Record<Window, number | null>> & {
  whenUnavailable?: 'admit' | 'refuse';
  /** Makes the `billing_period` limit soft: calls beyond it pass and each unit is billed through Stripe's meter. */
  overage?: Overage;
};

/** The price of units beyond a soft limit: integer minor units, by lower-case currency, for every `per` units; a begun `per` is a whole one. */
export type Overage = { per: number; prices: Readonly<Record<string, number>> };

/** Units of a meter that are bought once. They do not expire. */
export type CreditPack<MeterId extends string = string> = { name: Localized; meter: MeterId; units: number; prices: Readonly<Record<string, number>> };

/** An offer to stay. Each workspace sees one of the variants, always the same; the operator compares them. */
export type RetentionVariant = { headline: Localized; percentOff: number; months: number };
export type Retention = { for: readonly ('cancel' | 'downgrade')[]; variants: Readonly<Record<string, RetentionVariant>> };

export type Plan<MeterId extends string = string, FeatureId extends string = string> = {
  name: Localized;
  tagline: Localized;
  /** Integer minor units per interval, by lower-case currency. Absent on a free plan and on a custom one. */
  prices?: Readonly<Record<string, Partial<Record<PriceInterval, number>>>>;
  /** Sold by talking, not by Checkout. */
  custom?: boolean;
  /** Kept working for those who have it, not offered to others. */
  hidden?: boolean;
  trialDays?: number;
  /** A trial without a card that ends without one: `cancel` falls back to the default plan, `pause` waits for a card. Absent: a card is needed. */
  trialWithoutCard?: 'cancel' | 'pause';
  /** The price is per person: the quantity bought is the seats, and `seats` the most that can be bought. */
  perSeat?: boolean;
  /** Subscribers may pause: nothing is billed and the default plan holds meanwhile. */
  pausable?: boolean;
  /** People in the workspace; `null` = unlimited. */
  seats: number | null;
  /** API keys at a time; `null` = unlimited. */
  apiKeys: number | null;
  features: readonly FeatureId[];
  limits: Readonly<Record<MeterId, Entitlement>>;
};

export type Catalog<MeterId extends string = string, FeatureId extends string = string, PlanId extends string = string> = {
  id: string;
  name: Localized;
  /** One sentence about the product that is sold, for the pricing page. */
  description: Localized;
  currency: string;
  meters: Readonly<Record<MeterId, Meter>>;
  /** The meter that stands for the plan in the shell and on the overview. */
  mainMeter: NoInfer<MeterId>;
  features: Readonly<Record<FeatureId, Feature>>;
  operations: Readonly<Record<string, Operation<NoInfer<MeterId>, NoInfer<FeatureId>>>>;
  /** In the order in which they are shown and ranked: cheapest first. */
  plans: Readonly<Record<PlanId, Plan<NoInfer<MeterId>, NoInfer<FeatureId>>>>;
  defaultPlan: NoInfer<PlanId>;
  /** Units sold once, through Checkout. */
  creditPacks?: Readonly<Record<string, CreditPack<NoInfer<MeterId>>>>;
  retention?: Retention;
  /** A downgrade is refused while a feature that it takes away was used within this many days. */
  featureUseBlocksDowngradeDays?: number;
  /** A request that the README and the start-up message show: method, path and JSON body. */
  example: { method: string; path: string; body?: unknown };
};

/** A product's plans as typed data: a misspelt meter, feature or plan does not compile. See docs: "The catalogue". */
export const defineCatalog = <const MeterId extends string, const FeatureId extends string, const PlanId extends string>(
  catalog: Catalog<MeterId, FeatureId, PlanId>,
): Catalog => catalog;

/** The plan's ids, cheapest first. */
const planIds = (catalog: Catalog): string[] => Object.keys(catalog.plans);

export const rankOf = (catalog: Catalog, planId: string): number => planIds(catalog).indexOf(planId);

/** What choosing `to` means for somebody on `from`. */
export const changeKind = (catalog: Catalog, from: string, to: string): 'upgrade' | 'downgrade' | null => {
  const difference = rankOf(catalog, to) - rankOf(catalog, from);
  return difference > 0 ? 'upgrade' : difference < 0 ? 'downgrade' : null;
};

/** The price of a plan in minor units; 0 for a free plan, `null` where there is none for this interval and currency. */
export const priceOf = (plan: Plan, interval: PriceInterval, currency: string): number | null => {
  if (plan.custom) return null;
  if (plan.prices === undefined) return 0;
  return plan.prices[currency]?.[interval] ?? null;
};
