import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { measureOf } from '@/lib/domain/measure';
import type { AlertView, Severity } from '@/lib/domain/views/alert-view';
import type { Alert } from '@/lib/generated/prisma/client';
import { nameScopes } from '@/lib/services/own-limits/name-scopes';

/** Alerts of this workspace as they are shown. */
export const alertViews = async (ctx: WorkspaceCtx, alerts: Alert[]): Promise<AlertView[]> => {
  const scopeOf = await nameScopes(ctx, alerts.map((alert) => alert.scope));
  return alerts.map((alert) => ({
    id: alert.id, at: alert.at.toISOString(), severity: alert.severity as Severity, threshold: alert.threshold, measure: measureOf(ctx, alert.meter), scope: scopeOf(alert.scope),
    window: alert.window as Window, windowStart: alert.windowStart.toISOString(), windowEnd: alert.windowEnd.toISOString(), limit: Number(alert.limit), used: Number(alert.used),
    decisionId: alert.decisionId, readAt: alert.readAt?.toISOString() ?? null, recoveredAt: alert.recoveredAt?.toISOString() ?? null,
  }));
};
