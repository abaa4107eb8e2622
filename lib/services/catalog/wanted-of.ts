import type { Ctx } from '@/lib/context';
import type { Plan, PriceInterval } from '@/lib/domain/catalog';
import { localize, type Localized } from '@/lib/domain/locale';
import { meterEventName, overageLookupKey, overageProductId, packLookupKey, packProductId, planLookupKey, planProductId, retentionCouponId } from '@/lib/domain/stripe-names';
import { currentPlanVersion, termsOf } from './current-plan-version';
import type { Wanted, WantedCoupon, WantedMeter, WantedPrice, WantedProduct } from './push-action';

/** What Stripe should hold for the catalogue as it is written: the newest version of each plan that is sold, packs, overage, offers. */
export const wantedOf = async (ctx: Ctx): Promise<Wanted> => {
  const sold = await soldPlans(ctx);
  const meters = overageMeters(ctx, sold);
  return {
    products: [...sold.map((one) => planProduct(ctx, one)), ...packProducts(ctx), ...meters.map((meter) => overageProduct(ctx, meter))],
    meters: meters.map((meter): WantedMeter => ({ eventName: meterEventName(ctx.catalog.id, meter), name: `${nameOf(ctx.catalog.name)} ${meterName(ctx, meter)}` })),
    prices: [...sold.flatMap((one) => planPrices(ctx, one)), ...packPrices(ctx), ...sold.flatMap((one) => overagePrices(ctx, one))],
    coupons: offerCoupons(ctx),
  };
};

type SoldPlan = { plan: string; planVersionId: string; version: number; terms: Plan };

const soldPlans = async (ctx: Ctx): Promise<SoldPlan[]> => {
  const sold: SoldPlan[] = [];
  for (const plan of Object.keys(ctx.catalog.plans)) {
    const version = await currentPlanVersion(ctx, plan);
    const terms = termsOf(version);
    if (!terms.custom && terms.prices !== undefined) sold.push({ plan, planVersionId: version.id, version: version.version, terms });
  }
  return sold;
};

const nameOf = (name: Localized): string => localize(name, 'en');
const meterName = (ctx: Ctx, meter: string): string => nameOf(ctx.catalog.meters[meter]?.name ?? { en: meter });

const planProduct = (ctx: Ctx, { plan, terms }: SoldPlan): WantedProduct => ({
  id: planProductId(ctx.catalog.id, plan), name: `${nameOf(ctx.catalog.name)} ${nameOf(terms.name)}`, metadata: { tollgate_plan: plan },
});

const planPrices = (ctx: Ctx, { plan, planVersionId, version, terms }: SoldPlan): WantedPrice[] =>
  Object.entries(terms.prices ?? {}).flatMap(([currency, amounts]) =>
    intervalsOf(amounts).map(([interval, amountMinor]) => ({
      owner: { kind: 'plan' as const, planVersionId }, productId: planProductId(ctx.catalog.id, plan), lookupKey: planLookupKey(ctx.catalog.id, plan, version, interval, currency),
      currency, amountMinor, interval, metered: null,
    })),
  );

const intervalsOf = (amounts: Partial<Record<PriceInterval, number>>): [PriceInterval, number][] => Object.entries(amounts) as [PriceInterval, number][];

const packProducts = (ctx: Ctx): WantedProduct[] =>
  Object.entries(ctx.catalog.creditPacks ?? {}).map(([pack, { name }]) => ({ id: packProductId(ctx.catalog.id, pack), name: `${nameOf(ctx.catalog.name)} ${nameOf(name)}`, metadata: { tollgate_pack: pack } }));

const packPrices = (ctx: Ctx): WantedPrice[] =>
  Object.entries(ctx.catalog.creditPacks ?? {}).flatMap(([pack, { prices }]) =>
    Object.entries(prices).map(([currency, amountMinor]) => ({
      owner: { kind: 'pack' as const, pack }, productId: packProductId(ctx.catalog.id, pack), lookupKey: packLookupKey(ctx.catalog.id, pack, currency),
      currency, amountMinor, interval: null, metered: null,
    })),
  );

const overageMeters = (ctx: Ctx, sold: SoldPlan[]): string[] => Object.keys(ctx.catalog.meters).filter((meter) => sold.some(({ terms }) => terms.limits[meter]?.overage !== undefined));

const overageProduct = (ctx: Ctx, meter: string): WantedProduct => ({
  id: overageProductId(ctx.catalog.id, meter), name: `${nameOf(ctx.catalog.name)} ${meterName(ctx, meter)} beyond the plan`, metadata: { tollgate_overage: meter },
});

/** As often as the plan itself, because one subscription has one interval. */
const overagePrices = (ctx: Ctx, { plan, planVersionId, version, terms }: SoldPlan): WantedPrice[] =>
  Object.entries(terms.limits).flatMap(([meter, { overage }]) =>
    Object.entries(overage?.prices ?? {}).flatMap(([currency, amountMinor]) =>
      intervalsOf(terms.prices?.[currency] ?? {}).map(([interval]) => ({
        owner: { kind: 'overage' as const, planVersionId, meter }, productId: overageProductId(ctx.catalog.id, meter),
        lookupKey: overageLookupKey(ctx.catalog.id, plan, version, meter, interval, currency), currency, amountMinor, interval,
        metered: { eventName: meterEventName(ctx.catalog.id, meter), per: overage?.per ?? 1 },
      })),
    ),
  );

const offerCoupons = (ctx: Ctx): WantedCoupon[] =>
  Object.entries(ctx.catalog.retention?.variants ?? {}).map(([variant, { percentOff, months }]) => ({
    id: retentionCouponId(ctx.catalog.id, variant), name: `${percentOff}% off for ${months} ${months === 1 ? 'month' : 'months'}`, percentOff, months,
  }));
