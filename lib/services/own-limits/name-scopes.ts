import type { WorkspaceCtx } from '@/lib/context';
import { readScope } from '@/lib/domain/limit-scope';
import type { ScopeView } from '@/lib/domain/views/alert-view';

/** What each of these scopes is called: a key or a person of this workspace by name. */
export const nameScopes = async (ctx: WorkspaceCtx, scopes: string[]): Promise<(scope: string) => ScopeView> => {
  const read = scopes.map(readScope);
  const ids = (kind: 'key' | 'member') => read.flatMap((one) => (one.kind === kind ? [one.id] : []));
  const [keys, members] = await Promise.all([
    ctx.db.apiKey.findMany({ where: { workspaceId: ctx.workspaceId, id: { in: ids('key') } }, select: { id: true, name: true } }),
    ctx.db.member.findMany({ where: { workspaceId: ctx.workspaceId, userId: { in: ids('member') } }, select: { user: { select: { id: true, name: true, email: true } } } }),
  ]);
  const names = new Map([...keys.map((key) => [key.id, key.name] as const), ...members.map(({ user }) => [user.id, user.name || user.email] as const)]);
  return (scope) => {
    const one = readScope(scope);
    return 'id' in one ? { ...one, name: names.get(one.id) ?? one.id } : { kind: one.kind, id: null, name: null };
  };
};
