import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ChangeType, HistoryView } from '@/lib/domain/views/billing-view';
import type { SubscriptionChange } from '@/lib/generated/prisma/client';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';
import type { StoredTerms } from './stored-terms';
import { plansById, termsView } from './terms-view';

export const listHistoryInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  /** The id of the last entry that was seen. */
  cursor: z.string().min(1).max(60).optional(),
});

/** Every change of the workspace's subscription, newest first, with who made it. Another workspace's cursor begins at the top. */
export const listHistory = async (ctx: WorkspaceCtx, input: z.input<typeof listHistoryInput> = {}): Promise<HistoryView> => {
  requireRole(ctx, anyRole);
  const { limit, cursor } = listHistoryInput.parse(input);
  const last = cursor === undefined ? null : await ctx.db.subscriptionChange.findFirst({ where: { id: cursor, workspaceId: ctx.workspaceId } });
  const older = last && { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] };
  const found = await ctx.db.subscriptionChange.findMany({ where: { workspaceId: ctx.workspaceId, ...older }, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit + 1 });
  const rows = found.slice(0, limit);
  const terms = (value: unknown): StoredTerms | null => value as StoredTerms | null;
  const plans = await plansById(ctx, rows.flatMap((row) => [terms(row.from)?.planVersionId, terms(row.to)?.planVersionId]));
  const nameOf = await namesOf(ctx, rows);
  const data = rows.map((row) => ({
    id: row.id, type: row.type as ChangeType, at: row.at.toISOString(), effectiveAt: row.effectiveAt.toISOString(), by: nameOf(row),
    from: row.from === null ? null : termsView(terms(row.from) as StoredTerms, plans), to: row.to === null ? null : termsView(terms(row.to) as StoredTerms, plans),
    amountMinor: row.amountMinor, currency: row.currency, reason: row.reason, feedback: row.feedback,
  }));
  return { data, hasMore: found.length > limit };
};

const namesOf = async (ctx: WorkspaceCtx, rows: SubscriptionChange[]): Promise<(row: SubscriptionChange) => string> => {
  const ids = [...new Set(rows.flatMap((row) => row.actorId ?? []))];
  const users = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } });
  const keys = await ctx.db.apiKey.findMany({ where: { id: { in: ids }, workspaceId: ctx.workspaceId }, select: { id: true, name: true } });
  return ({ actorKind, actorId }) => {
    if (actorKind === 'stripe') return 'Stripe';
    if (actorKind === 'operator') return 'Support';
    const user = actorKind === 'member' ? users.find((one) => one.id === actorId) : undefined;
    if (user) return user.name === '' ? user.email : user.name;
    return keys.find((one) => one.id === actorId)?.name ?? 'Tollgate';
  };
};
