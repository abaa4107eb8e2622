import type { Scope, WorkspaceCtx } from '@/lib/context';
import { apiKeyHint, hashApiKey, newApiKey, type KeyMode } from '@/lib/domain/api-key-format';
import { newId } from '@/lib/domain/ids';
import type { NewApiKey } from '@/lib/domain/views/workspace-view';

/** Makes a key and stores its hash. The answer holds the secret, which exists nowhere else. Part of a verb's transaction. */
export const storeApiKey = async (tx: WorkspaceCtx, given: { name: string; scopes: Scope[]; mode: KeyMode }): Promise<NewApiKey> => {
  const key = newApiKey(given.mode);
  const shown = { id: newId('key', tx.now.getTime()), name: given.name, scopes: given.scopes, ...apiKeyHint(key) };
  const createdById = tx.actor.kind === 'member' ? tx.actor.userId : tx.actor.kind === 'apiKey' ? tx.actor.keyId : null;
  await tx.db.apiKey.create({ data: { ...shown, workspaceId: tx.workspaceId, hash: await hashApiKey(key), createdById, createdAt: tx.now } });
  return { ...shown, key };
};
