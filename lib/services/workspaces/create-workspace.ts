import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { inTransaction } from '@/lib/services/in-transaction';
import { openWorkspace } from './open-workspace';

export const createWorkspaceInput = z.strictObject({ name: z.string().trim().min(1).max(80) });

const maxOwned = 20;

/** Makes another workspace, owned by the person who asks. 409 when they own as many as one person can. */
export const createWorkspace = async (ctx: Ctx, input: z.output<typeof createWorkspaceInput>): Promise<{ id: string; name: string }> => {
  const { actor } = ctx;
  if (actor.kind !== 'member') throw new AppError('unauthenticated', 'Sign in to make a workspace.');
  return inTransaction(ctx, async (tx) => {
    await tx.db.$queryRaw`SELECT FROM users WHERE id = ${actor.userId} FOR NO KEY UPDATE`;
    const owned = await tx.db.member.count({ where: { userId: actor.userId, role: 'owner' } });
    if (owned >= maxOwned) throw new AppError('conflict', `One person owns at most ${maxOwned} workspaces.`);
    return openWorkspace(tx, { name: input.name, ownerId: actor.userId });
  });
};
