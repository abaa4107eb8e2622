import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { measureOf, spendMeter } from '@/lib/domain/measure';
import type { OwnLimitsView } from '@/lib/domain/views/own-limit-view';
import { alertMeters } from '@/lib/services/alerts/get-alert-rules';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import { ownLimitViews } from './own-limit-views';

export const listOwnLimitsInput = z.strictObject({});

const mostKeys = 500;

/** The limits that the workspace set itself, how each stands, and what else could be limited. */
export const listOwnLimits = async (ctx: WorkspaceCtx, _input: z.output<typeof listOwnLimitsInput> = {}): Promise<OwnLimitsView> => {
  requireRole(ctx, anyRole);
  const { workspaceId } = ctx;
  const [data, keys, members] = await Promise.all([
    ownLimitViews(ctx),
    ctx.db.apiKey.findMany({ where: { workspaceId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] }, select: { id: true, name: true }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: mostKeys }),
    ctx.db.member.findMany({ where: { workspaceId }, select: { user: { select: { id: true, name: true, email: true } } }, orderBy: { createdAt: 'asc' } }),
  ]);
  const meters = alertMeters(ctx);
  return {
    data, keys, members: members.map(({ user }) => ({ id: user.id, name: user.name || user.email })),
    measures: meters.filter((meter) => meter !== spendMeter).map((meter) => measureOf(ctx, meter)),
    spend: meters.includes(spendMeter) ? measureOf(ctx, spendMeter) : null,
    asOf: ctx.now.toISOString(),
  };
};
