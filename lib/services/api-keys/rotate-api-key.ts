import { z } from 'zod';
import { scopes, type WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import type { NewApiKey } from '@/lib/domain/views/workspace-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { apiKeyStatus } from './api-key-view';
import { storeApiKey } from './store-api-key';

export const rotateApiKeyInput = z.strictObject({ id: z.string().max(40), graceSeconds: z.number().int().min(0).max(604_800).default(86_400) });

/**
 * Replaces a key by a new one with the same name and scopes. The old one works for `graceSeconds` more; one that it had replaced
 * itself ends now, so that no more than two are ever valid. Limits of the old one's own hold for the new one too. 404 for a key that is not theirs, 409 for one that has ended or was replaced.
 */
export const rotateApiKey = async (ctx: WorkspaceCtx, input: z.output<typeof rotateApiKeyInput>): Promise<NewApiKey> => {
  requireRole(ctx, adminRoles);
  return inTransaction(ctx, async (tx) => {
    await lockWorkspace(tx, tx);
    const old = await tx.db.apiKey.findUnique({ where: { id: input.id, workspaceId: tx.workspaceId } });
    if (!old) throw new AppError('not_found', 'There is no such API key.');
    if (apiKeyStatus(old, tx.now) !== 'active' || old.replacedById) throw new AppError('conflict', 'Only an active key can be rotated; this one was replaced or has ended.');
    const made = await storeApiKey(tx, { name: old.name, scopes: scopes.filter((scope) => old.scopes.includes(scope)), mode: old.prefix.startsWith('tg_test_') ? 'test' : 'live' });
    const expiresAt = new Date(tx.now.getTime() + input.graceSeconds * 1000);
    await tx.db.apiKey.updateMany({ where: { workspaceId: tx.workspaceId, replacedById: old.id, expiresAt: { gt: tx.now } }, data: { expiresAt: tx.now } });
    await tx.db.apiKey.update({ where: { id: old.id }, data: { expiresAt, replacedById: made.id } });
    await carryLimits(tx, old.id, made.id);
    await recordAudit(tx, { action: 'api_key.rotated', subject: old.id, after: { replacedBy: made.id, expiresAt: expiresAt.toISOString() } });
    return made;
  });
};

const carryLimits = async (tx: WorkspaceCtx, from: string, to: string): Promise<void> => {
  const limits = await tx.db.ownLimit.findMany({ where: { workspaceId: tx.workspaceId, scope: `key:${from}` } });
  if (limits.length === 0) return;
  await lockMeter(tx);
  await tx.db.ownLimit.createMany({ data: limits.map((limit) => ({ ...limit, id: newId('lim', tx.now.getTime()), scope: `key:${to}`, createdAt: tx.now, updatedAt: tx.now })) });
};
