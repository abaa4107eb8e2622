import type { Database } from '@/lib/adapters/db';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { hashApiKey } from '@/lib/domain/api-key-format';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { testCtx } from '@/test/harness';

/** Asks the meter as the edge does: one batch, answers in order. */
export const meterOf = (database: Database, catalog = 'forensics') => async (questions: MeterQuestion[]): Promise<Decision[]> => {
  const ctx = testCtx(database, { catalog });
  return consume(ctx, resolveCalls(ctx, questions));
};

/** Asks in batches of `size`, `concurrency` statements side by side, whoever asks. */
export const inBatches = async (meter: ReturnType<typeof meterOf>, asked: MeterQuestion[], size: number, concurrency = 8): Promise<Decision[]> => {
  const batches = Array.from({ length: Math.ceil(asked.length / size) }, (_, i) => asked.slice(i * size, (i + 1) * size));
  const answers: Decision[][] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < batches.length; i = next++) answers[i] = await meter(batches[i] ?? []);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return answers.flat();
};

let counter = 0;

/** A question as the edge would send it. The request id is new and the edge's own unless given. */
export const question = async (key: string, call: string, given: Partial<MeterQuestion> = {}): Promise<MeterQuestion> => {
  const [method = '', path = ''] = call.split(' ');
  counter += 1;
  const requestId = `own-${process.pid}-${counter}`;
  return {
    keyHash: await hashApiKey(key), requestId, isClientRequestId: given.requestId !== undefined,
    method, path, headers: {}, ...given,
  };
};

/** What the counters and the ledger say about one meter of a workspace, side by side. */
export const booksOf = async (database: Database, workspaceId: string, meter: string) => {
  const { rows } = await database.sql.query<{ counter: string; ledger: string; calls: string; refused: string }>(
    `SELECT (SELECT COALESCE(sum(used), 0) FROM usage_counters WHERE workspace_id = $1 AND meter = $2 AND "window" = 'month') AS counter,
            (SELECT COALESCE(sum((units ->> $2)::bigint), 0) FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released') AS ledger,
            (SELECT count(*) FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released') AS calls,
            (SELECT COALESCE(sum(count), 0) FROM refusals WHERE workspace_id = $1) AS refused`,
    [workspaceId, meter],
  );
  const row = rows[0];
  return { counter: Number(row?.counter), ledger: Number(row?.ledger), calls: Number(row?.calls), refused: Number(row?.refused) };
};
