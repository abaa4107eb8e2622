import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { canonicalJson } from './plan-fingerprint';
import { markOf, type PushAction, type WantedCoupon, type WantedPrice } from './push-action';

/**
 * Takes one step of a push. Every step may be taken again after its answer was lost: products and coupons are found by their id,
 * meters by their event, prices by their lookup key. `meterIds` are Stripe's ids by event name and grow as meters are made.
 */
export const performAction = async (ctx: Ctx, action: PushAction, meterIds: Map<string, string>): Promise<void> => {
  const { stripe } = ctx;
  switch (action.kind) {
    case 'create_product':
      await stripe.products.create({ id: action.id, name: action.name, metadata: action.metadata });
      return;
    case 'update_product':
      await stripe.products.update(action.id, { name: action.name, active: true });
      return;
    case 'create_meter':
      meterIds.set(action.eventName, (await createMeter(stripe, action)).id);
      return;
    case 'create_price':
    case 'replace_price':
      await record(ctx, action, (await createPrice(stripe, action, meterIds)).id);
      return;
    case 'update_price':
      await stripe.prices.update(action.stripePriceId, { active: true, metadata: markOf(action.owner) });
      return;
    case 'record_price':
      await record(ctx, action, action.stripePriceId);
      return;
    case 'replace_coupon':
      await missingAsNull(stripe.coupons.del(action.id));
      await createCoupon(stripe, action);
      return;
    case 'create_coupon':
      await createCoupon(stripe, action);
      return;
    case 'archive_price':
      await stripe.prices.update(action.id, { active: false });
      return;
    case 'archive_product':
      await stripe.products.update(action.id, { active: false });
  }
};

const createMeter = (stripe: Stripe, { eventName, name }: { eventName: string; name: string }): Promise<Stripe.Billing.Meter> =>
  stripe.billing.meters.create({
    event_name: eventName, display_name: name, default_aggregation: { formula: 'sum' },
    customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' }, value_settings: { event_payload_key: 'value' },
  });

/** Prices cannot be deleted, so a key that Stripe still remembers never names one that is gone; coupons and products can. */
const createPrice = (stripe: Stripe, action: Extract<PushAction, { kind: 'create_price' | 'replace_price' }>, meterIds: Map<string, string>): Promise<Stripe.Price> => {
  const replaced = action.kind === 'replace_price' ? action.stripePriceId : 'none';
  const params: Stripe.PriceCreateParams = {
    product: action.productId, currency: action.currency, unit_amount: action.amountMinor, lookup_key: action.lookupKey,
    transfer_lookup_key: action.kind === 'replace_price', metadata: markOf(action.owner), ...recurring(action, meterIds),
  };
  const idempotencyKey = `price-${createHash('sha256').update(canonicalJson([params, replaced])).digest('hex')}`;
  return stripe.prices.create(params, { idempotencyKey });
};

const recurring = ({ interval, metered }: WantedPrice, meterIds: Map<string, string>): Pick<Stripe.PriceCreateParams, 'recurring' | 'transform_quantity'> => {
  if (interval === null) return {};
  if (metered === null) return { recurring: { interval } };
  const meter = meterIds.get(metered.eventName);
  if (meter === undefined) throw new Error(`Stripe has no meter for "${metered.eventName}".`);
  return { recurring: { interval, usage_type: 'metered', meter }, ...(metered.per > 1 && { transform_quantity: { divide_by: metered.per, round: 'up' } }) };
};

const createCoupon = async (stripe: Stripe, { id, name, percentOff, months }: WantedCoupon): Promise<void> => {
  await stripe.coupons.create({ id, name, percent_off: percentOff, duration: 'repeating', duration_in_months: months });
};

const record = async (ctx: Ctx, { owner, ...price }: WantedPrice, stripePriceId: string): Promise<void> => {
  const { lookupKey, currency, amountMinor, interval } = price;
  const facts = { stripePriceId, amountMinor, currency };
  if (owner.kind === 'plan') {
    const { planVersionId } = owner;
    const key = { planVersionId, interval: interval ?? 'month', currency };
    await ctx.db.stripePrice.upsert({ where: { planVersionId_interval_currency: key }, create: { ...key, ...facts, lookupKey }, update: { ...facts, lookupKey } });
    return;
  }
  const about = owner.kind === 'overage' ? { planVersionId: owner.planVersionId, meter: owner.meter, interval } : {};
  await ctx.db.catalogPrice.upsert({ where: { lookupKey }, create: { lookupKey, catalog: ctx.catalog.id, kind: owner.kind, ...facts, ...about }, update: { ...facts, ...about } });
};
