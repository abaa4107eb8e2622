import type { Localized } from './locale';

/** How long a limit counts before it starts again. Calendar windows are UTC; `billing_period` is the workspace's own month. */
export const windows = ['minute', 'day', 'month', 'billing_period'] as const;
export type Window = (typeof windows)[number];

export const priceIntervals = ['month', 'year'] as const;
export type PriceInterval = (typeof priceIntervals)[number];

/** What is counted. `unit` is the noun beside a number: one, many. A meter of kind `micros` counts micro-dollars and is shown as money. */
export type Meter = { name: Localized; unit: { one: Localized; many: Localized }; kind?: 'count' | 'micros' };

/** A boolean feature that a plan grants. `notice` says what is lost when it goes. */
export type Feature = { name: Localized; description?: Localized };

/**
 * Multiplies the weights of a call whose request header, or whose field of the JSON body (names joined by dots), has this
 * value, compared without case: all of them, or those of `meters`.
 */
export type Multiplier = { equals: string; by: number; meters?: readonly string[] } & ({ header: `x-${string}`; body?: undefined } | { body: string; header?: undefined });

/** How an upstream reports the tokens that a call to a model took. */
export const modelShapes = ['openai', 'anthropic', 'gemini'] as const;
export type ModelShape = (typeof modelShapes)[number];

/** A call to a model: whose it is, how its answer reports tokens, and which meters take all of its tokens and its cost in micro-dollars. */
export type ModelCall<MeterId extends string = string> = { provider: string; shape: ModelShape; tokens?: MeterId; cost?: MeterId };

/** Micro-dollars for a million tokens. */
export type ModelPrice = { input: number; output: number };

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
  /** A message is counted by the plan's `rateLimits.messages`. */
  kind?: 'message';
  model?: ModelCall<MeterId>;
  /** Units that are reserved before the actual ones are known. A measured meter without any is admitted while anything of it is left. */
  hold?: Readonly<Partial<Record<MeterId, number>>>;
};

/**
 * A plan's grant of a meter: most units per window (`null` = unlimited), and what happens while the meter cannot be
 * reached: `admit` lets calls pass and records them later, `refuse` answers 503.
 */
export type Entitlement = Partial<Record<Window, number | null>> & {
  whenUnavailable?: 'admit' | 'refuse';
  /** Makes the `billing_period` limit soft: calls beyond it pass and each unit is billed through Stripe's meter. */
  overage?: Overage;
  /** Refuses nobody, and records whom it would have refused. */
  shadow?: true;
  /** Most of a billing period's unused units that stay for the next one. */
  rollover?: number;
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
  /** Bursts: most requests through the gateway, and messages told to the meter's API, in any minute. Near enough, and never billed. */
  rateLimits?: { requests?: number; messages?: number };
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
  /** Whose models are called, by the ids that `model.provider` names. */
  providers?: Readonly<Record<string, { name: Localized }>>;
  /** By provider and model. What a start finds changed here is in force from then on; the operator can set others. */
  modelPrices?: Readonly<Record<string, Readonly<Record<string, ModelPrice>>>>;
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
