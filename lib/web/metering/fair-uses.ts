import type { Pool } from 'pg';
import { AppError } from '@/lib/domain/app-error';
import { fairBatches, Overloaded } from '@/lib/domain/fair-batches';
import { strangers } from '@/lib/domain/key-groups';

type Use = { group: string; run(): Promise<unknown> };
/** `workspaceOf` reads whose a key is, where that is not known. */
type Parts = { sql: Pool; workspaceOf(keyHash: string): Promise<string | undefined> };

/** Most uses side by side; the pool has as many connections. */
export const useConcurrency = 5;

/** Gives each use that needs a connection for itself its turn, two of a workspace at most, so that none waits for another workspace's. */
export const makeFairUses = ({ sql, workspaceOf }: Parts) => {
  const turn = fairBatches<Use, unknown>(async (uses) => Promise.all(uses.map((use) => use.run())), {
    groupOf: ({ group }) => group, maxShared: 0, maxAlone: useConcurrency, fullShared: 1, fullAlone: 1, maxBatch: 1, share: 0, maxWaitingOfGroup: 100, maxWaiting: 1_000,
  });

  /** @throws AppError where too many of the workspace wait already. */
  const inTurn = async <T>(keyHash: string, run: () => Promise<T>): Promise<T> => {
    const group = (await workspaceOf(keyHash)) ?? strangers;
    return turn({ group, run }).catch((error: unknown) => {
      throw error instanceof Overloaded ? new AppError('overloaded', 'More requests of this workspace wait than can be served. Send fewer at a time.', { retryAfterSeconds: 1 }) : error;
    }) as Promise<T>;
  };

  return { sql, inTurn };
};
