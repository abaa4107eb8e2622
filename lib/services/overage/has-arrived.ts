import type { Ctx } from '@/lib/context';
import type { OverageReport } from '@/lib/generated/prisma/client';
import { meteredUnits } from './metered-units';

/**
 * Whether a report that was sent long ago without an answer was counted: Stripe then holds exactly its units more than those
 * whose arrival we know. Throws when the numbers allow neither reading, for a person to look at.
 */
export const hasArrived = async (ctx: Ctx, row: OverageReport, customer: string): Promise<boolean> => {
  const { workspaceId, eventName, units } = row;
  const from = new Date(Math.floor(row.periodStart.getTime() / 60_000) * 60_000);
  const to = new Date(Math.ceil((ctx.now.getTime() + 1) / 60_000) * 60_000);
  const { _sum } = await ctx.db.overageReport.aggregate({ where: { workspaceId, eventName, sentAt: { not: null }, occurredAt: { gte: from, lt: to } }, _sum: { units: true } });
  const excess = (await meteredUnits(ctx, { eventName, customer, from, to })) - Number(_sum.units ?? 0);
  if (excess === 0) return false;
  if (excess === Number(units)) return true;
  throw new Error(`Stripe counted ${excess} units beyond what is known to have arrived; this report is about ${units}.`);
};
