import type Stripe from 'stripe';
import type { PriceInterval } from '@/lib/domain/catalog';

export type WantedProduct = { id: string; plan: string; name: string };
export type WantedPrice = {
  planVersionId: string; productId: string; lookupKey: string; interval: PriceInterval; currency: string; amountMinor: number;
};
export type RecordedPrice = { planVersionId: string; interval: string; currency: string; stripePriceId: string };

/** One step that makes Stripe hold what the catalogue says. `replace_price` makes a new one and takes the lookup key over. */
export type PushAction =
  | ({ kind: 'create_product' | 'update_product' } & WantedProduct)
  | ({ kind: 'create_price' | 'replace_price' } & WantedPrice)
  | ({ kind: 'update_price' | 'record_price'; stripePriceId: string } & WantedPrice);

export const productId = (catalog: string, plan: string): string => `tollgate_${catalog}_${plan}`;

export const lookupKey = (catalog: string, plan: string, version: number, interval: string, currency: string): string =>
  `tollgate_${catalog}_${plan}_v${version}_${interval}_${currency}`;

/** What a product lacks at Stripe, or nothing. */
export const productAction = (wanted: WantedProduct, found: Stripe.Product | undefined): PushAction[] => {
  if (found === undefined) return [{ kind: 'create_product', ...wanted }];
  return found.active && found.name === wanted.name ? [] : [{ kind: 'update_product', ...wanted }];
};

/** What a price lacks at Stripe and in our record of it, or nothing. An amount is never edited: Stripe's prices are immutable. */
export const priceActions = (wanted: WantedPrice, found: Stripe.Price | undefined, recorded: RecordedPrice | undefined): PushAction[] => {
  if (found === undefined) return [{ kind: 'create_price', ...wanted }];
  if (!sells(found, wanted)) return [{ kind: 'replace_price', ...wanted }];
  const about = { ...wanted, stripePriceId: found.id };
  const isMarked = found.active && found.metadata['tollgate_plan_version'] === wanted.planVersionId;
  return [
    ...(isMarked ? [] : [{ kind: 'update_price' as const, ...about }]),
    ...(recorded?.stripePriceId === found.id ? [] : [{ kind: 'record_price' as const, ...about }]),
  ];
};

const sells = (price: Stripe.Price, wanted: WantedPrice): boolean =>
  price.unit_amount === wanted.amountMinor && price.currency === wanted.currency && price.recurring?.interval === wanted.interval &&
  price.recurring.interval_count === 1 && (typeof price.product === 'string' ? price.product : price.product.id) === wanted.productId;
