import { expect, test } from 'vitest';
import type { Plan } from '@/lib/domain/catalog';
import { prepareCatalog } from '@/lib/services/catalog/prepare-catalog';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { makeDatabase } from '@/test/database';
import { testCtx } from '@/test/harness';
import { openShop } from '@/test/integration/billing/shop';

const shop = openShop();

const ctxWith = (id: string, pro: Partial<Plan> = {}) => {
  const base = shop.it.ctx();
  return { ...base, catalog: { ...base.catalog, id, plans: { ...base.catalog.plans, pro: { ...(base.catalog.plans['pro'] as Plan), ...pro } } } };
};
const kinds = (actions: { kind: string }[]) => actions.map((action) => action.kind);
const pricesAt = async (prefix: string) => {
  const all = await shop.it.stripe.prices.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  return all.filter((price) => price.lookup_key?.startsWith(prefix));
};

test('a new catalogue gets one product per sold plan and one price per interval, found by lookup key', async () => {
  const ctx = ctxWith('fresh');
  await writeCatalog(ctx);
  expect(kinds(await pushCatalog(ctx, { dryRun: true }))).toEqual([...Array<string>(3).fill('create_product'), ...Array<string>(6).fill('create_price')]);
  expect(await pricesAt('tollgate_fresh_')).toEqual([]);
  await pushCatalog(ctx, {});
  const prices = await pricesAt('tollgate_fresh_');
  expect(prices.map((price) => [price.lookup_key, price.unit_amount, price.recurring?.interval]).sort()).toEqual([
    ['tollgate_fresh_business_v1_month_usd', 5_900, 'month'], ['tollgate_fresh_business_v1_year_usd', 59_000, 'year'],
    ['tollgate_fresh_pro_v1_month_usd', 4_900, 'month'], ['tollgate_fresh_pro_v1_year_usd', 49_000, 'year'],
    ['tollgate_fresh_starter_v1_month_usd', 1_900, 'month'], ['tollgate_fresh_starter_v1_year_usd', 19_000, 'year'],
  ]);
  const recorded = await shop.it.database.db.stripePrice.findMany({ where: { lookupKey: { startsWith: 'tollgate_fresh_' } } });
  expect(recorded.map((row) => [row.stripePriceId, row.planVersionId]).sort()).toEqual(prices.map((price) => [price.id, price.metadata['tollgate_plan_version']]).sort());
});

test('pushing again changes nothing, also when several processes start at once', async () => {
  const ctx = ctxWith('repeated');
  await writeCatalog(ctx);
  const runs = await Promise.all([1, 2, 3, 4].map(() => pushCatalog(ctx, {})));
  expect(runs.map((actions) => actions.length).sort()).toEqual([0, 0, 0, 9]);
  expect(await pricesAt('tollgate_repeated_')).toHaveLength(6);
});

test('a new version gets new prices and leaves the old ones, which subscribers pay, as they are', async () => {
  const ctx = ctxWith('versioned');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const dearer = ctxWith('versioned', { prices: { usd: { month: 5_900, year: 59_000 } } });
  await writeCatalog(dearer);
  expect(kinds(await pushCatalog(dearer, {}))).toEqual(['create_price', 'create_price']);
  const months = (await pricesAt('tollgate_versioned_pro_')).filter((price) => price.recurring?.interval === 'month');
  expect(months.map((price) => [price.lookup_key, price.unit_amount, price.active]).sort()).toEqual([
    ['tollgate_versioned_pro_v1_month_usd', 4_900, true], ['tollgate_versioned_pro_v2_month_usd', 5_900, true],
  ]);
});

test('what our database forgot is found at Stripe, what was switched off there is switched on', async () => {
  const ctx = ctxWith('healed');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  await shop.it.database.db.stripePrice.deleteMany({ where: { lookupKey: 'tollgate_healed_pro_v1_month_usd' } });
  const [starter] = (await pricesAt('tollgate_healed_starter_v1_month'));
  await shop.it.stripe.prices.update(starter?.id ?? '', { active: false });
  await shop.it.stripe.products.update('tollgate_healed_pro', { active: false });
  expect(kinds(await pushCatalog(ctx, {})).sort()).toEqual(['record_price', 'update_price', 'update_product']);
  expect(await pushCatalog(ctx, {})).toEqual([]);
  expect(await pricesAt('tollgate_healed_')).toHaveLength(6);
});

test('another account, or an emptied sandbox, is filled again and the records point to it', async () => {
  const other = await makeDatabase();
  const ctx = { ...testCtx(other, { stripe: shop.it.stripe }), catalog: ctxWith('moved').catalog };
  await writeCatalog(ctx);
  await other.db.stripePrice.createMany({
    data: (await other.db.planVersion.findMany({ where: { plan: 'pro' } })).map((version) => ({
      stripePriceId: 'price_of_another_account', planVersionId: version.id, interval: 'month', currency: 'usd', amountMinor: 4_900, lookupKey: 'tollgate_moved_pro_v1_month_usd',
    })),
  });
  await pushCatalog(ctx, {});
  const known = (await pricesAt('tollgate_moved_')).map((price) => price.id).sort();
  expect((await other.db.stripePrice.findMany()).map((row) => row.stripePriceId).sort()).toEqual(known);
  await other.drop();
});

test('a lookup key that names another amount is taken over by a price with ours', async () => {
  const ctx = ctxWith('taken');
  const product = await shop.it.stripe.products.create({ name: 'Somebody else’s' });
  const squatter = await shop.it.stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 1, recurring: { interval: 'month' }, lookup_key: 'tollgate_taken_pro_v1_month_usd' });
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const [price] = await pricesAt('tollgate_taken_pro_v1_month_usd');
  expect(price).toMatchObject({ unit_amount: 4_900, product: 'tollgate_taken_pro' });
  expect((await shop.it.stripe.prices.retrieve(squatter.id)).lookup_key).toBeNull();
});

test('without Stripe a new database refuses to start, and one that knows its prices starts', async () => {
  const away = testCtx(shop.it.database, {}).stripe;
  await expect(prepareCatalog({ ...ctxWith('offline'), stripe: away })).rejects.toThrow();
  await prepareCatalog(ctxWith('offline'));
  await expect(prepareCatalog({ ...ctxWith('offline'), stripe: away })).resolves.toBeUndefined();
});
