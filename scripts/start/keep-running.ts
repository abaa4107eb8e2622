import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf, seconds } from '@/scripts/report';

/** Something that runs until it ends by itself or is stopped. */
export type Running = { gone: Promise<void>; stop(): Promise<void> };

export type Kept<T extends Running> = { current(): T; stop(): Promise<void> };

const windowMs = 60_000;
/** What ran this long was well: its end is no sign that the next start will fail. */
const steadyMs = 500;

/** How long to wait before the next start, given when the last ones were; `null` when there were too many to go on. */
export const backoff = (startedAt: readonly number[], now: number, most = 5): number | null => {
  const recent = startedAt.filter((at) => now - at < windowMs).length;
  if (recent >= most) return null;
  return recent === 0 ? 0 : Math.min(8_000, 250 * 2 ** (recent - 1));
};

/**
 * Starts `name` and starts it again when it ends without being asked to; after five starts in a minute that did not last,
 * `giveUp`.
 * `tell` gets one line for each event.
 */
export const keepRunning = async <T extends Running>(
  name: string, start: () => Promise<T>, on: { tell(line: string): void; giveUp(reason: string): void },
): Promise<Kept<T>> => {
  let running = await start();
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const restarts: number[] = [];
  const restart = async (): Promise<void> => {
    for (let reason = ''; !isStopping(); ) {
      const pause = backoff(restarts, Date.now());
      if (pause === null) return on.giveUp(`${name} ended ${restarts.length} times within a minute${reason ? `: ${reason}` : ''}`);
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (isStopping()) return;
      const beganAt = Date.now();
      restarts.push(beganAt);
      try {
        running = await start();
        if (isStopping()) return await running.stop();
        on.tell(`${name} is back after ${seconds(Date.now() - beganAt)}.`);
        return watch();
      } catch (error) {
        reason = reasonOf(error);
      }
    }
  };
  let restarting: Promise<void> = Promise.resolve();
  const watch = (): void => {
    const upAt = Date.now();
    void running.gone.then(() => {
      if (isStopping()) return;
      if (Date.now() - upAt >= steadyMs) restarts.length = 0;
      on.tell(`${name} ended by itself. Starting it again.`);
      restarting = restart();
    });
  };
  watch();
  const stop = async () => {
    stopping.abort();
    await running.stop();
    await restarting;
  };
  return { current: () => running, stop };
};
