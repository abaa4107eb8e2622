import type { Ctx, Role, WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';

/**
 * Refuses who may not do this: a member whose role is not among `allowed` (403 `forbidden`), a key without scope `manage`
 * (403 `insufficient_scope`), nobody (401). A key with `manage` stands for an admin. Jobs and Stripe pass.
 */
export const requireRole: (ctx: Ctx, allowed: readonly Role[]) => asserts ctx is WorkspaceCtx = (ctx, allowed) => {
  const { actor } = ctx;
  if (actor.kind === 'anonymous' || actor.kind === 'edge') throw new AppError('unauthenticated', 'Sign in, or send an API key with scope "manage".');
  if (actor.kind === 'apiKey' && !actor.scopes.includes('manage')) throw new AppError('insufficient_scope', 'This API key calls the gateway only. Use one with scope "manage".');
  if (ctx.workspaceId === null) throw new AppError('forbidden', 'You are not a member of any workspace.');
  const role = actor.kind === 'member' ? actor.role : actor.kind === 'apiKey' ? 'admin' : null;
  if (role !== null && !allowed.includes(role)) {
    throw new AppError('forbidden', `This needs the role ${new Intl.ListFormat('en', { type: 'disjunction' }).format(allowed)}; yours is ${role}.`, { extra: { requiredRoles: allowed } });
  }
};

export const anyRole: readonly Role[] = ['owner', 'admin', 'billing', 'member'];
export const adminRoles: readonly Role[] = ['owner', 'admin'];
export const billingRoles: readonly Role[] = ['owner', 'admin', 'billing'];
