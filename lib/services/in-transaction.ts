import type { Ctx } from '@/lib/context';

/** Runs `act` in one database transaction, joining the caller's if there is one, so that verbs compose. */
export const inTransaction = async <C extends Ctx, R>(ctx: C, act: (ctx: C) => Promise<R>, options: { timeoutMs?: number } = {}): Promise<R> => {
  if (!('$transaction' in ctx.db)) return act(ctx);
  return ctx.db.$transaction((db) => act({ ...ctx, db }), { timeout: options.timeoutMs ?? 15_000, maxWait: 5_000 });
};
