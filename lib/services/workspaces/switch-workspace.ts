import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';

export const switchWorkspaceInput = z.strictObject({ workspaceId: z.string().max(40) });

/** Moves the session to another of the person's workspaces. 404 for one that is not there or not theirs. */
export const switchWorkspace = async (ctx: Ctx, input: z.output<typeof switchWorkspaceInput>): Promise<void> => {
  if (ctx.actor.kind !== 'member') throw new AppError('unauthenticated', 'Sign in to change the workspace.');
  const { userId, sessionId } = ctx.actor;
  const { count } = await ctx.db.session.updateMany({
    where: { id: sessionId, user: { id: userId, memberships: { some: { workspaceId: input.workspaceId } } } },
    data: { workspaceId: input.workspaceId },
  });
  if (count === 0) throw new AppError('not_found', 'There is no such workspace.');
};
