import { scopes, type Ctx, type Scope } from '@/lib/context';
import { hashApiKey, isWellFormedApiKey } from '@/lib/domain/api-key-format';
import { AppError } from '@/lib/domain/app-error';

export type FoundApiKey = { keyId: string; workspaceId: string; scopes: Scope[] };

const staleAfterMs = 60_000;

/** The live key with this secret. Throws 401 `invalid_api_key`; a text whose checksum is wrong is refused without a query. */
export const findApiKey = async (ctx: Ctx, key: string): Promise<FoundApiKey> => {
  if (!isWellFormedApiKey(key)) throw new AppError('invalid_api_key', 'This is not an API key: a character is wrong or missing.');
  const found = await ctx.db.apiKey.findUnique({ where: { hash: await hashApiKey(key) } });
  if (!found) throw new AppError('invalid_api_key', 'There is no such API key.');
  if (found.revokedAt) throw new AppError('invalid_api_key', `This API key was revoked on ${found.revokedAt.toISOString().slice(0, 10)}. Make a new one.`);
  if (found.expiresAt && found.expiresAt <= ctx.now) throw new AppError('invalid_api_key', `This API key was replaced and ended on ${found.expiresAt.toISOString().slice(0, 10)}. Use its successor.`);
  if (!found.lastUsedAt || ctx.now.getTime() - found.lastUsedAt.getTime() > staleAfterMs) {
    await ctx.db.apiKey.updateMany({ where: { id: found.id }, data: { lastUsedAt: ctx.now } });
  }
  return { keyId: found.id, workspaceId: found.workspaceId, scopes: scopes.filter((scope) => found.scopes.includes(scope)) };
};
