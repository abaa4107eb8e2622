import type { Pool } from 'pg';
import type { Log } from '@/lib/context';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { fairBatches, HeldUp, Overloaded } from '@/lib/domain/fair-batches';
import { strangers } from '@/lib/domain/key-groups';
import { notDecided } from '@/lib/domain/refusal';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { isUnavailable } from '@/lib/web/is-unavailable';
import type { Outage } from './outage';

type Parts = { catalog: Catalog; outage: Outage; pools: { shared: Pool; alone: Pool }; /** Whose a key is, where that is known. */ workspaceOf(keyHash: string): string | undefined; log: Log };

/** Most statements side by side; each pool has as many connections. */
export const concurrency = { shared: 2, alone: 3 };

/**
 * Decides calls, one statement for many, so that no workspace waits for another: a flood has statements of its own and a
 * bounded queue, and one whose lock is held by somebody else, or whose calls the database cannot decide, is asked alone.
 */
export const makeFairDecisions = ({ catalog, outage, pools, workspaceOf, log }: Parts) => {
  const decideBatch = async (questions: MeterQuestion[], { isShared }: { isShared: boolean }): Promise<Decision[]> => {
    const calls = resolveCalls({ catalog, now: new Date() }, questions);
    if (outage.isOpen()) return outage.decide(calls);
    try {
      const decisions = await consume({ sql: isShared ? pools.shared : pools.alone }, calls);
      outage.learn(calls, decisions);
      return decisions;
    } catch (error) {
      if (isAway(error)) {
        outage.begin(error);
        return outage.decide(calls);
      }
      if (!isShared && !isHeldUp(error)) log.error({ err: error }, 'the calls of a workspace cannot be decided');
      throw new HeldUp();
    }
  };

  const ask = fairBatches(decideBatch, {
    groupOf: ({ keyHash }) => workspaceOf(keyHash) ?? strangers, maxShared: concurrency.shared, maxAlone: concurrency.alone, fullShared: 32, fullAlone: 24, maxBatch: 250, share: 16,
    maxWaitingOfGroup: 1_000, maxWaiting: 8_000, whenArrived: setImmediate,
  });

  /** The decision on one call. A call whose queue is too long, or whose workspace cannot be decided about, is not made. */
  return (question: MeterQuestion): Promise<Decision> =>
    ask(question).catch((error: unknown) => {
      if (error instanceof Overloaded) return notDecided('overloaded');
      if (error instanceof HeldUp) return notDecided('unavailable');
      throw error;
    });
};

/** A lock that was not given, a statement that took too long, a deadlock: what one workspace can bring about by itself. */
const isHeldUp = (error: unknown): boolean => /^(55P03|57014|40P01)$/.test(String((error as { code?: unknown }).code));

const isAway = (error: unknown): boolean => isUnavailable(error) && !isHeldUp(error);
