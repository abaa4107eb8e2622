import type { WorkspaceCtx } from '@/lib/context';
import type { Plan } from '@/lib/domain/catalog';
import type { InUse } from '@/lib/domain/change-blockers';
import { localize } from '@/lib/domain/locale';
import { lostFeatures } from '@/lib/domain/lost-in-change';

/** What the workspace has and does now that a change from one plan to another might not allow. Reads the ledger only where a feature goes. */
export const readInUse = async (ctx: WorkspaceCtx, from: Plan, to: Plan, { isOverdue = false, isPaused = false }: Partial<Pick<InUse, 'isOverdue' | 'isPaused'>> = {}): Promise<InUse> => {
  const days = ctx.catalog.featureUseBlocksDowngradeDays ?? 0;
  const lost = days > 0 ? lostFeatures(from, to) : [];
  const members = await ctx.db.member.findMany({ where: { workspaceId: ctx.workspaceId }, select: { user: { select: { name: true, email: true } } }, orderBy: { createdAt: 'asc' } });
  const apiKeys = await ctx.db.apiKey.findMany({
    where: { workspaceId: ctx.workspaceId, revokedAt: null, replacedById: null, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] }, select: { name: true }, orderBy: { createdAt: 'asc' },
  });
  return {
    features: lost.length === 0 ? [] : await usedOf(ctx, lost, days), days, isOverdue, isPaused,
    members: members.map(({ user }) => (user.name === '' ? user.email : user.name)), apiKeys: apiKeys.map((key) => key.name),
  };
};

/** Those of the features that a call which was not given back needed within so many days, by name. */
const usedOf = async (ctx: WorkspaceCtx, features: string[], days: number): Promise<string[]> => {
  const operations = Object.entries(ctx.catalog.operations).filter(([, { feature }]) => feature !== undefined && features.includes(feature));
  if (operations.length === 0) return [];
  const since = new Date(ctx.now.getTime() - days * 86_400_000);
  const until = new Date(ctx.now.getTime() + 60_000);
  const rows = await ctx.db.$queryRaw<{ operation: string }[]>`
    SELECT DISTINCT operation FROM usage_facts(${ctx.workspaceId}, ${since}, ${until}) WHERE outcome <> 'released' AND operation = ANY(${operations.map(([id]) => id)})`;
  const used = rows.map((row) => ctx.catalog.operations[row.operation]?.feature);
  return features.filter((feature) => used.includes(feature)).map((feature) => localize(ctx.catalog.features[feature]?.name ?? { en: feature }, ctx.locale));
};
