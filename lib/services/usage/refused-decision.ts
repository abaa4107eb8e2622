import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { measureOf } from '@/lib/domain/measure';
import { remediesOf } from '@/lib/domain/remedies';
import { windowAt } from '@/lib/domain/windows';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import type { Refusal } from '@/lib/generated/prisma/client';
import { nameScopes } from '@/lib/services/own-limits/name-scopes';
import { callerOf, described, limitOf } from './decision-parts';

/** The sample of a minute's refusals of one kind, with the limit that refused and what would have helped. */
export const refusedDecision = async (ctx: WorkspaceCtx, refusal: Refusal): Promise<DecisionDetail> => {
  const scope = (await nameScopes(ctx, [refusal.scope]))(refusal.scope);
  const facts = { code: refusal.code, operation: refusal.operation, meter: refusal.meter, window: (refusal.window as Window | '') || null, limit: numberOf(refusal.limit), used: numberOf(refusal.used), required: numberOf(refusal.required), resetsAt: refusal.resetsAt?.toISOString() ?? null };
  return {
    ...(await described(ctx, refusal)), ...(await callerOf(ctx, refusal)), decisionId: refusal.id, allowed: false, code: refusal.code, at: refusal.firstAt.toISOString(), requestId: null, units: {}, meter: refusal.meter || null,
    window: facts.window, limit: facts.limit, used: facts.used, required: facts.required, resetsAt: facts.resetsAt,
    outcome: null, statusCode: null, latencyMs: null, degraded: false, count: refusal.count,
    limits: await limitsOf(ctx, refusal, scope), spent: [], beyond: [], shadow: [], model: null, hold: null, source: null, scope: refusal.limit === null ? null : scope,
    remedies: refusal.isShadow ? [] : remediesOf(ctx, facts), measures: refusal.meter === '' ? [] : [measureOf(ctx, refusal.meter)],
  };
};

const limitsOf = async (ctx: WorkspaceCtx, refusal: Refusal, scope: NonNullable<DecisionDetail['scope']>): Promise<DecisionDetail['limits']> => {
  const { meter, window, limit, used, resetsAt, firstAt } = refusal;
  if (limit === null || resetsAt === null) return [];
  const { periodAnchor } = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, select: { periodAnchor: true } });
  const { start } = windowAt(window as Window, firstAt, periodAnchor);
  return [limitOf(ctx, { m: meter, w: window, l: Number(limit), u: Number(used ?? 0), s: start.getTime() / 1000, e: resetsAt.getTime() / 1000 }, scope, true)];
};

const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
