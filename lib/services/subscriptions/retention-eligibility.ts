import type { WorkspaceCtx } from '@/lib/context';
import { liveStatuses } from '@/lib/domain/access';
import { retentionReach } from '@/lib/domain/retention';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import type { SubscriptionFacts } from './project-subscription';
import { factsOf } from './record-history';

export type Purpose = 'cancel' | 'downgrade';
const yearMs = 365 * 86_400_000;

/**
 * The subscription that an offer to stay can be made for now, or null: it is paid for, not discounted, nobody of the workspace took
 * an offer within the year, and an invoice comes while the discount would hold.
 */
export const retentionEligible = async (ctx: WorkspaceCtx, purpose: Purpose, months: number): Promise<SubscriptionFacts | null> => {
  if (!ctx.catalog.retention?.for.includes(purpose)) return null;
  const row = await ctx.db.subscription.findFirst({ where: { workspaceId: ctx.workspaceId, status: { in: [...liveStatuses] } }, include: { planVersion: true } });
  if (!row) return null;
  const { planVersion, ...own } = row;
  const facts = factsOf(own);
  if (facts.status !== 'active' || facts.discount !== null || facts.amountMinor <= 0 || termsOf(planVersion).custom) return null;
  if (!retentionReach(ctx.now, facts.currentPeriodEnd, months)) return null;
  const since = new Date(ctx.now.getTime() - yearMs);
  const accepted = await ctx.db.retentionOffer.count({ where: { workspaceId: ctx.workspaceId, acceptedAt: { gt: since } } });
  return accepted === 0 ? facts : null;
};
