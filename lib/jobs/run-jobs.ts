import { env } from '@/lib/adapters/env';
import { services } from '@/lib/web/services';
import { jobCtx } from './job-ctx';
import { prepareJobs } from './prepare-jobs';
import { startJobs, type RunningJobs } from './start-jobs';

/** Makes the queue ready, so that webhooks can be stored. A database that is away now is prepared when the jobs first run. */
export const readyJobs = (): Promise<void> =>
  prepareJobs(env().DATABASE_URL).catch((error: unknown) => services().log.warn({ err: error }, 'the queue could not be prepared yet'));

/** Runs the jobs of this process's environment, in the application or alone. */
export const runJobs = async (): Promise<RunningJobs> => {
  await readyJobs();
  return startJobs({ databaseUrl: env().DATABASE_URL, ctx: jobCtx, log: services().log });
};
