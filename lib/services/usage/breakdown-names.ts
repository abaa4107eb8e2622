import type { WorkspaceCtx } from '@/lib/context';
import { localize } from '@/lib/domain/locale';
import type { BreakdownKind } from '@/lib/domain/views/usage-view';

const outcomeNames: Record<string, string> = { unknown: 'Running or unknown', held: 'Held', succeeded: 'Succeeded', released: 'Failed, not charged', aborted: 'Client left' };

/** How the keys of a breakdown are shown; those without an entry are shown as they are. */
export const namesOf = async (ctx: WorkspaceCtx, by: BreakdownKind, keys: string[]): Promise<Map<string, string>> => {
  switch (by) {
    case 'operation':
      return new Map(Object.entries(ctx.catalog.operations).map(([id, operation]) => [id, localize(operation.name, ctx.locale)]));
    case 'status':
      return new Map(Object.entries(outcomeNames));
    case 'provider':
      return new Map([['', 'No model'], ...Object.entries(ctx.catalog.providers ?? {}).map(([id, provider]): [string, string] => [id, localize(provider.name, ctx.locale)])]);
    case 'model':
      return new Map([['', 'No model']]);
    case 'key': {
      const found = await ctx.db.apiKey.findMany({ where: { workspaceId: ctx.workspaceId, id: { in: keys } }, select: { id: true, name: true } });
      return new Map([['', 'Without a key'], ...found.map((one): [string, string] => [one.id, one.name])]);
    }
    case 'member': {
      const found = await ctx.db.member.findMany({ where: { workspaceId: ctx.workspaceId, userId: { in: keys } }, select: { userId: true, user: { select: { name: true, email: true } } } });
      const present = new Map(found.map(({ userId, user }) => [userId, user.name === '' ? user.email : user.name]));
      return new Map(keys.map((key) => [key, key === '' ? 'Nobody in particular' : (present.get(key) ?? 'Former member')]));
    }
  }
};
