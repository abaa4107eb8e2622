import type Stripe from 'stripe';
import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import type { PriceInterval } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { inTransaction } from '@/lib/services/in-transaction';
import { currentPlanVersion, termsOf } from './current-plan-version';
import { lookupKey, priceActions, productAction, productId, type PushAction, type WantedPrice, type WantedProduct } from './price-plan';

export const pushCatalogInput = z.strictObject({ dryRun: z.boolean().default(false) });

/**
 * Makes Stripe hold a product per sold plan and a price per plan version, interval and currency, found by lookup key, and
 * records their ids. Returns what was done, or with `dryRun` what would be. Running it again does nothing, and it heals what
 * Stripe lost. Needs the catalogue written.
 */
export const pushCatalog = async (ctx: Ctx, input: z.input<typeof pushCatalogInput>): Promise<PushAction[]> => {
  const { dryRun } = pushCatalogInput.parse(input);
  if (dryRun) return planPush(ctx);
  return inTransaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tollgate.catalog.push', 0))`;
    const actions = await planPush(tx);
    for (const action of actions) await perform(tx, action);
    return actions;
  }, { timeoutMs: 120_000 });
};

const planPush = async (ctx: Ctx): Promise<PushAction[]> => {
  const wanted = await wantedOf(ctx);
  const products = await findProducts(ctx.stripe, wanted.products);
  const prices = await findPrices(ctx.stripe, wanted.prices);
  const recorded = await ctx.db.stripePrice.findMany({ where: { planVersionId: { in: wanted.prices.map((price) => price.planVersionId) } } });
  return [
    ...wanted.products.flatMap((product) => productAction(product, products.find((one) => one.id === product.id))),
    ...wanted.prices.flatMap((price) =>
      priceActions(
        price,
        prices.find((one) => one.lookup_key === price.lookupKey),
        recorded.find((one) => one.planVersionId === price.planVersionId && one.interval === price.interval && one.currency === price.currency),
      ),
    ),
  ];
};

const wantedOf = async (ctx: Ctx): Promise<{ products: WantedProduct[]; prices: WantedPrice[] }> => {
  const products: WantedProduct[] = [];
  const prices: WantedPrice[] = [];
  for (const plan of Object.keys(ctx.catalog.plans)) {
    const version = await currentPlanVersion(ctx, plan);
    const terms = termsOf(version);
    if (terms.custom || terms.prices === undefined) continue;
    const product = { id: productId(ctx.catalog.id, plan), plan, name: `${localize(ctx.catalog.name, 'en')} ${localize(terms.name, 'en')}` };
    products.push(product);
    for (const [currency, amounts] of Object.entries(terms.prices)) {
      for (const [interval, amountMinor] of Object.entries(amounts)) {
        const key = lookupKey(ctx.catalog.id, plan, version.version, interval, currency);
        prices.push({ planVersionId: version.id, productId: product.id, lookupKey: key, interval: interval as PriceInterval, currency, amountMinor });
      }
    }
  }
  return { products, prices };
};

/** Stripe answers at most 100 products and 10 lookup keys at a time. */
const inChunks = async <T, R>(items: T[], size: number, act: (chunk: T[]) => Promise<R[]>): Promise<R[]> => {
  const found: R[] = [];
  for (let i = 0; i < items.length; i += size) found.push(...(await act(items.slice(i, i + size))));
  return found;
};

const findProducts = (stripe: Stripe, wanted: WantedProduct[]): Promise<Stripe.Product[]> =>
  inChunks(wanted, 100, async (chunk) => (await stripe.products.list({ ids: chunk.map((one) => one.id), limit: 100 })).data);

const findPrices = (stripe: Stripe, wanted: WantedPrice[]): Promise<Stripe.Price[]> =>
  inChunks(wanted, 10, async (chunk) => (await stripe.prices.list({ lookup_keys: chunk.map((one) => one.lookupKey), limit: 100 })).data);

const perform = async (ctx: Ctx, action: PushAction): Promise<void> => {
  switch (action.kind) {
    case 'create_product':
      await ctx.stripe.products.create({ id: action.id, name: action.name, metadata: { tollgate_plan: action.plan } });
      return;
    case 'update_product':
      await ctx.stripe.products.update(action.id, { name: action.name, active: true });
      return;
    case 'create_price':
    case 'replace_price': {
      const price = await ctx.stripe.prices.create({
        product: action.productId, currency: action.currency, unit_amount: action.amountMinor, recurring: { interval: action.interval },
        lookup_key: action.lookupKey, transfer_lookup_key: action.kind === 'replace_price', metadata: { tollgate_plan_version: action.planVersionId },
      });
      await record(ctx, action, price.id);
      return;
    }
    case 'update_price':
      await ctx.stripe.prices.update(action.stripePriceId, { active: true, metadata: { tollgate_plan_version: action.planVersionId } });
      return;
    case 'record_price':
      await record(ctx, action, action.stripePriceId);
      return;
    default: {
      const unknown: never = action;
      throw new Error(`unknown action ${JSON.stringify(unknown)}`);
    }
  }
};

const record = async (ctx: Ctx, price: WantedPrice, stripePriceId: string): Promise<void> => {
  const { planVersionId, interval, currency, amountMinor } = price;
  const facts = { stripePriceId, amountMinor, lookupKey: price.lookupKey };
  await ctx.db.stripePrice.upsert({
    where: { planVersionId_interval_currency: { planVersionId, interval, currency } },
    create: { planVersionId, interval, currency, ...facts }, update: facts,
  });
};
