import { env } from '@/lib/adapters/env';
import { runJobs } from './run-jobs';

/** Starts the jobs inside the application's process, and stops them when it is asked to end. */
export const startInline = async (): Promise<void> => {
  if (env().WORKER !== 'inline') return;
  const running = await runJobs();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void running.stop());
};
