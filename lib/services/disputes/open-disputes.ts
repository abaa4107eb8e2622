import type { Ctx } from '@/lib/context';
import type { Dispute } from '@/lib/generated/prisma/client';

const closed = ['won', 'lost', 'warning_closed', 'prevented'];

/** The disputes and inquiries of a workspace that are not decided yet, newest first. */
export const openDisputes = (ctx: Ctx, workspaceId: string): Promise<Dispute[]> =>
  ctx.db.dispute.findMany({ where: { workspaceId, status: { notIn: closed } }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
