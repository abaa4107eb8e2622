import type { Ctx } from '@/lib/context';

/** Asks the worker to report a workspace's use beyond its limits now. Asking again while the job waits adds none. */
export const enqueueOverage = async (ctx: Ctx, workspaceId: string): Promise<void> => {
  await ctx.db.$executeRaw`
    SELECT graphile_worker.add_job('report_workspace_overage', json_build_object('workspaceId', ${workspaceId}::text), max_attempts := 8,
      job_key := ${`overage:${workspaceId}`}::text, job_key_mode := 'preserve_run_at')`;
};
