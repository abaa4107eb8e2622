import type { WorkspaceCtx } from '@/lib/context';
import type { BeyondAlert } from '@/lib/domain/emails';
import type { Alert } from '@/lib/generated/prisma/client';

/** What happens to calls beyond the limit that an alert is about, as it is now. */
export const beyondAlert = async (ctx: WorkspaceCtx, { scope, meter, window }: Pick<Alert, 'scope' | 'meter' | 'window'>): Promise<BeyondAlert> => {
  const { workspaceId } = ctx;
  if (scope !== '') {
    const own = await ctx.db.ownLimit.findUnique({ where: { workspaceId_scope_meter_window: { workspaceId, scope, meter, window } } });
    return own?.mode === 'hard' ? 'refused' : 'told';
  }
  const entitlement = await ctx.db.entitlement.findFirst({ where: { planVersion: { workspaces: { some: { id: workspaceId } } }, meter, window } });
  if (entitlement?.isShadow) return 'told';
  if (entitlement?.isSoft) return 'billed';
  return entitlement?.usesPacks ? 'credits' : 'refused';
};
