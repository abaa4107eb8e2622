import type { Ctx } from '@/lib/context';
import { accessOf, grantsPlan, isLive } from '@/lib/domain/access';
import { periodAnchor } from '@/lib/domain/period-anchor';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import type { LockedWorkspace } from './lock-workspace';
import type { SubscriptionFacts } from './project-subscription';

export type EffectivePlan = { planVersionId: string; periodAnchor: Date };

/**
 * The plan that a workspace may use now and the instant from which its billing months count.
 *
 * A subscription that gives access decides both. Without one it is the default plan, whose newest version is taken when falling
 * back and kept afterwards. Calendar windows go on counting across any change. Billing months follow Stripe's truth alone, so
 * that every order of events ends the same and nobody gets a quota twice: a subscription that is live but gives no access (unpaid,
 * paused) keeps its own months and what was used in them; once it has ended, months count from that end, which at a cancellation
 * at the period's end is the boundary anyway.
 */
export const effectivePlan = async (ctx: Ctx, workspace: LockedWorkspace, rows: SubscriptionFacts[]): Promise<EffectivePlan> => {
  const live = rows.find((row) => isLive(row.status));
  const own = live && periodAnchor(live.billingAnchor, live.currentPeriodStart);
  if (live && own && grantsPlan(accessOf(live.status, live.pastDueSince, ctx.now))) return { planVersionId: live.planVersionId, periodAnchor: own };
  const ends = rows.flatMap((row) => (row.status === 'canceled' && row.endedAt ? [row.endedAt] : []));
  const lastEnd = ends.toSorted((a, b) => b.getTime() - a.getTime())[0];
  const paidBefore = live && live.status !== 'incomplete' ? own : undefined;
  return { planVersionId: await defaultVersion(ctx, workspace), periodAnchor: paidBefore ?? lastEnd ?? workspace.periodAnchor };
};

const defaultVersion = async (ctx: Ctx, workspace: LockedWorkspace): Promise<string> => {
  const { plan, catalog } = workspace.planVersion;
  if (plan === ctx.catalog.defaultPlan && catalog === ctx.catalog.id) return workspace.planVersionId;
  return (await currentPlanVersion(ctx, ctx.catalog.defaultPlan)).id;
};
