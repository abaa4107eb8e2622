import { beforeAll } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import type { Catalog, Plan } from '@/lib/domain/catalog';
import { checkCatalog } from '@/lib/domain/check-catalog';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import type { CtxOptions } from '@/test/harness';
import { openShop, Shop } from '@/test/integration/billing/shop';

/** Currencies with two, no and three decimals. */
export const currencies = ['usd', 'xof', 'kwd'] as const;
export type Currency = (typeof currencies)[number];

type Sold = { rank: number; more?: Partial<Plan> };
const base = defaultCatalog.plans as Record<string, Plan>;

/** Amounts that divide by nothing, so that every share of them is rounded. */
export const pricedPlan = ({ rank, more }: Sold): Plan => ({
  ...(base.business as Plan), perSeat: false, trialDays: undefined, pausable: true, features: [],
  prices: {
    usd: { month: 1_999 * rank, year: 19_997 * rank }, xof: { month: 7_001 * rank, year: 70_013 * rank }, kwd: { month: 6_130 * rank, year: 61_370 * rank },
  },
  limits: { calls: { month: 1_000_000 }, credits: { billing_period: 1_000 * rank } } as Plan['limits'],
  ...more,
});

/** What is sold where a test says nothing of it. */
const usualPlans: Record<string, Plan> = {
  solo: pricedPlan({ rank: 1 }),
  trial: pricedPlan({ rank: 3, more: { trialDays: 14 } }),
  team: pricedPlan({ rank: 2, more: { perSeat: true, seats: 100 } }),
  metered: pricedPlan({ rank: 5, more: { perSeat: true, seats: 100, limits: { calls: { month: null }, credits: { billing_period: 9_000, overage: { per: 1_000, prices: { usd: 201, xof: 703, kwd: 610 } } } } as Plan['limits'] } }),
};

/** One catalogue that is sold in three currencies; which one a customer pays in is the catalogue's own. */
const catalogIn = (currency: Currency, sold: Record<string, Plan>): Catalog => {
  const priced = <T extends { prices: Readonly<Record<string, number>> }>(pack: T): T => ({ ...pack, prices: { usd: 1_500, xof: 9_000, kwd: 4_600 } });
  const catalog = { ...(defaultCatalog as Catalog), currency, plans: { free: base.free as Plan, ...sold }, creditPacks: Object.fromEntries(Object.entries(defaultCatalog.creditPacks ?? {}).map(([id, pack]) => [id, priced(pack)])) };
  const problems = checkCatalog(catalog);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return catalog;
};

/** The shop as those see it who pay in one currency. */
class MoneyShop extends Shop {
  constructor(shop: Shop, private readonly own: Catalog) {
    super(shop.database, shop.stripe, shop.sandboxUrl, shop.catalog);
  }

  override ctx(options: CtxOptions = {}) {
    return { ...super.ctx(options), catalog: this.own };
  }

  override member(...given: Parameters<Shop['member']>) {
    return { ...super.member(...given), catalog: this.own };
  }
}

export const openMoneyShop = (sold = usualPlans) => {
  const opened = openShop();
  const shopIn = (currency: Currency): MoneyShop => new MoneyShop(opened.it, catalogIn(currency, sold));
  beforeAll(async () => {
    await writeCatalog(shopIn('usd').ctx());
    await pushCatalog(shopIn('usd').ctx(), {});
  });
  return { in: shopIn, get it(): Shop {
    return opened.it;
  } };
};
