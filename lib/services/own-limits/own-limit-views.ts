import type { WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { measureOf } from '@/lib/domain/measure';
import { quotaStatus } from '@/lib/domain/quota-status';
import type { LimitMode, OwnLimitView } from '@/lib/domain/views/own-limit-view';
import { Prisma } from '@/lib/generated/prisma/client';
import { nameScopes } from './name-scopes';

type Row = { id: string; scope: string; meter: string; window: Window; limit: bigint; mode: LimitMode; updatedAt: Date; used: bigint; resetsAt: Date; isIdle: boolean };

/** The workspace's own limits, or one of them, with what is used of each now: whole workspace first, then keys, then people. */
export const ownLimitViews = async (ctx: WorkspaceCtx, id?: string): Promise<OwnLimitView[]> => {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT l.id, l.scope, l.meter, l.window, l.limit, l.mode, l.updated_at AS "updatedAt", CASE l.meter WHEN 'spend' THEN spend_beyond_plan(w.id) ELSE COALESCE(u.used, 0) END AS used, b.ends AS "resetsAt",
           CASE WHEN l.scope LIKE 'key:%' THEN NOT EXISTS (SELECT FROM api_keys k WHERE k.workspace_id = w.id AND 'key:' || k.id = l.scope AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > t.now))
                WHEN l.scope LIKE 'member:%' THEN NOT EXISTS (SELECT FROM members m WHERE m.workspace_id = w.id AND 'member:' || m.user_id = l.scope)
                ELSE false END AS "isIdle"
    FROM (SELECT app_now() AS now) t
    JOIN workspaces w ON w.id = ${ctx.workspaceId}
    JOIN own_limits l ON l.workspace_id = w.id ${id === undefined ? Prisma.empty : Prisma.sql`AND l.id = ${id}`}
    CROSS JOIN LATERAL window_at(l.window, t.now, w.period_anchor) b
    LEFT JOIN usage_counters u ON u.workspace_id = w.id AND u.scope = l.scope AND u.meter = l.meter AND u.window = l.window AND u.window_start = b.starts
    ORDER BY CASE WHEN l.scope = 'own' THEN 0 WHEN l.scope LIKE 'key:%' THEN 1 ELSE 2 END, l.created_at, l.id`;
  const scopeOf = await nameScopes(ctx, rows.map((row) => row.scope));
  return rows.map((row) => viewOf(ctx, row, scopeOf(row.scope)));
};

const viewOf = (ctx: WorkspaceCtx, row: Row, scope: OwnLimitView['scope']): OwnLimitView => {
  const [used, limit] = [Number(row.used), Number(row.limit)];
  const { remaining, percentage, status } = quotaStatus(used, limit);
  return {
    id: row.id, scope, measure: measureOf(ctx, row.meter), window: row.window, limit, mode: row.mode, used, remaining: remaining ?? 0, percentage: percentage ?? 0, status,
    resetsAt: row.resetsAt.toISOString(), updatedAt: row.updatedAt.toISOString(), isIdle: row.isIdle,
  };
};
