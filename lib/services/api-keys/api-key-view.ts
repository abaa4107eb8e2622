import { scopes } from '@/lib/context';
import type { ApiKeyView } from '@/lib/domain/views/workspace-view';
import type { ApiKey } from '@/lib/generated/prisma/client';

/** What the state of a key is called at `now`. `expiring` is a rotated key in its grace period. */
export const apiKeyStatus = (row: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): ApiKeyView['status'] => {
  if (row.revokedAt) return 'revoked';
  if (!row.expiresAt) return 'active';
  return row.expiresAt <= now ? 'expired' : 'expiring';
};

/** A stored key as it is shown; `createdBy` is the name of the person who made it, if one did. */
export const apiKeyView = (row: ApiKey, createdBy: string | null, now: Date): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  last4: row.last4,
  scopes: scopes.filter((scope) => row.scopes.includes(scope)),
  createdAt: row.createdAt.toISOString(),
  createdBy,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  status: apiKeyStatus(row, now),
});
