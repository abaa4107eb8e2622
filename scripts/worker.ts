import { runJobs } from '@/lib/jobs/run-jobs';
import { closeServices, services } from '@/lib/web/services';

const running = await runJobs();
services().log.info({}, 'the worker runs');

const stop = async (): Promise<void> => {
  await running.stop();
  await closeServices();
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
