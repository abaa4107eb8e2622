import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { cursorOf, readCursor } from '@/lib/domain/page-cursor';
import { severities, type AlertsView } from '@/lib/domain/views/alert-view';
import type { Prisma } from '@/lib/generated/prisma/client';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import { alertViews } from './alert-view';

export const listAlertsInput = z.strictObject({
  unread: z.enum(['true', 'false']).optional(),
  severity: z.enum(severities).optional(),
  meter: z.string().min(1).max(64).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

/** The workspace's alerts, newest first, and how many are unread. */
export const listAlerts = async (ctx: WorkspaceCtx, input: z.input<typeof listAlertsInput> = {}): Promise<AlertsView> => {
  requireRole(ctx, anyRole);
  const { unread, severity, meter, cursor, limit } = listAlertsInput.parse(input);
  const where: Prisma.AlertWhereInput = {
    workspaceId: ctx.workspaceId, ...(unread !== undefined && { readAt: unread === 'true' ? null : { not: null } }), ...(severity && { severity }), ...(meter !== undefined && { meter }),
    ...(cursor !== undefined && after(cursor)),
  };
  const rows = await ctx.db.alert.findMany({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: await alertViews(ctx, page), nextCursor: rows.length > limit && last ? cursorOf(last) : null,
    unread: await ctx.db.alert.count({ where: { workspaceId: ctx.workspaceId, readAt: null } }), asOf: ctx.now.toISOString(),
  };
};

const after = (cursor: string): Prisma.AlertWhereInput => {
  const { at, id } = readCursor(cursor);
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] };
};
