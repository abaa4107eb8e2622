import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ApiKeysView } from '@/lib/domain/views/workspace-view';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import { apiKeyLimit } from './api-key-limit';
import { apiKeyView } from './api-key-view';

export const listApiKeysInput = z.strictObject({});

const mostShown = 500;

/** The workspace's keys, newest first, ended ones too; never a secret. */
export const listApiKeys = async (ctx: WorkspaceCtx, _input: z.output<typeof listApiKeysInput> = {}): Promise<ApiKeysView> => {
  requireRole(ctx, anyRole);
  const rows = await ctx.db.apiKey.findMany({ where: { workspaceId: ctx.workspaceId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: mostShown });
  const makers = await ctx.db.user.findMany({ where: { id: { in: rows.flatMap((row) => row.createdById ?? []) } }, select: { id: true, name: true } });
  const names = new Map(makers.map((user) => [user.id, user.name]));
  const { limit, live } = await apiKeyLimit(ctx);
  return { data: rows.map((row) => apiKeyView(row, names.get(row.createdById ?? '') ?? null, ctx.now)), limit, live };
};
