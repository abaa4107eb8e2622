import { expect, test } from 'vitest';
import Stripe from 'stripe';
import type { Catalog, Plan } from '@/lib/domain/catalog';
import { previewCatalog } from '@/lib/services/catalog/preview-catalog';
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
const withCatalog = (id: string, change: Partial<Catalog>) => {
  const base = ctxWith(id);
  return { ...base, catalog: { ...base.catalog, ...change } };
};
/** What the default catalogue needs: three plans, two packs and overage by the month and year, its meter, two offers. */
const everything = [...Array<string>(6).fill('create_product'), 'create_meter', ...Array<string>(10).fill('create_price'), 'create_coupon', 'create_coupon'];
const kinds = (actions: { kind: string }[]) => actions.map((action) => action.kind);
const pricesAt = async (prefix: string) => {
  const all = await shop.it.stripe.prices.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  return all.filter((price) => price.lookup_key?.startsWith(prefix));
};

test('a new catalogue gets one product per sold plan and one price per interval, found by lookup key', async () => {
  const ctx = ctxWith('fresh');
  await writeCatalog(ctx);
  expect(kinds(await pushCatalog(ctx, { dryRun: true }))).toEqual(everything);
  expect(await pricesAt('tollgate_fresh_')).toEqual([]);
  await pushCatalog(ctx, {});
  const prices = (await pricesAt('tollgate_fresh_')).filter((price) => price.recurring?.usage_type === 'licensed');
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
  expect(runs.map((actions) => actions.length).sort()).toEqual([0, 0, 0, everything.length]);
  expect(await pricesAt('tollgate_repeated_')).toHaveLength(10);
});

test('a new version gets new prices and leaves the old ones, which subscribers pay, as they are', async () => {
  const ctx = ctxWith('versioned');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const dearer = ctxWith('versioned', { prices: { usd: { month: 5_900, year: 59_000 } } });
  await writeCatalog(dearer);
  expect(kinds(await pushCatalog(dearer, {}))).toEqual(['create_price', 'create_price']);
  const months = (await pricesAt('tollgate_versioned_pro_v')).filter((price) => price.recurring?.interval === 'month');
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
  expect(await pricesAt('tollgate_healed_')).toHaveLength(10);
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
  const recorded = [...(await other.db.stripePrice.findMany()), ...(await other.db.catalogPrice.findMany())];
  expect(recorded.map((row) => row.stripePriceId).sort()).toEqual(known);
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

test('packs, overage and offers are at Stripe with the catalogue’s own numbers', async () => {
  const ctx = ctxWith('extras');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const { stripe } = shop.it;
  const meter = (await stripe.billing.meters.list()).data.find((one) => one.event_name === 'tollgate_extras_credits');
  expect(meter).toMatchObject({ status: 'active', default_aggregation: { formula: 'sum' }, customer_mapping: { event_payload_key: 'stripe_customer_id' }, value_settings: { event_payload_key: 'value' } });
  const [pack] = await pricesAt('tollgate_extras_pack_small_usd');
  expect(pack).toMatchObject({ unit_amount: 1_500, recurring: null, product: 'tollgate_extras_pack_small' });
  const overage = await pricesAt('tollgate_extras_overage_business_v1_credits_');
  expect(overage.map((price) => [price.unit_amount, price.recurring?.interval, price.recurring?.usage_type, price.recurring?.meter, price.transform_quantity]).sort()).toEqual([
    [200, 'month', 'metered', meter?.id, { divide_by: 1_000, round: 'up' }], [200, 'year', 'metered', meter?.id, { divide_by: 1_000, round: 'up' }],
  ]);
  expect(await stripe.coupons.retrieve('tollgate_extras_retention_three_months')).toMatchObject({ percent_off: 20, duration: 'repeating', duration_in_months: 3, valid: true });
  expect(await shop.it.database.db.catalogPrice.count({ where: { catalog: 'extras' } })).toBe(4);
});

test('a pack with another amount gets a new price that takes its name over, and an offer with other terms a new coupon', async () => {
  const ctx = ctxWith('repriced');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const [before] = await pricesAt('tollgate_repriced_pack_small_usd');
  const packs = { ...ctx.catalog.creditPacks, small: { ...(ctx.catalog.creditPacks?.['small'] as NonNullable<Catalog['creditPacks']>[string]), prices: { usd: 1_700 } } };
  const variants = { ...ctx.catalog.retention?.variants, one_month: { headline: { en: 'Stay' }, percentOff: 40, months: 1 } };
  const dearer = withCatalog('repriced', { creditPacks: packs, retention: { for: ['cancel'], variants } });
  expect(kinds(await pushCatalog(dearer, {}))).toEqual(['replace_price', 'replace_coupon']);
  expect(await pushCatalog(dearer, {})).toEqual([]);
  const [now] = await pricesAt('tollgate_repriced_pack_small_usd');
  expect([now?.unit_amount, (await shop.it.stripe.prices.retrieve(before?.id ?? '')).lookup_key]).toEqual([1_700, null]);
  expect(await shop.it.database.db.catalogPrice.findUnique({ where: { lookupKey: 'tollgate_repriced_pack_small_usd' } })).toMatchObject({ stripePriceId: now?.id, amountMinor: 1_700 });
  expect((await shop.it.stripe.coupons.retrieve('tollgate_repriced_retention_one_month')).percent_off).toBe(40);
});

test('what was taken out of the catalogue is switched off only when told, and who has it keeps it', async () => {
  const ctx = ctxWith('withdrawn');
  await writeCatalog(ctx);
  await pushCatalog(ctx, {});
  const without = <T>(all: Readonly<Record<string, T>>, id: string) => Object.fromEntries(Object.entries(all).filter(([one]) => one !== id));
  const plans = without<Plan>(ctx.catalog.plans, 'business');
  const packs = without(ctx.catalog.creditPacks ?? {}, 'large');
  const fewer = withCatalog('withdrawn', { plans, creditPacks: packs });
  await writeCatalog(fewer);
  expect(await pushCatalog(fewer, {})).toEqual([]);
  expect(kinds(await pushCatalog(fewer, { archive: true })).sort()).toEqual([...Array<string>(5).fill('archive_price'), 'archive_product', 'archive_product'].sort());
  expect(await pushCatalog(fewer, { archive: true })).toEqual([]);
  expect((await pricesAt('tollgate_withdrawn_')).filter((price) => price.active).map((price) => price.lookup_key).sort()).toEqual([
    'tollgate_withdrawn_pack_small_usd', 'tollgate_withdrawn_pro_v1_month_usd', 'tollgate_withdrawn_pro_v1_year_usd', 'tollgate_withdrawn_starter_v1_month_usd', 'tollgate_withdrawn_starter_v1_year_usd',
  ]);
});

test('a dry run changes nothing, neither at Stripe nor here, and says what the real one then does', async () => {
  const ctx = ctxWith('rehearsed');
  const preview = await previewCatalog(ctx, {});
  expect([preview.plans.map((plan) => plan.isNew), kinds(preview.actions)]).toEqual([Array(5).fill(true), everything]);
  expect(await shop.it.database.db.planVersion.count({ where: { catalog: 'rehearsed' } })).toBe(0);
  expect(await pricesAt('tollgate_rehearsed_')).toEqual([]);
  await writeCatalog(ctx);
  expect(kinds(await pushCatalog(ctx, {}))).toEqual(kinds(preview.actions));
});

/** A Stripe client whose n-th write is done at Stripe while its answer, and every answer after it, is lost. */
const losingAnswersFrom = (n: number): { stripe: Stripe; writes: () => number } => {
  let writes = 0;
  const cut = async (...args: Parameters<typeof fetch>) => {
    const isWrite = args[1]?.method !== 'GET';
    if (isWrite) writes += 1;
    const answer = await fetch(...args);
    if (writes >= n) throw new TypeError('the connection was lost');
    return answer;
  };
  const stripe = new Stripe('sk_test_shop', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, httpClient: Stripe.createFetchHttpClient(cut) });
  return { stripe, writes: () => writes };
};

test('a push whose answer is lost after any one of its writes is finished by the next, and leaves nothing twice', async () => {
  for (let n = 1; n <= everything.length; n += 1) {
    const id = `lost${n}`;
    const ctx = ctxWith(id);
    await writeCatalog(ctx);
    const lossy = losingAnswersFrom(n);
    await expect(pushCatalog({ ...ctx, stripe: lossy.stripe }, {})).rejects.toThrow();
    expect(lossy.writes()).toBe(n);
    await pushCatalog(ctx, {});
    expect(await pushCatalog(ctx, {})).toEqual([]);
    const prices = await pricesAt(`tollgate_${id}_`);
    expect([prices.length, new Set(prices.map((price) => price.lookup_key)).size]).toEqual([10, 10]);
    const meters = await shop.it.stripe.billing.meters.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
    expect(meters.filter((meter) => meter.event_name.startsWith(`tollgate_${id}_`))).toHaveLength(1);
  }
  const recorded = await shop.it.database.db.stripePrice.findMany({ where: { lookupKey: { startsWith: 'tollgate_lost' } } });
  expect(new Set(recorded.map((row) => row.stripePriceId)).size).toBe(recorded.length);
});
