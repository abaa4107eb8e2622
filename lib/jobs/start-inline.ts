import { env } from '@/lib/adapters/env';
import { onShutdown } from '@/lib/web/on-shutdown';
import { readyJobs, runJobs } from './run-jobs';

/** What the application does at its start: makes the queue ready for webhooks and, unless a worker of its own does, runs the jobs. */
export const startInline = async (): Promise<void> => {
  if (env().WORKER === 'separate') return readyJobs();
  const running = await runJobs();
  onShutdown(() => running.stop());
};
