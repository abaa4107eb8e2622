import { z } from 'zod';
import { scopes, type WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { NewApiKey } from '@/lib/domain/views/workspace-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { apiKeyLimit } from './api-key-limit';
import { storeApiKey } from './store-api-key';

export const createApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(scopes)).min(1).max(scopes.length).default(['gateway']).transform((given) => scopes.filter((scope) => given.includes(scope))),
  mode: z.enum(['live', 'test']).default('live'),
});

/** Makes a key and shows it, once. 409 `conflict` when the plan allows no more. */
export const createApiKey = async (ctx: WorkspaceCtx, input: z.output<typeof createApiKeyInput>): Promise<NewApiKey> => {
  requireRole(ctx, adminRoles);
  return inTransaction(ctx, async (tx) => {
    await lockWorkspace(tx, tx);
    const { limit, live, plan } = await apiKeyLimit(tx);
    if (limit !== null && live >= limit) {
      const detail = `Your plan allows ${limit} API ${limit === 1 ? 'key' : 'keys'} at a time, and you have ${live}. Revoke one or choose a larger plan.`;
      throw new AppError('conflict', detail, { extra: { limit, used: live, plan, upgradeUrl: `${tx.origin}/plans` } });
    }
    const made = await storeApiKey(tx, input);
    await recordAudit(tx, { action: 'api_key.created', subject: made.id, after: { name: made.name, scopes: made.scopes, mode: input.mode } });
    return made;
  });
};
