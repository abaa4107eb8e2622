import type { Ctx } from '@/lib/context';
import { windows, type Catalog, type Plan, type Window } from '@/lib/domain/catalog';
import { newId } from '@/lib/domain/ids';
import type { Prisma } from '@/lib/generated/prisma/client';
import { inTransaction } from '@/lib/services/in-transaction';
import { writeModelPrices } from '@/lib/services/model-prices/write-model-prices';
import { planFingerprint } from './plan-fingerprint';

export type WrittenPlan = { plan: string; planVersionId: string; version: number; isNew: boolean };

/**
 * Writes `ctx.catalog` as immutable plan versions with their entitlements, and its model prices. A plan gets a new version only when its terms
 * changed; workspaces keep the version they have. Safe to run again and from several starting processes at once.
 */
export const writeCatalog = (ctx: Ctx): Promise<WrittenPlan[]> =>
  inTransaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tollgate.catalog', 0))`;
    const written: WrittenPlan[] = [];
    for (const [id, plan] of Object.entries(tx.catalog.plans)) written.push(await writePlan(tx, id, plan));
    await writeEntitlements(tx);
    await writeModelPrices(tx);
    return written;
  });

const writePlan = async (ctx: Ctx, id: string, plan: Plan): Promise<WrittenPlan> => {
  const where = { catalog: ctx.catalog.id, plan: id };
  const newest = await ctx.db.planVersion.findFirst({ where, orderBy: { version: 'desc' } });
  if (newest && newest.fingerprint === planFingerprint(plan, newest.version)) {
    return { plan: id, planVersionId: newest.id, version: newest.version, isNew: false };
  }
  const version = (newest?.version ?? 0) + 1;
  const created = await ctx.db.planVersion.create({
    data: {
      ...where, id: newId('pv', ctx.now.getTime()), version, fingerprint: planFingerprint(plan, version),
      body: plan as unknown as Prisma.InputJsonObject, features: [...plan.features], createdAt: ctx.now,
    },
  });
  return { plan: id, planVersionId: created.id, version, isNew: true };
};

/**
 * Every version of the catalogue gets a row for every window that any plan limits, unlimited where its own terms name none:
 * counters then exist for all windows, and a workspace that changes plan is judged by what it really used.
 */
const writeEntitlements = async (ctx: Ctx): Promise<void> => {
  const versions = await ctx.db.planVersion.findMany({ where: { catalog: ctx.catalog.id } });
  const terms = versions.map((version) => ({ id: version.id, plan: version.body as unknown as Plan }));
  const pairs = countedWindows(ctx.catalog, terms.map((one) => one.plan));
  const data = terms.flatMap(({ id, plan }) => pairs.map((pair) => ({ planVersionId: id, ...entitlementRow(ctx.catalog, plan, pair) })));
  await ctx.db.entitlement.createMany({ data, skipDuplicates: true });
  await updateEntitlements(ctx, data);
};

type Pair = { meter: string; window: Window };
type EntitlementRow = Pair & {
  limit: bigint | null; whenUnavailable: string; isSoft: boolean; usesPacks: boolean; isShadow: boolean; rollover: bigint | null; overagePer: bigint | null; overageMinor: bigint | null;
};

/** Units of these meters are kept in grants: packs of them are sold, or what is unused of a period stays for the next. */
const isWallet = (catalog: Catalog, meter: string): boolean =>
  Object.values(catalog.creditPacks ?? {}).some((pack) => pack.meter === meter) || Object.values(catalog.plans).some((plan) => plan.limits[meter]?.rollover !== undefined);

/** Beyond a billing period's limit, and there alone, packs pay and overage begins. */
const entitlementRow = (catalog: Catalog, plan: Plan, { meter, window }: Pair): EntitlementRow => {
  const entitlement = plan.limits[meter];
  const limit = entitlement?.[window] ?? null;
  const isExtensible = window === 'billing_period' && limit !== null;
  const usesPacks = isExtensible && isWallet(catalog, meter);
  const overage = isExtensible ? entitlement?.overage : undefined;
  const priceMinor = overage?.prices[catalog.currency];
  return {
    meter, window, limit: limit === null ? null : BigInt(limit), whenUnavailable: entitlement?.whenUnavailable ?? 'admit',
    isSoft: overage !== undefined, usesPacks, isShadow: entitlement?.shadow === true && limit !== null,
    rollover: usesPacks && entitlement?.rollover !== undefined ? BigInt(entitlement.rollover) : null,
    overagePer: overage && priceMinor !== undefined ? BigInt(overage.per) : null, overageMinor: priceMinor === undefined ? null : BigInt(priceMinor),
  };
};

/**
 * Packs belong to the catalogue, not to a version: selling the first of a meter makes it spendable under every version. The price of
 * overage is the version's own; it is only written again for rows from before it was kept.
 */
const updateEntitlements = async (ctx: Ctx, wanted: (EntitlementRow & { planVersionId: string })[]): Promise<void> => {
  const stored = await ctx.db.entitlement.findMany({ where: { planVersionId: { in: [...new Set(wanted.map((row) => row.planVersionId))] } } });
  for (const { planVersionId, meter, window, usesPacks, overagePer, overageMinor } of stored) {
    const want = wanted.find((one) => one.planVersionId === planVersionId && one.meter === meter && one.window === window);
    if (!want || (want.usesPacks === usesPacks && want.overagePer === overagePer && want.overageMinor === overageMinor)) continue;
    const data = { usesPacks: want.usesPacks, overagePer: want.overagePer, overageMinor: want.overageMinor };
    await ctx.db.entitlement.update({ where: { planVersionId_meter_window: { planVersionId, meter, window } }, data });
  }
};

const countedWindows = (catalog: Catalog, plans: Plan[]): Pair[] =>
  Object.keys(catalog.meters).flatMap((meter) =>
    windows.filter((window) => plans.some((plan) => plan.limits[meter]?.[window] !== undefined)).map((window) => ({ meter, window })),
  );
