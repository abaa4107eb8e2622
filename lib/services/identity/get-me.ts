import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { MeView } from '@/lib/domain/views/workspace-view';
import { isRole } from './is-role';

export const getMeInput = z.strictObject({});

/** Who is signed in, where, as what, and where else they belong. Keys are nobody: 403. */
export const getMe = async (ctx: WorkspaceCtx, _input: z.output<typeof getMeInput>): Promise<MeView> => {
  const { actor } = ctx;
  if (actor.kind !== 'member') throw new AppError('forbidden', 'This is about a person; an API key is none. Sign in.');
  const user = await ctx.db.user.findUniqueOrThrow({
    where: { id: actor.userId },
    include: { memberships: { include: { workspace: { select: { id: true, name: true } } }, orderBy: [{ createdAt: 'asc' }, { workspaceId: 'asc' }] } },
  });
  const workspaces = user.memberships.flatMap(({ role, workspace }) => (isRole(role) ? [{ ...workspace, role }] : []));
  const current = workspaces.find((one) => one.id === ctx.workspaceId);
  if (!current) throw new AppError('forbidden', 'You are not a member of this workspace any more.');
  return {
    user: { id: user.id, email: user.email, name: user.name, isOperator: user.isOperator },
    workspace: { id: current.id, name: current.name },
    role: current.role,
    workspaces,
  };
};
