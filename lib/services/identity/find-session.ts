import type { Ctx, Role } from '@/lib/context';
import { isRole } from './is-role';

export type FoundSession = {
  sessionId: string;
  userId: string;
  isOperator: boolean;
  /** The session's workspace and the user's role in it now; null once the membership has ended. */
  membership: { workspaceId: string; role: Role } | null;
};

/** A session that is neither revoked nor expired, with rights as they are now; null else. */
export const findSession = async (ctx: Ctx, sessionId: string): Promise<FoundSession | null> => {
  const session = await ctx.db.session.findUnique({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: ctx.now } },
    include: { user: { select: { isOperator: true, memberships: { select: { workspaceId: true, role: true } } } } },
  });
  if (!session) return null;
  const member = session.user.memberships.find((one) => one.workspaceId === session.workspaceId);
  return {
    sessionId: session.id,
    userId: session.userId,
    isOperator: session.user.isOperator,
    membership: member && isRole(member.role) ? { workspaceId: member.workspaceId, role: member.role } : null,
  };
};
