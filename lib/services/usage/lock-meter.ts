import type { WorkspaceCtx } from '@/lib/context';

/**
 * Holds the meter's lock on the workspace until the transaction ends: no call is decided meanwhile, so that what is changed holds
 * from one call to the next. Take it after the workspace's row, where both are taken.
 */
export const lockMeter = async (tx: WorkspaceCtx): Promise<void> => {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(4801, hashtext(${tx.workspaceId}))`;
};
