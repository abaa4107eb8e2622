import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';

export const revokeApiKeyInput = z.strictObject({ id: z.string().max(40) });

/** Ends a key at once and for good. Revoking it again changes nothing. 404 for a key that is not theirs. */
export const revokeApiKey = async (ctx: WorkspaceCtx, input: z.output<typeof revokeApiKeyInput>): Promise<void> => {
  requireRole(ctx, adminRoles);
  return inTransaction(ctx, async (tx) => {
    const mine = { id: input.id, workspaceId: tx.workspaceId };
    const { count } = await tx.db.apiKey.updateMany({ where: { ...mine, revokedAt: null }, data: { revokedAt: tx.now } });
    if (count === 0 && (await tx.db.apiKey.count({ where: mine })) === 0) throw new AppError('not_found', 'There is no such API key.');
    if (count > 0) await recordAudit(tx, { action: 'api_key.revoked', subject: input.id });
  });
};
