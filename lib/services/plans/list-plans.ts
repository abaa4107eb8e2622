import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { isLive, type SubscriptionStatus } from '@/lib/domain/access';
import { rankOf, type PriceInterval } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import type { PlansView } from '@/lib/domain/views/plan-view';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { planView, type Current } from './plan-view';

export const listPlansInput = z.strictObject({});

/**
 * The plans on offer, cheapest first, in the viewer's language. For a workspace it also says which is its own, in the terms that
 * it bought, and what choosing each other one means; a hidden or withdrawn plan is listed only for those who have it.
 */
export const listPlans = async (ctx: Ctx, _input: z.input<typeof listPlansInput> = {}): Promise<PlansView> => {
  const { catalog, locale } = ctx;
  const { current, hasSubscription } = await viewerOf(ctx);
  const offered = Object.entries(catalog.plans).filter(([id, plan]) => !plan.hidden || id === current?.plan);
  const withdrawn = current && rankOf(catalog, current.plan) < 0 ? [[current.plan, current.terms] as const] : [];
  const plans = [...withdrawn, ...offered].map(([id, plan]) => planView(catalog, id, id === current?.plan ? current.terms : plan, current, locale));
  return {
    product: { name: localize(catalog.name, locale), description: localize(catalog.description, locale) },
    currency: catalog.currency, plans, hasSubscription,
  };
};

const viewerOf = async (ctx: Ctx): Promise<{ current: Current; hasSubscription: boolean }> => {
  if (ctx.workspaceId === null) return { current: null, hasSubscription: false };
  const workspace = await ctx.db.workspace.findUnique({
    where: { id: ctx.workspaceId }, include: { planVersion: true, subscriptions: { select: { status: true, interval: true, planVersionId: true, planVersion: { select: { plan: true } } } } },
  });
  if (!workspace) return { current: null, hasSubscription: false };
  const live = workspace.subscriptions.find((row) => isLive(row.status as SubscriptionStatus));
  const interval = live?.planVersionId === workspace.planVersionId ? (live.interval as PriceInterval) : null;
  const { plan } = workspace.planVersion;
  return { current: { plan, terms: termsOf(workspace.planVersion), interval, bought: live?.planVersion.plan ?? plan }, hasSubscription: live !== undefined };
};
