import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { measureOf } from '@/lib/domain/measure';
import type { GrantSource } from '@/lib/domain/views/billing-view';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import type { Outcome } from '@/lib/domain/views/usage-view';
import type { Prisma, UsageEvent } from '@/lib/generated/prisma/client';
import { nameScopes } from '@/lib/services/own-limits/name-scopes';
import type { RawLimit } from './consume';
import { callerOf, described, limitOf } from './decision-parts';

type Spent = { g: string; m: string; n: number };
type Beyond = { m: string; w?: Window; n: number; as: 'overage' | 'debt' };

/** A call of the ledger, with all that its row and its grants tell. */
export const admittedDecision = async (ctx: WorkspaceCtx, event: UsageEvent): Promise<DecisionDetail> => {
  const limits = listOf<RawLimit>(event.limits);
  const shadow = await shadowOf(ctx, event);
  const scopeOf = await nameScopes(ctx, [...limits.map((one) => one.c ?? ''), ...shadow.map((one) => one.scope)]);
  const tightest = [...limits].sort((a, b) => a.l - a.u - (b.l - b.u))[0];
  const units = event.units as Record<string, number>;
  return {
    ...(await described(ctx, event)), ...(await callerOf(ctx, event)), decisionId: event.id, allowed: true, code: null, at: event.occurredAt.toISOString(), requestId: event.requestId, units,
    meter: tightest?.m ?? null, window: (tightest?.w as Window | undefined) ?? null, limit: tightest?.l ?? null, used: tightest?.u ?? null, required: null,
    resetsAt: tightest ? new Date(tightest.e * 1000).toISOString() : null, outcome: event.outcome as Outcome, statusCode: event.statusCode, latencyMs: event.latencyMs, degraded: event.degraded, count: 1,
    limits: limits.map((raw) => limitOf(ctx, raw, scopeOf(raw.c ?? ''), false)),
    spent: await spentOf(ctx, listOf<Spent>(event.spent)),
    beyond: listOf<Beyond>(event.beyond).map((one) => ({ measure: measureOf(ctx, one.m), window: one.w ?? null, units: one.n, as: one.as })),
    shadow: shadow.map((one) => ({ measure: measureOf(ctx, one.meter), scope: scopeOf(one.scope), window: one.window as Window, limit: Number(one.limit ?? 0), used: Number(one.used ?? 0) })),
    model: modelOf(event),
    hold: event.held === null ? null : { units: event.held as Record<string, number>, expiresAt: event.holdExpiresAt?.toISOString() ?? null },
    source: event.source as DecisionDetail['source'], scope: null, remedies: [], measures: Object.keys(units).map((meter) => measureOf(ctx, meter)),
  };
};

const listOf = <T>(json: Prisma.JsonValue): T[] => (Array.isArray(json) ? (json as T[]) : []);

/** The refusals in shadow of which this very call is the sample. */
const shadowOf = (ctx: WorkspaceCtx, { id, occurredAt }: UsageEvent) =>
  ctx.db.refusal.findMany({ where: { workspaceId: ctx.workspaceId, isShadow: true, minute: { gte: new Date(occurredAt.getTime() - 60_000), lte: occurredAt }, id: { startsWith: `shd_${id.slice(4)}_` } }, orderBy: { id: 'asc' } });

const spentOf = async (ctx: WorkspaceCtx, pieces: Spent[]): Promise<DecisionDetail['spent']> => {
  const grants = await ctx.db.creditGrant.findMany({ where: { workspaceId: ctx.workspaceId, id: { in: pieces.map((one) => one.g) } }, select: { id: true, source: true } });
  const sources = new Map(grants.map((grant) => [grant.id, grant.source as GrantSource]));
  return pieces.map((one) => ({ measure: measureOf(ctx, one.m), units: one.n, grantId: one.g, source: sources.get(one.g) ?? null }));
};

const modelOf = (event: UsageEvent): DecisionDetail['model'] => {
  if (event.provider === null && event.model === null) return null;
  const numberOf = (value: bigint | null) => (value === null ? null : Number(value));
  return { provider: event.provider, name: event.model, inputTokens: numberOf(event.inputTokens), outputTokens: numberOf(event.outputTokens), costMicros: numberOf(event.costMicros) };
};
