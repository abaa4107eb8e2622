import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { measureOf } from '@/lib/domain/measure';
import type { DecisionDetail, DecisionLimit } from '@/lib/domain/views/decision-view';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import type { ScopeView } from '@/lib/domain/views/alert-view';
import type { RawLimit } from './consume';

/** The operation and the plan of a decision, as they are called, and the plan's bursts. */
export const described = async (ctx: WorkspaceCtx, row: { operation: string; planVersionId: string }): Promise<Pick<DecisionDetail, 'operation' | 'operationName' | 'plan' | 'rateLimits'>> => {
  const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: row.planVersionId } });
  const operation = Object.hasOwn(ctx.catalog.operations, row.operation) ? ctx.catalog.operations[row.operation] : undefined;
  const { name, rateLimits } = termsOf(version);
  return {
    operation: row.operation, operationName: operation ? localize(operation.name, ctx.locale) : row.operation, plan: { id: version.plan, name: localize(name, ctx.locale) },
    rateLimits: { requests: rateLimits?.requests ?? null, messages: rateLimits?.messages ?? null },
  };
};

/** A key and the person behind it, as far as they are still there. */
export const callerOf = async (ctx: WorkspaceCtx, row: { apiKeyId: string | null; memberId?: string | null }): Promise<Pick<DecisionDetail, 'key' | 'member'>> => {
  const key = row.apiKeyId === null ? null : await ctx.db.apiKey.findUnique({ where: { id: row.apiKeyId, workspaceId: ctx.workspaceId }, select: { id: true, name: true, createdById: true } });
  const userId = row.memberId ?? key?.createdById ?? null;
  const found = userId === null ? null : await ctx.db.member.findUnique({ where: { workspaceId_userId: { workspaceId: ctx.workspaceId, userId } }, select: { user: { select: { id: true, name: true, email: true } } } });
  return { key: key ? { id: key.id, name: key.name } : null, member: found ? { id: found.user.id, name: found.user.name || found.user.email } : null };
};

export const limitOf = (ctx: WorkspaceCtx, raw: RawLimit, scope: ScopeView, isRefusing: boolean): DecisionLimit => ({
  measure: measureOf(ctx, raw.m), scope, window: raw.w as Window, limit: raw.l, used: raw.u, grantsLeft: raw.a ?? null,
  startsAt: new Date(raw.s * 1000).toISOString(), endsAt: new Date(raw.e * 1000).toISOString(), isRefusing,
});
