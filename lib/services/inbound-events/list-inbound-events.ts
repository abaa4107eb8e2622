import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { InboundEventsView } from '@/lib/domain/views/billing-view';
import type { InboundEvent, Prisma } from '@/lib/generated/prisma/client';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { effectOf, eventView } from './event-view';

export const eventStatuses = ['received', 'applied', 'ignored', 'quarantined'] as const;

export const listInboundEventsInput = z.strictObject({
  status: z.enum(eventStatuses).optional(),
  /** A type of event, or how several begin: `customer.subscription`. */
  type: z.string().min(1).max(200).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

/** What Stripe sent, newest first, and how many events stand where. For operators. */
export const listInboundEvents = async (ctx: Ctx, input: z.input<typeof listInboundEventsInput>): Promise<InboundEventsView> => {
  requireOperator(ctx);
  const { status, type, cursor, limit } = listInboundEventsInput.parse(input);
  const where: Prisma.InboundEventWhereInput = { ...(status && { status }), ...(type !== undefined && { type: { startsWith: type } }), ...(cursor !== undefined && afterCursor(cursor)) };
  const rows = await ctx.db.inboundEvent.findMany({ where, orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }], take: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  return { data: await viewsOf(ctx, page), hasMore, nextCursor: hasMore && last ? `${last.receivedAt.toISOString()} ${last.id}` : null, counts: await countsOf(ctx), asOf: ctx.now.toISOString() };
};

const afterCursor = (cursor: string): Prisma.InboundEventWhereInput => {
  const [at = '', id = ''] = cursor.split(' ');
  if (Number.isNaN(Date.parse(at)) || id === '') throw new AppError('invalid_input', 'This cursor is not one of ours.', { errors: [{ pointer: '?cursor', message: 'is not a cursor of this list' }] });
  const receivedAt = new Date(at);
  return { OR: [{ receivedAt: { lt: receivedAt } }, { receivedAt, id: { lt: id } }] };
};

/** Whose each event is: by what applying it said, else by the customer. */
export const viewsOf = async (ctx: Ctx, events: InboundEvent[]) => {
  const customers = events.flatMap((event) => (event.customerId === null ? [] : [event.customerId]));
  const ids = events.flatMap((event) => effectOf(event)?.workspaceId ?? []);
  const workspaces = await ctx.db.workspace.findMany({ where: { OR: [{ id: { in: ids } }, { stripeCustomerId: { in: customers } }] }, select: { id: true, name: true, stripeCustomerId: true } });
  return events.map((event) => {
    const found = workspaces.find((one) => one.id === effectOf(event)?.workspaceId) ?? workspaces.find((one) => event.customerId !== null && one.stripeCustomerId === event.customerId);
    return eventView(event, found ? { id: found.id, name: found.name } : null);
  });
};

const countsOf = async (ctx: Ctx): Promise<InboundEventsView['counts']> => {
  const groups = await ctx.db.inboundEvent.groupBy({ by: ['status'], _count: { _all: true } });
  const countOf = (status: string): number => groups.find((group) => group.status === status)?._count._all ?? 0;
  return { received: countOf('received'), applied: countOf('applied'), ignored: countOf('ignored'), quarantined: countOf('quarantined') };
};
