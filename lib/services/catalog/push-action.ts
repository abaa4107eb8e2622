import type Stripe from 'stripe';
import type { PriceInterval } from '@/lib/domain/catalog';

export type WantedProduct = { id: string; name: string; metadata: Record<string, string> };

/** What a price is for, which is also where its id is recorded. */
export type PriceOwner = { kind: 'plan'; planVersionId: string } | { kind: 'pack'; pack: string } | { kind: 'overage'; planVersionId: string; meter: string };

export type WantedPrice = {
  owner: PriceOwner;
  productId: string;
  lookupKey: string;
  currency: string;
  amountMinor: number;
  /** Null for what is bought once. */
  interval: PriceInterval | null;
  /** For overage: the meter by its event name, and how many units the amount is for. */
  metered: { eventName: string; per: number } | null;
};
export type WantedCoupon = { id: string; name: string; percentOff: number; months: number };
export type WantedMeter = { eventName: string; name: string };

export type Wanted = { products: WantedProduct[]; meters: WantedMeter[]; prices: WantedPrice[]; coupons: WantedCoupon[] };

/** What there is at Stripe of what is wanted, and the price ids that we hold, by lookup key. */
export type Found = { products: Stripe.Product[]; meters: Stripe.Billing.Meter[]; prices: Stripe.Price[]; coupons: Stripe.Coupon[]; recorded: Map<string, string> };

/** One step that makes Stripe hold what the catalogue says. A `replace_…` makes a new one that takes the old one's name over. */
export type PushAction =
  | ({ kind: 'create_product' | 'update_product' } & WantedProduct)
  | ({ kind: 'create_meter' } & WantedMeter)
  | ({ kind: 'create_price' } & WantedPrice)
  | ({ kind: 'replace_price'; stripePriceId: string } & WantedPrice)
  | ({ kind: 'update_price' | 'record_price'; stripePriceId: string } & WantedPrice)
  | ({ kind: 'create_coupon' | 'replace_coupon' } & WantedCoupon)
  | { kind: 'archive_price' | 'archive_product'; id: string; name: string };

/** Everything that Stripe and our record of it lack, in an order in which it can be done. */
export const pushActions = (wanted: Wanted, found: Found): PushAction[] => [
  ...wanted.products.flatMap((product) => productAction(product, found.products.find((one) => one.id === product.id))),
  ...wanted.meters.filter((meter) => !found.meters.some((one) => one.event_name === meter.eventName)).map((meter) => ({ kind: 'create_meter' as const, ...meter })),
  ...wanted.prices.flatMap((price) => priceActions(price, found)),
  ...wanted.coupons.flatMap((coupon) => couponAction(coupon, found.coupons.find((one) => one.id === coupon.id))),
];

const productAction = (wanted: WantedProduct, found: Stripe.Product | undefined): PushAction[] => {
  if (found === undefined) return [{ kind: 'create_product', ...wanted }];
  return found.active && found.name === wanted.name ? [] : [{ kind: 'update_product', ...wanted }];
};

/** An amount is never edited: Stripe's prices are immutable. */
const priceActions = (wanted: WantedPrice, { prices, meters, recorded }: Found): PushAction[] => {
  const found = prices.find((one) => one.lookup_key === wanted.lookupKey);
  if (found === undefined) return [{ kind: 'create_price', ...wanted }];
  const about = { ...wanted, stripePriceId: found.id };
  if (!sells(found, wanted, meters)) return [{ kind: 'replace_price', ...about }];
  const mark = markOf(wanted.owner);
  const isMarked = found.active && Object.entries(mark).every(([key, value]) => found.metadata[key] === value);
  return [
    ...(isMarked ? [] : [{ kind: 'update_price' as const, ...about }]),
    ...(recorded.get(wanted.lookupKey) === found.id ? [] : [{ kind: 'record_price' as const, ...about }]),
  ];
};

/** How a price says for itself what it is for, should our record be lost. */
export const markOf = (owner: PriceOwner): Record<string, string> => {
  switch (owner.kind) {
    case 'plan':
      return { tollgate_plan_version: owner.planVersionId };
    case 'pack':
      return { tollgate_pack: owner.pack };
    case 'overage':
      return { tollgate_overage: `${owner.planVersionId} ${owner.meter}` };
  }
};

const sells = (price: Stripe.Price, wanted: WantedPrice, meters: Stripe.Billing.Meter[]): boolean =>
  price.unit_amount === wanted.amountMinor && price.currency === wanted.currency && (price.recurring?.interval ?? null) === wanted.interval &&
  (price.recurring?.interval_count ?? 1) === 1 && (typeof price.product === 'string' ? price.product : price.product.id) === wanted.productId &&
  (price.recurring?.meter ?? null) === (wanted.metered ? (meters.find((one) => one.event_name === wanted.metered?.eventName)?.id ?? 'missing') : null) &&
  (price.transform_quantity?.divide_by ?? 1) === (wanted.metered?.per ?? 1);

/** A coupon's terms cannot be edited. Who has it keeps the old ones. */
const couponAction = (wanted: WantedCoupon, found: Stripe.Coupon | undefined): PushAction[] => {
  if (found === undefined) return [{ kind: 'create_coupon', ...wanted }];
  const isSame = found.percent_off === wanted.percentOff && found.duration === 'repeating' && found.duration_in_months === wanted.months && found.name === wanted.name;
  return isSame ? [] : [{ kind: 'replace_coupon', ...wanted }];
};
