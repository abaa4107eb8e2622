import type { WorkspaceCtx } from '@/lib/context';
import { ensureCustomer } from '@/lib/services/subscriptions/ensure-customer';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';

/** The workspace's customer at Stripe, made if there is none, with the workspace locked until the transaction ends. */
export const lockedCustomer = async (tx: WorkspaceCtx): Promise<string> => {
  const workspace = await lockWorkspace(tx, { workspaceId: tx.workspaceId });
  if (!workspace) throw new Error(`There is no workspace ${tx.workspaceId}.`);
  return ensureCustomer(tx, workspace);
};
