import type { WorkspaceCtx } from '@/lib/context';

/** An offer that was shown and not taken is declined once the cancellation or the downgrade goes on. */
export const declineOffers = async (tx: WorkspaceCtx, purpose: 'cancel' | 'downgrade'): Promise<void> => {
  await tx.db.retentionOffer.updateMany({ where: { workspaceId: tx.workspaceId, purpose, acceptedAt: null, declinedAt: null }, data: { declinedAt: tx.now } });
};
