import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { windows, type Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { measureOf } from '@/lib/domain/measure';
import type { LimitStack, OverridesView, OverrideView, PlanStack } from '@/lib/domain/views/override-view';
import type { Entitlement } from '@/lib/generated/prisma/client';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { soldPlan } from '@/lib/services/subscriptions/effective-plan';
import { factsOf } from '@/lib/services/subscriptions/record-history';
import { overrideViews, withParts } from './override-views';

export const listOverridesInput = z.strictObject({ id: z.string().min(1).max(64) });

const most = 500;

/** Every exception of a workspace, and as stacks: what holds without any at the bottom, the exceptions above it, and which of them holds. */
export const listOverrides = async (ctx: Ctx, input: z.output<typeof listOverridesInput>): Promise<OverridesView> => {
  requireOperator(ctx);
  const workspaceId = input.id;
  const workspace = await ctx.db.workspace.findUnique({ where: { id: workspaceId }, include: { planVersion: { include: { entitlements: true } } } });
  if (!workspace) throw new AppError('not_found', 'There is no such workspace.');
  const rows = await ctx.db.override.findMany({ where: { workspaceId }, include: withParts, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: most });
  const data = await overrideViews(ctx, rows);
  const { entitlements } = workspace.planVersion;
  return {
    data, plan: await planStack(ctx, workspace, data.filter((one) => one.kind === 'plan')), limits: limitStacks(ctx, entitlements, data),
    grants: data.filter((one) => one.kind === 'grant'),
    plans: Object.entries(ctx.catalog.plans).map(([id, plan]) => ({ id, name: localize(plan.name, ctx.locale) })),
    giftable: entitlements.filter((one) => one.usesPacks).map((one) => measureOf(ctx, one.meter)), asOf: ctx.now.toISOString(),
  };
};

type Found = { id: string; planVersionId: string; periodAnchor: Date; stripeCustomerId: string | null; planVersion: { plan: string; catalog: string } };

const planStack = async (ctx: Ctx, workspace: Found, overrides: OverrideView[]): Promise<PlanStack> => {
  const isGiven = overrides.some(isInForce);
  const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: isGiven ? await soldVersion(ctx, workspace) : workspace.planVersionId } });
  return { base: { id: version.plan, name: localize(termsOf(version).name, ctx.locale), isInForce: !isGiven }, overrides: overrides.toReversed() };
};

const soldVersion = async (ctx: Ctx, workspace: Found): Promise<string> => {
  const subscriptions = await ctx.db.subscription.findMany({ where: { workspaceId: workspace.id } });
  return (await soldPlan(ctx, workspace, subscriptions.map(factsOf))).planVersionId;
};

const isInForce = (override: OverrideView): boolean => override.status === 'in_force';

/** One for every limit that the plan has or an exception made, meter by meter, the longest window first. */
const limitStacks = (ctx: Ctx, entitlements: Entitlement[], all: OverrideView[]): LimitStack[] =>
  Object.keys(ctx.catalog.meters).flatMap((meter) =>
    windows.toReversed().flatMap((window: Window) => {
      const entitlement = entitlements.find((one) => one.meter === meter && one.window === window);
      const overrides = all.filter((one) => one.kind === 'limit' && one.measure?.meter === meter && one.window === window);
      if (!entitlement || (entitlement.limit === null && overrides.length === 0 && !isMain(entitlements, entitlement))) return [];
      const limit = entitlement.limit === null ? null : Number(entitlement.limit);
      return [{ measure: measureOf(ctx, meter), window, base: { limit, isInForce: !overrides.some(isInForce) }, overrides: overrides.toReversed() }];
    }),
  );

/** A meter without any limit is shown once, as unlimited. */
const isMain = (entitlements: Entitlement[], one: Entitlement): boolean =>
  entitlements.filter((other) => other.meter === one.meter).every((other) => other.limit === null) && windows.toReversed().find((window) => entitlements.some((other) => other.meter === one.meter && other.window === window)) === one.window;
