import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { isLive, type SubscriptionStatus } from '@/lib/domain/access';
import { localize } from '@/lib/domain/locale';
import { cursorOf, readCursor } from '@/lib/domain/page-cursor';
import type { WorkspacesView } from '@/lib/domain/views/admin-view';
import type { Prisma } from '@/lib/generated/prisma/client';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { inForceAt } from '@/lib/services/overrides/plan-override-in-force';

export const searchWorkspacesInput = z.strictObject({
  /** Part of a name or an address; an id, a Stripe customer; how an API key begins. */
  q: z.string().trim().max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

/** Workspaces, newest first, or those that fit what is looked for. For operators. */
export const searchWorkspaces = async (ctx: Ctx, input: z.input<typeof searchWorkspacesInput> = {}): Promise<WorkspacesView> => {
  requireOperator(ctx);
  const { q = '', cursor, limit } = searchWorkspacesInput.parse(input);
  const where: Prisma.WorkspaceWhereInput = { AND: [q === '' ? {} : fits(q), cursor === undefined ? {} : after(cursor)] };
  const rows = await ctx.db.workspace.findMany({
    where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit + 1,
    include: {
      planVersion: true, subscriptions: { select: { status: true } }, members: { where: { role: 'owner' }, select: { user: { select: { email: true } } }, orderBy: { createdAt: 'asc' }, take: 1 },
      _count: { select: { overrides: { where: inForceAt(ctx.now) } } },
    },
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(({ id, name, planVersion, subscriptions, members, createdAt, _count }) => ({
      id, name, owner: members[0]?.user.email ?? null, plan: { id: planVersion.plan, name: localize(termsOf(planVersion).name, ctx.locale) },
      status: subscriptions.find((one) => isLive(one.status as SubscriptionStatus))?.status ?? null, overrides: _count.overrides, createdAt: createdAt.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? cursorOf({ at: last.createdAt, id: last.id }) : null, asOf: ctx.now.toISOString(),
  };
};

const fits = (q: string): Prisma.WorkspaceWhereInput => {
  const part = { contains: q.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
  return { OR: [{ id: q }, { stripeCustomerId: q }, { name: part }, { members: { some: { user: { OR: [{ email: part }, { name: part }] } } } }, ...(q.startsWith('tg_') ? [{ apiKeys: { some: { prefix: { startsWith: q.replaceAll(/[\\%_]/g, '\\$&') } } } }] : [])] };
};

const after = (cursor: string): Prisma.WorkspaceWhereInput => {
  const { at, id } = readCursor(cursor);
  return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: id } }] };
};
