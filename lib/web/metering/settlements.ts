import type { Pool } from 'pg';
import type { Log } from '@/lib/context';
import { settle, type Settlement } from '@/lib/services/usage/settle';
import { inHalves } from './in-halves';

const maxBatch = 500;
const maxWaiting = 100_000;
const lingerMs = 100;
const retryMs = 500;

export type Settlements = ReturnType<typeof makeSettlements>;

/** Writes outcomes behind the answers, in batches. While the database is away they wait; an outcome that is lost leaves its call counted. */
export const makeSettlements = ({ sql, log }: { sql: Pool; log: Log }) => {
  const waiting: Settlement[] = [];
  let running: Promise<void> | undefined;

  const write = async (batch: Settlement[]): Promise<void> => void (await settle({ sql }, batch));
  const giveUp = (settlement: Settlement, error: unknown): void => log.error({ err: error, settlement }, 'an outcome cannot be written; this call stays counted');

  const run = async (): Promise<void> => {
    await pause(lingerMs);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      try {
        await inHalves(batch, write, giveUp);
        waiting.splice(0, batch.length);
      } catch (error) {
        log.warn({ err: error, waiting: waiting.length }, 'outcomes wait for the database');
        await pause(retryMs);
      }
    }
    running = undefined;
  };

  const add = (settlement: Settlement): void => {
    if (waiting.length >= maxWaiting) {
      log.error({ decisionId: settlement.decisionId }, 'too many outcomes wait; this call stays counted');
      return;
    }
    waiting.push(settlement);
    running ??= run();
  };

  const drain = async (): Promise<void> => {
    await Promise.race([running, pause(5_000)]);
  };

  return { add, drain, waiting: () => waiting.length };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
