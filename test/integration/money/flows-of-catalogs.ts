import { defaultCatalog } from '@/lib/catalogs/default';
import type { Catalog } from '@/lib/domain/catalog';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import type { Shop } from '@/test/integration/billing/shop';
import { visitor, type Flow } from './flows';

let catalogs = 0;

/** A small catalogue of its own: a plan with overage, a pack, an offer. */
const smallCatalog = (): Catalog => {
  catalogs += 1;
  const { free, business } = defaultCatalog.plans as Catalog['plans'];
  const { small } = defaultCatalog.creditPacks as NonNullable<Catalog['creditPacks']>;
  if (!free || !business || !small) throw new Error('the catalogue has changed');
  return {
    ...(defaultCatalog as Catalog), id: `small${catalogs}`, plans: { free, business: { ...business, prices: { usd: { month: 5_900 } } } }, creditPacks: { small },
    retention: { for: ['cancel'], variants: { tenth: { headline: { en: 'Stay' }, percentOff: 10, months: 3 } } },
  };
};

/** What Stripe holds of a catalogue, and that we know of it. */
const heldOf = async ({ stripe, database }: Shop, { id }: Catalog) => {
  const own = (name: string | null) => name?.startsWith(`tollgate_${id}_`) === true;
  const short = (name: string | null) => name?.replace(`tollgate_${id}_`, '');
  const products = (await stripe.products.list({ limit: 100 })).data.filter((one) => own(one.id)).map((one) => [short(one.id), one.name, one.active]);
  const prices = (await stripe.prices.list({ limit: 100 })).data.filter((one) => own(one.lookup_key));
  const coupons = (await stripe.coupons.list({ limit: 100 })).data.filter((one) => own(one.id)).map((one) => [short(one.id), one.percent_off]);
  const meters = (await stripe.billing.meters.list({ limit: 100 })).data.filter((one) => own(one.event_name)).map((one) => short(one.event_name));
  const known = await database.db.stripePrice.count({ where: { stripePriceId: { in: prices.map((price) => price.id) } } }) + (await database.db.catalogPrice.count({ where: { stripePriceId: { in: prices.map((price) => price.id) } } }));
  return { known, held: [...products, ...prices.map((one) => [short(one.lookup_key), one.unit_amount, one.active]), ...coupons, ...meters].map((one) => JSON.stringify(one)).sort() };
};

export const flowsOfCatalogs: Flow[] = [
  {
    name: 'a catalogue that is new to Stripe', isGlobal: true,
    setUp: async (shop) => {
      const catalog = smallCatalog();
      await writeCatalog({ ...shop.ctx(), catalog });
      return { actor: await visitor(shop), act: (ctx) => pushCatalog({ ...ctx, catalog }, {}), traces: () => heldOf(shop, catalog) };
    },
  },
  {
    name: 'a catalogue that was changed at Stripe, and one plan withdrawn', isGlobal: true,
    setUp: async (shop) => {
      const [whole, { stripe }] = [smallCatalog(), shop];
      const withdrawn: Catalog = { ...whole, plans: { ...whole.plans, starter: (defaultCatalog.plans as Catalog['plans']).starter as Catalog['plans'][string] } };
      await writeCatalog({ ...shop.ctx(), catalog: withdrawn });
      await pushCatalog({ ...shop.ctx(), catalog: withdrawn }, {});
      await stripe.products.update(`tollgate_${whole.id}_business`, { name: 'Renamed' });
      await stripe.coupons.del(`tollgate_${whole.id}_retention_tenth`);
      await stripe.coupons.create({ id: `tollgate_${whole.id}_retention_tenth`, percent_off: 55, duration: 'once' });
      const price = (await stripe.prices.list({ lookup_keys: [`tollgate_${whole.id}_pack_small_usd`] })).data[0];
      await stripe.prices.update(price?.id ?? '', { active: false });
      return { actor: await visitor(shop), act: (ctx) => pushCatalog({ ...ctx, catalog: whole }, { archive: true }), traces: () => heldOf(shop, whole) };
    },
  },
];
