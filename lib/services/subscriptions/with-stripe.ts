import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { inTransaction, isInTransaction } from '@/lib/services/in-transaction';

/** Most milliseconds that a transaction which talks to Stripe may take. */
const timeoutMs = 30_000;
/** Most such transactions of a process at once: each keeps a connection as long as Stripe takes, and pages need some too. */
const mostAtOnce = 4;
const longestWaitMs = 10_000;

type Turns = { free: number; waiting: Set<() => void> };

// Next bundles route files apart, each with its own copy of this module; the process has one globalThis.
const key = Symbol.for('tollgate.stripe-turns');
const shared = globalThis as { [key]?: Turns };

/**
 * Runs `act` in one transaction that may call Stripe, joining the caller's if there is one. Only a few run at once; the others
 * wait without a connection, and get 503 `unavailable` when their turn does not come within `waitMs`.
 */
export const withStripe = async <C extends Ctx, R>(ctx: C, act: (ctx: C) => Promise<R>, { waitMs = longestWaitMs }: { waitMs?: number } = {}): Promise<R> => {
  if (isInTransaction(ctx)) return act(ctx);
  const turns = (shared[key] ??= { free: mostAtOnce, waiting: new Set() });
  if (!(await takeTurn(turns, waitMs))) throw new AppError('unavailable', 'Stripe answers slowly at the moment. Try again in a few seconds.', { retryAfterSeconds: 5 });
  try {
    return await inTransaction(ctx, act, { timeoutMs });
  } finally {
    giveTurn(turns);
  }
};

const takeTurn = (turns: Turns, waitMs: number): Promise<boolean> | true => {
  if (turns.free > 0) {
    turns.free -= 1;
    return true;
  }
  return new Promise((resolve) => {
    const mine = () => {
      clearTimeout(late);
      resolve(true);
    };
    const late = setTimeout(() => {
      turns.waiting.delete(mine);
      resolve(false);
    }, waitMs);
    turns.waiting.add(mine);
  });
};

/** Hands the turn to who has waited longest. */
const giveTurn = (turns: Turns): void => {
  const [next] = turns.waiting;
  if (next === undefined) {
    turns.free += 1;
    return;
  }
  turns.waiting.delete(next);
  next();
};
