import { z } from 'zod';
import type { Ctx, Role } from '@/lib/context';
import { isLive, type SubscriptionStatus } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/app-error';
import { localize } from '@/lib/domain/locale';
import { formatMoney } from '@/lib/domain/money';
import type { WorkspaceDetail } from '@/lib/domain/views/admin-view';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { openDisputes } from '@/lib/services/disputes/open-disputes';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';

export const getWorkspaceInput = z.strictObject({ id: z.string().min(1).max(64) });

const most = 100;

/** One workspace, as its operator needs to see it: people, keys, what it bought, what it uses. */
export const getWorkspace = async (ctx: Ctx, { id }: z.output<typeof getWorkspaceInput>): Promise<WorkspaceDetail> => {
  requireOperator(ctx);
  const found = await ctx.db.workspace.findUnique({
    where: { id },
    include: {
      planVersion: true, subscriptions: { include: { planVersion: true }, orderBy: { startedAt: 'desc' } },
      members: { include: { user: { select: { id: true, name: true, email: true } } }, orderBy: { createdAt: 'asc' }, take: most },
      apiKeys: { where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] }, orderBy: { createdAt: 'desc' }, take: most },
      _count: { select: { ownLimits: true, alerts: { where: { readAt: null } } } },
    },
  });
  if (!found) throw new AppError('not_found', 'There is no such workspace.');
  const live = found.subscriptions.find((one) => isLive(one.status as SubscriptionStatus));
  const say = (name: { en: string }) => localize(name, ctx.locale);
  return {
    id, name: found.name, createdAt: found.createdAt.toISOString(), stripeCustomerId: found.stripeCustomerId,
    plan: { id: found.planVersion.plan, name: say(termsOf(found.planVersion).name) },
    subscription: live
      ? { status: live.status, plan: say(termsOf(live.planVersion).name), interval: live.interval, formatted: formatMoney(live.amountMinor, live.currency, ctx.locale), currentPeriodEnd: live.currentPeriodEnd.toISOString(), cancelAt: live.cancelAt?.toISOString() ?? null }
      : null,
    disputes: (await openDisputes(ctx, id)).map((one) => ({ id: one.id, formatted: formatMoney(one.amountMinor, one.currency, ctx.locale), reason: one.reason, status: one.status, dueBy: one.dueBy?.toISOString() ?? null })),
    members: found.members.map(({ user, role }) => ({ ...user, role: role as Role })),
    keys: found.apiKeys.map((key) => ({ id: key.id, name: key.name, prefix: key.prefix, last4: key.last4, lastUsedAt: key.lastUsedAt?.toISOString() ?? null })),
    usage: await getCurrentUsage({ ...ctx, workspaceId: id }, {}), ownLimits: found._count.ownLimits, unreadAlerts: found._count.alerts,
  };
};
