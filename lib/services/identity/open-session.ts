import type { Ctx } from '@/lib/context';
import { sessionDays } from '@/lib/domain/attempt-limits';
import { newId } from '@/lib/domain/ids';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { inTransaction } from '@/lib/services/in-transaction';

/** Opens a session for a user who has proved who they are, in the workspace they joined first. */
export const openSession = async (ctx: Ctx, given: { userId: string }): Promise<{ sessionId: string; expiresAt: Date }> =>
  inTransaction(ctx, async (tx) => {
    const first = await tx.db.member.findFirst({ where: { userId: given.userId }, orderBy: [{ createdAt: 'asc' }, { workspaceId: 'asc' }] });
    const id = newId('ses', tx.now.getTime());
    const expiresAt = new Date(tx.now.getTime() + sessionDays * 86_400_000);
    const from = tx.actor.kind === 'anonymous' ? { ip: tx.actor.ip, userAgent: tx.actor.userAgent.slice(0, 400) } : {};
    await tx.db.session.create({ data: { id, userId: given.userId, workspaceId: first?.workspaceId ?? null, createdAt: tx.now, expiresAt, ...from } });
    await recordAudit({ ...tx, workspaceId: first?.workspaceId ?? null }, { action: 'session.opened', subject: id, after: { userId: given.userId } });
    return { sessionId: id, expiresAt };
  });
