import type { Log } from '@/lib/context';
import type { RefusedBurst } from '@/lib/services/usage/record-refusals';
import { within } from './within';

const lingerMs = 100;
const retryMs = 500;
const maxGroups = 20_000;

/** Counts refused calls by workspace, operation, limit and minute, and writes them behind the answers. While the database is away they wait. */
export const makeLateRefusals = ({ record, log }: { record: (refused: RefusedBurst[]) => Promise<void>; log: Log }) => {
  const groups = new Map<string, RefusedBurst>();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    await pause(lingerMs);
    while (groups.size > 0) {
      const batch = [...groups.values()];
      groups.clear();
      try {
        await record(batch);
      } catch (error) {
        log.warn({ err: error, waiting: batch.length }, 'counts of refused calls wait for the database');
        for (const group of batch) add(group);
        await pause(retryMs);
      }
    }
    running = undefined;
  };

  const add = (group: RefusedBurst): void => {
    const counted = groups.get(group.id);
    if (counted) groups.set(group.id, { ...group, ...firstOf(counted, group), count: counted.count + group.count, lastAt: group.lastAt > counted.lastAt ? group.lastAt : counted.lastAt });
    else if (groups.size < maxGroups) groups.set(group.id, group);
    else log.error({ decisionId: group.id }, 'too many counts of refused calls wait; this one is lost');
    running ??= run();
  };

  const drain = async (): Promise<void> => {
    await within(5_000, running ?? Promise.resolve()).catch(() => {});
  };

  return { add, drain };
};

/** What a group shows is its first call's. */
const firstOf = (a: RefusedBurst, b: RefusedBurst): Pick<RefusedBurst, 'firstAt' | 'limit' | 'used' | 'resetsAt' | 'apiKeyId' | 'planVersionId'> => {
  const { firstAt, limit, used, resetsAt, apiKeyId, planVersionId } = a.firstAt <= b.firstAt ? a : b;
  return { firstAt, limit, used, resetsAt, apiKeyId, planVersionId };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
