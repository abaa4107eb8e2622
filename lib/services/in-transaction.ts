import type { Ctx } from '@/lib/context';
import type { PrismaClient } from '@/lib/generated/prisma/client';

/** Whether the caller opened a transaction already. Prisma's client inside one has `$transaction` too, and no `$connect`. */
export const isInTransaction = (ctx: Ctx): boolean => !('$connect' in ctx.db);

/** Runs `act` in one database transaction, joining the caller's if there is one, so that verbs compose. */
export const inTransaction = async <C extends Ctx, R>(ctx: C, act: (ctx: C) => Promise<R>, options: { timeoutMs?: number } = {}): Promise<R> => {
  if (isInTransaction(ctx)) return act(ctx);
  return (ctx.db as PrismaClient).$transaction((db) => act({ ...ctx, db }), { timeout: options.timeoutMs ?? 15_000, maxWait: 5_000 });
};
