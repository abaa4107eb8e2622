import type { Log } from '@/lib/context';

type Running = { decisionId: string; occurredAt: string };
export const touchEveryMs = 10_000;

/**
 * Keeps the rows of calls that run long fresh, all in one statement, so that a repeat of one is not taken for that of a call whose
 * server died. Most calls end before they are old enough, and cost no statement.
 */
export const makeLeases = ({ touch, log }: { touch: (calls: Running[]) => Promise<void>; log: Log }) => {
  const young = new Map<string, Running>();
  const old = new Map<string, Running>();

  const tick = (): void => {
    if (old.size > 0) touch([...old.values()]).catch((error: unknown) => log.warn({ err: error, running: old.size }, 'calls that run long could not be kept fresh'));
    for (const [decisionId, call] of young) old.set(decisionId, call);
    young.clear();
  };
  const timer = setInterval(tick, touchEveryMs);
  timer.unref();

  const begin = (call: Running): void => void young.set(call.decisionId, call);
  const end = (decisionId: string): void => void (young.delete(decisionId) || old.delete(decisionId));

  return { begin, end, stop: () => clearInterval(timer) };
};
