import type { Ctx } from '@/lib/context';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { inTransaction } from '@/lib/services/in-transaction';

/** Ends a session at once, on every device that holds its cookie. Ending it twice is ending it. */
export const revokeSession = async (ctx: Ctx, given: { sessionId: string }): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.session.updateMany({ where: { id: given.sessionId, revokedAt: null }, data: { revokedAt: tx.now } });
    if (count > 0) await recordAudit(tx, { action: 'session.revoked', subject: given.sessionId });
  });
