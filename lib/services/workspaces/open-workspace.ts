import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';

/** Makes a workspace on the catalogue's default plan, its period anchored now, with its owner. Part of a verb's transaction. */
export const openWorkspace = async (tx: Ctx, given: { name: string; ownerId: string }): Promise<{ id: string; name: string }> => {
  const version = await currentPlanVersion(tx, tx.catalog.defaultPlan);
  const id = newId('ws', tx.now.getTime());
  await tx.db.workspace.create({ data: { id, name: given.name, planVersionId: version.id, periodAnchor: tx.now, createdAt: tx.now } });
  await tx.db.member.create({ data: { workspaceId: id, userId: given.ownerId, role: 'owner', createdAt: tx.now } });
  await recordAudit({ ...tx, workspaceId: id }, { action: 'workspace.created', subject: id, after: { name: given.name, plan: version.plan, ownerId: given.ownerId } });
  return { id, name: given.name };
};
