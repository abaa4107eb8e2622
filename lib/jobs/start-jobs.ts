import { Logger, parseCronItems, run, type Runner } from 'graphile-worker';
import type { Log } from '@/lib/context';
import { jobs } from './job-list';
import { taskList, type TaskOptions } from './task-list';

export type JobsOptions = TaskOptions & {
  databaseUrl: string;
  /** How often the queue is looked at though nobody said that something was put into it. */
  pollMs?: number;
};

export type RunningJobs = {
  /** Lets what runs finish, takes nothing new, and resolves when all is done. */
  stop(): Promise<void>;
};

/**
 * Without batches the queue marks a job as done without awaiting it: a connection that is cut at that moment is an unhandled
 * rejection, which ends the process. A batch (of whatever is done in the same turn) ends the run instead, which is started again.
 */
const faultsEndTheRun = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/**
 * Once a batch has failed, the queue counts those under way wrongly and may wait for one that does not exist, for ever
 * (https://github.com/graphile/worker/issues/636). One of these says that none of its jobs runs any longer.
 */
const endings = ['pool:gracefulShutdown:complete', 'pool:forcefulShutdown:complete', 'pool:forcefulShutdown:error'] as const;
const settleMs = 1_000;

type Run = {
  /** Settles when nothing of it runs any longer; rejects with what ended it. */
  over: Promise<unknown>;
  stop(): Promise<void>;
};

const runOf = (runner: Runner): Run => {
  const failed = new Promise<void>((resolve) => runner.events.once('pool:fatalError', () => resolve()));
  const ended = new Promise<void>((resolve) => endings.forEach((event) => runner.events.once(event, () => resolve())));
  const stuck = Promise.all([failed, ended]).then(() => new Promise((resolve) => setTimeout(resolve, settleMs)));
  return {
    over: Promise.race([runner.promise, stuck]),
    stop: async () => void (await Promise.race([runner.stop(), stuck]).catch(() => {})),
  };
};

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Long jobs keep no other waiting. */
const lanes = [{ isLong: false, concurrency: 2 }, { isLong: true, concurrency: 1 }];
type Lane = (typeof lanes)[number];

/**
 * Runs the queue and the timetable in this process: two jobs at a time and a long one beside them, a queued one within milliseconds.
 * When the database goes away it is tried again, ever more slowly, until it is back. Resolves when everything runs for the first time
 * or has failed to.
 */
export const startJobs = async (options: JobsOptions): Promise<RunningJobs> => {
  const running = await Promise.all(lanes.map((lane) => startLane(options, lane)));
  return { stop: async () => void (await Promise.all(running.map((lane) => lane.stop()))) };
};

const startLane = async (options: JobsOptions, { isLong, concurrency }: Lane): Promise<RunningJobs> => {
  const stopping = new AbortController();
  let running: Run | null = null;
  let pauseMs = firstPauseMs;
  const isOurs = (name: string): boolean => (jobs[name]?.isLong ?? false) === isLong;
  const tasks = Object.fromEntries(Object.entries(taskList(options)).filter(([name]) => isOurs(name)));

  const start = async (): Promise<void> => {
    const runner = await run({ connectionString: options.databaseUrl, maxPoolSize: concurrency + 2, concurrency, noHandleSignals: true, pollInterval: options.pollMs ?? 2_000, preset: faultsEndTheRun, logger: loggerOf(options.log), taskList: tasks, parsedCronItems: timetable(isOurs) });
    running = runOf(runner);
    pauseMs = firstPauseMs;
  };
  const keepRunning = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const reason = await (running as Run | null)?.over.then(() => null, (error: unknown) => error);
      if (stopping.signal.aborted) return;
      await (running as Run | null)?.stop();
      options.log.warn({ err: reason, pauseMs }, 'the jobs stopped and are started again');
      await pause(pauseMs, stopping.signal);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      running = null;
      if (!stopping.signal.aborted) await start().catch((error: unknown) => options.log.warn({ err: error }, 'the jobs could not start'));
    }
  };

  await start().catch((error: unknown) => options.log.warn({ err: error }, 'the jobs could not start'));
  const kept = keepRunning();
  return {
    stop: async () => {
      stopping.abort();
      await (running as Run | null)?.stop();
      await kept;
      // One that had just begun anew.
      await (running as Run | null)?.stop();
    },
  };
};

/** A run that was missed while nothing ran is not made up for: every one of these jobs catches up by itself. */
const timetable = (isOurs: (name: string) => boolean) =>
  parseCronItems(
    Object.entries(jobs).flatMap(([task, { cron }]) => (cron === undefined || !isOurs(task) ? [] : [{ task, match: cron, identifier: task, options: { maxAttempts: 3, jobKey: `cron:${task}`, backfillPeriod: 0 } }])),
  );

const chatter = /^(Failed task|PostgreSQL (active|idle) client|Error occurred attempting to UNLISTEN)/;

/** The queue's own faults are ours to log, once each. A failed job is logged where it failed. */
const loggerOf = (log: Log): Logger =>
  new Logger((scope) => (level, message, meta) => {
    if (level === 'error' && !chatter.test(message)) log.warn({ ...scope, error: String((meta as { error?: unknown } | undefined)?.error ?? '') }, message);
  });

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
