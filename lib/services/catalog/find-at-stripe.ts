import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import { packProductId, planProductId } from '@/lib/domain/stripe-names';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import type { Found, PushAction, Wanted } from './push-action';

/** Stripe answers at most 100 products and 10 lookup keys at a time. */
const inChunks = async <T, R>(items: T[], size: number, act: (chunk: T[]) => Promise<R[]>): Promise<R[]> => {
  const found: R[] = [];
  for (let i = 0; i < items.length; i += size) found.push(...(await act(items.slice(i, i + size))));
  return found;
};

/** What of the wanted is at Stripe, and which price ids we recorded. */
export const findAtStripe = async (ctx: Ctx, wanted: Wanted): Promise<Found> => {
  const { stripe } = ctx;
  const keys = wanted.prices.map((price) => price.lookupKey);
  const coupons: (Stripe.Coupon | null)[] = [];
  for (const { id } of wanted.coupons) coupons.push(await missingAsNull(stripe.coupons.retrieve(id)));
  return {
    products: await inChunks(wanted.products, 100, async (chunk) => (await stripe.products.list({ ids: chunk.map((one) => one.id), limit: 100 })).data),
    meters: wanted.meters.length === 0 ? [] : await stripe.billing.meters.list({ status: 'active', limit: 100 }).autoPagingToArray({ limit: 1_000 }),
    prices: await inChunks(keys, 10, async (chunk) => (await stripe.prices.list({ lookup_keys: chunk, limit: 100 })).data),
    coupons: coupons.filter((coupon) => coupon !== null),
    recorded: await recordedPrices(ctx, keys),
  };
};

const recordedPrices = async (ctx: Ctx, keys: string[]): Promise<Map<string, string>> => {
  const where = { lookupKey: { in: keys } };
  const rows = [...(await ctx.db.stripePrice.findMany({ where })), ...(await ctx.db.catalogPrice.findMany({ where }))];
  return new Map(rows.map((row) => [row.lookupKey, row.stripePriceId]));
};

/**
 * What stays behind at Stripe of plans and packs that were taken out of the catalogue and can still be bought there. An older
 * version of a plan that is sold is not among it: who has it may still change their seats.
 */
export const withdrawnAtStripe = async (ctx: Ctx): Promise<PushAction[]> => {
  const plans = await ctx.db.planVersion.findMany({ where: { catalog: ctx.catalog.id, plan: { notIn: Object.keys(ctx.catalog.plans) } }, include: { prices: true, catalogPrices: true } });
  const packs = (await ctx.db.catalogPrice.findMany({ where: { catalog: ctx.catalog.id, kind: 'pack' } })).flatMap((row) => {
    const pack = packOf(ctx, row.lookupKey, row.currency);
    return Object.hasOwn(ctx.catalog.creditPacks ?? {}, pack) ? [] : [{ ...row, pack }];
  });
  const actions: PushAction[] = [];
  for (const { stripePriceId } of [...plans.flatMap((plan) => [...plan.prices, ...plan.catalogPrices]), ...packs]) {
    const price = await missingAsNull(ctx.stripe.prices.retrieve(stripePriceId));
    if (price?.active) actions.push({ kind: 'archive_price', id: price.id, name: price.lookup_key ?? '' });
  }
  const products = [...plans.map(({ plan }) => planProductId(ctx.catalog.id, plan)), ...packs.map(({ pack }) => packProductId(ctx.catalog.id, pack))];
  for (const id of new Set(products)) {
    const product = await missingAsNull(ctx.stripe.products.retrieve(id));
    if (product?.active) actions.push({ kind: 'archive_product', id, name: product.name });
  }
  return actions;
};

const packOf = (ctx: Ctx, lookupKey: string, currency: string): string => lookupKey.slice(packProductId(ctx.catalog.id, '').length, -(currency.length + 1));
