import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { Window } from '@/lib/domain/catalog';
import { localize, type Localized } from '@/lib/domain/locale';
import type { DecisionView, Outcome } from '@/lib/domain/views/usage-view';
import type { RawLimit } from './consume';

export const getDecisionInput = z.strictObject({ id: z.string().max(64) });

/** Why a call of this workspace was admitted or refused, by its decision id. Another workspace's is not found. */
export const getDecision = async (ctx: WorkspaceCtx, { id }: z.infer<typeof getDecisionInput>): Promise<DecisionView> => {
  const event = await ctx.db.usageEvent.findFirst({ where: { id, workspaceId: ctx.workspaceId } });
  if (event) {
    const tightest = tightestOf(event.limits as RawLimit[]);
    return {
      ...(await described(ctx, event)), decisionId: event.id, allowed: true, code: null, at: event.occurredAt.toISOString(), requestId: event.requestId, units: event.units as Record<string, number>,
      meter: tightest?.m ?? null, window: (tightest?.w as Window | undefined) ?? null, limit: tightest?.l ?? null, used: tightest?.u ?? null, required: null,
      resetsAt: tightest ? new Date(tightest.e * 1000).toISOString() : null, outcome: event.outcome as Outcome, statusCode: event.statusCode, latencyMs: event.latencyMs, degraded: event.degraded, count: 1,
    };
  }
  const refusal = await ctx.db.refusal.findFirst({ where: { id, workspaceId: ctx.workspaceId } });
  if (!refusal) throw new AppError('not_found', 'There is no such decision.');
  return {
    ...(await described(ctx, refusal)), decisionId: refusal.id, allowed: false, code: refusal.code, at: refusal.firstAt.toISOString(), requestId: null, units: {}, meter: refusal.meter || null,
    window: (refusal.window as Window | '') || null, limit: numberOf(refusal.limit), used: numberOf(refusal.used), required: numberOf(refusal.required),
    resetsAt: refusal.resetsAt?.toISOString() ?? null, outcome: null, statusCode: null, latencyMs: null, degraded: false, count: refusal.count,
  };
};

const described = async (ctx: WorkspaceCtx, row: { operation: string; planVersionId: string }) => {
  const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: row.planVersionId } });
  const operation = ctx.catalog.operations[row.operation];
  return {
    operation: row.operation, operationName: operation ? localize(operation.name, ctx.locale) : row.operation,
    plan: { id: version.plan, name: localize((version.body as { name: Localized }).name, ctx.locale) },
  };
};

const tightestOf = (limits: RawLimit[]): RawLimit | undefined => [...limits].sort((a, b) => a.l - a.u - (b.l - b.u))[0];

const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
