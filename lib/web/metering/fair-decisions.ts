import type { Pool } from 'pg';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { fairBatches, HeldUp, Overloaded } from '@/lib/domain/fair-batches';
import { makeKeyGroups } from '@/lib/domain/key-groups';
import { notDecided } from '@/lib/domain/refusal';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import type { Outage } from './outage';

type Parts = { catalog: Catalog; outage: Outage; pools: { shared: Pool; alone: Pool } };

/** Most statements side by side; each pool has as many connections. */
export const concurrency = { shared: 2, alone: 3 };

/**
 * Decides calls, one statement for many, so that no workspace waits for another: a flood has statements of its own and a
 * bounded queue, and one whose lock is held by somebody else is asked alone.
 */
export const makeFairDecisions = ({ catalog, outage, pools }: Parts) => {
  const groups = makeKeyGroups();

  const decideBatch = async (questions: MeterQuestion[], { isShared }: { isShared: boolean }): Promise<Decision[]> => {
    const calls = resolveCalls({ catalog, now: new Date() }, questions);
    if (outage.isOpen()) return outage.decide(calls);
    try {
      const decisions = await consume({ sql: isShared ? pools.shared : pools.alone }, calls);
      outage.learn(calls, decisions);
      decisions.forEach((decision, i) => {
        if (decision.allowed) groups.learn((questions[i] as MeterQuestion).keyHash, decision.workspaceId);
      });
      return decisions;
    } catch (error) {
      if (isLockTimeout(error)) throw new HeldUp();
      outage.begin(error);
      return outage.decide(calls);
    }
  };

  const ask = fairBatches(decideBatch, {
    groupOf: groups.groupOf, maxShared: concurrency.shared, maxAlone: concurrency.alone, fullBatch: 24, maxBatch: 250, share: 16,
    maxWaitingOfGroup: 1_000, maxWaiting: 8_000, whenArrived: setImmediate,
  });

  /** The decision on one call. A call whose queue is too long, or whose workspace is locked too long, is not made. */
  return (question: MeterQuestion): Promise<Decision> =>
    ask(question).catch((error: unknown) => {
      if (error instanceof Overloaded) return notDecided('overloaded');
      if (error instanceof HeldUp) return notDecided('unavailable');
      throw error;
    });
};

const isLockTimeout = (error: unknown): boolean => (error as { code?: unknown }).code === '55P03';
