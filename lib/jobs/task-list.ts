import type { TaskList } from 'graphile-worker';
import type { Ctx, Log } from '@/lib/context';
import { jobs } from './job-list';

export type TaskOptions = {
  /** Makes the ctx for one run of the job with this name. */
  ctx(job: string): Promise<Ctx>;
  log: Log;
};

/** The jobs as the queue calls them. A failure is logged here and thrown, so that the queue tries again. */
export const taskList = ({ ctx, log }: TaskOptions): TaskList =>
  Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [
      name,
      async (payload: unknown) => {
        try {
          await job.run(await ctx(name), payload);
        } catch (reason) {
          log.warn({ job: name, err: reason }, 'a job failed and will be tried again');
          throw reason;
        }
      },
    ]),
  );
