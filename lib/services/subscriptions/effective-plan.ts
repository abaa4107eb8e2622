import type { Ctx } from '@/lib/context';
import { accessOf, grantsPlan, isLive } from '@/lib/domain/access';
import { anchorAfter, periodAnchor } from '@/lib/domain/period-anchor';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { planOverrideInForce } from '@/lib/services/overrides/plan-override-in-force';
import type { LockedWorkspace } from './lock-workspace';
import type { SubscriptionFacts } from './project-subscription';

export type EffectivePlan = { planVersionId: string; periodAnchor: Date };

/**
 * The plan that a workspace may use now and the instant from which its billing months count. An operator's exception decides the
 * plan, as long as it lasts, and leaves the months as they are.
 */
export const effectivePlan = async (ctx: Ctx, workspace: LockedWorkspace, rows: SubscriptionFacts[]): Promise<EffectivePlan> => {
  const sold = await soldPlan(ctx, workspace, rows);
  return { ...sold, planVersionId: (await planOverrideInForce(ctx, workspace.id)) ?? sold.planVersionId };
};

/**
 * The same without exceptions.
 *
 * A subscription that gives access decides both. Without one it is the default plan, whose newest version is taken when falling
 * back and kept afterwards. Calendar windows go on counting across any change. Billing months follow Stripe's truth alone, so
 * that every order of events ends the same and nobody gets a quota twice: what is unpaid, paused, exchanged for another interval,
 * or ended inside a period and bought anew keeps its months and what was used in them. A subscription that ended with its period
 * gives way to months from that end.
 */
export const soldPlan = async (ctx: Ctx, workspace: LockedWorkspace, rows: SubscriptionFacts[]): Promise<EffectivePlan> => {
  const live = rows.find((row) => isLive(row.status));
  const ended = rows.filter((row) => row.status === 'canceled' && row.endedAt !== null);
  const own = live && periodAnchor(live, ended);
  if (live && own && grantsPlan(accessOf(live.status, live.pastDueSince, ctx.now))) return { planVersionId: live.planVersionId, periodAnchor: own };
  const paidBefore = live && live.status !== 'incomplete' ? own : undefined;
  return { planVersionId: await defaultVersion(ctx, workspace), periodAnchor: paidBefore ?? anchorOfEnded(ended) ?? workspace.periodAnchor };
};

const anchorOfEnded = (ended: SubscriptionFacts[]): Date | undefined => {
  const [last, ...earlier] = ended.toSorted((a, b) => (b.endedAt?.getTime() ?? 0) - (a.endedAt?.getTime() ?? 0));
  return last && anchorAfter(last, earlier);
};

const defaultVersion = async (ctx: Ctx, workspace: LockedWorkspace): Promise<string> => {
  const { plan, catalog } = workspace.planVersion;
  if (plan === ctx.catalog.defaultPlan && catalog === ctx.catalog.id) return workspace.planVersionId;
  return (await currentPlanVersion(ctx, ctx.catalog.defaultPlan)).id;
};
