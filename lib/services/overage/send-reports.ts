import type { Ctx } from '@/lib/context';
import type { OverageReport } from '@/lib/generated/prisma/client';
import { hasArrived } from './has-arrived';

/** Stripe keeps keys and identifiers for a day at least; after this a report whose answer was lost is looked up, not sent again. */
const keysLiveMs = 23 * 3_600_000;

/** Sends what of a workspace's reports has not arrived at Stripe, oldest first. Answers how many arrived; throws after the last when some did not. */
export const sendReports = async (ctx: Ctx, workspaceId: string): Promise<number> => {
  const workspace = await ctx.db.workspace.findUnique({ where: { id: workspaceId }, select: { stripeCustomerId: true } });
  const rows = await ctx.db.overageReport.findMany({ where: { workspaceId, sentAt: null }, orderBy: [{ createdAt: 'asc' }, { identifier: 'asc' }] });
  if (!workspace?.stripeCustomerId) return 0;
  const failures: unknown[] = [];
  for (const row of rows) await sendOne(ctx, row, workspace.stripeCustomerId).catch((reason: unknown) => failures.push(reason));
  if (failures.length > 0) throw failures[0];
  return rows.length;
};

const sendOne = async (ctx: Ctx, row: OverageReport, customer: string): Promise<void> => {
  const { identifier } = row;
  if (row.triedAt === null) await ctx.db.overageReport.update({ where: { identifier }, data: { triedAt: ctx.now } });
  try {
    const isOld = row.triedAt !== null && ctx.now.getTime() - row.triedAt.getTime() > keysLiveMs;
    if (!isOld || !(await hasArrived(ctx, row, customer))) await send(ctx, row, customer);
  } catch (reason) {
    const lastError = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    await ctx.db.overageReport.update({ where: { identifier }, data: { lastError: lastError.slice(0, 2_000) } });
    throw reason;
  }
  await ctx.db.overageReport.update({ where: { identifier }, data: { sentAt: ctx.now, lastError: null } });
};

const send = async (ctx: Ctx, { identifier, eventName, units, occurredAt }: OverageReport, customer: string): Promise<void> => {
  await ctx.stripe.billing.meterEvents.create(
    { event_name: eventName, identifier, timestamp: Math.floor(occurredAt.getTime() / 1000), payload: { stripe_customer_id: customer, value: String(units) } },
    { idempotencyKey: `overage-${identifier}` },
  );
};
