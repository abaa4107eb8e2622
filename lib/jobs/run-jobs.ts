import { env } from '@/lib/adapters/env';
import { services } from '@/lib/web/services';
import { jobCtx } from './job-ctx';
import { prepareJobs } from './prepare-jobs';
import { startJobs, type RunningJobs } from './start-jobs';

/** Runs the jobs of this process's environment, in the application or alone. */
export const runJobs = async (): Promise<RunningJobs> => {
  const { log } = services();
  const { DATABASE_URL } = env();
  await prepareJobs(DATABASE_URL).catch((error: unknown) => log.warn({ err: error }, 'the queue could not be prepared'));
  return startJobs({ databaseUrl: DATABASE_URL, ctx: jobCtx, log });
};
