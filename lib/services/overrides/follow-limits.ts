import type { WorkspaceCtx } from '@/lib/context';
import { recoverWorkspaceAlerts } from '@/lib/services/alerts/recover-alerts';

/** Lets what hangs on a workspace's limits follow a change of them: what the plan's grants hold, and alerts that no longer hold. Call with the meter locked. */
export const followLimits = async (tx: WorkspaceCtx): Promise<void> => {
  await tx.db.$executeRaw`SELECT refresh_plan_grants(${tx.workspaceId}::text)`;
  await recoverWorkspaceAlerts(tx);
};
