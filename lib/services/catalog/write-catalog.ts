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
type EntitlementRow = Pair & { limit: bigint | null; whenUnavailable: string; isSoft: boolean; usesPacks: boolean };

/** Beyond a billing period's limit, and there alone, packs pay and overage begins. */
const entitlementRow = (catalog: Catalog, plan: Plan, { meter, window }: Pair): EntitlementRow => {
  const entitlement = plan.limits[meter];
  const limit = entitlement?.[window] ?? null;
  const isExtensible = window === 'billing_period' && limit !== null;
  return {
    meter, window, limit: limit === null ? null : BigInt(limit), whenUnavailable: entitlement?.whenUnavailable ?? 'admit',
    isSoft: isExtensible && entitlement?.overage !== undefined,
    usesPacks: isExtensible && Object.values(catalog.creditPacks ?? {}).some((pack) => pack.meter === meter),
  };
};

/** Packs belong to the catalogue, not to a version: selling the first of a meter makes it spendable under every version. */
const updateEntitlements = async (ctx: Ctx, wanted: (EntitlementRow & { planVersionId: string })[]): Promise<void> => {
  const stored = await ctx.db.entitlement.findMany({ where: { planVersionId: { in: [...new Set(wanted.map((row) => row.planVersionId))] } } });
  for (const { planVersionId, meter, window, usesPacks } of stored) {
    const want = wanted.find((one) => one.planVersionId === planVersionId && one.meter === meter && one.window === window)?.usesPacks ?? usesPacks;
    if (want === usesPacks) continue;
    await ctx.db.entitlement.update({ where: { planVersionId_meter_window: { planVersionId, meter, window } }, data: { usesPacks: want } });
  }
};

const countedWindows = (catalog: Catalog, plans: Plan[]): Pair[] =>
  Object.keys(catalog.meters).flatMap((meter) =>
    windows.filter((window) => plans.some((plan) => plan.limits[meter]?.[window] !== undefined)).map((window) => ({ meter, window })),
  );
