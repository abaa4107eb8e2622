import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { meterEventName } from '@/lib/domain/stripe-names';
import { inTransaction } from '@/lib/services/in-transaction';
import { sendReports } from './send-reports';

export const reportWorkspaceOverageInput = z.strictObject({ workspaceId: z.string() });

type Due = { meter: string; period_start: Date; period_end: Date; units: bigint; reported: bigint };

/**
 * Reports what a workspace used beyond its soft limits to Stripe's meter: the units that have settled and were not reported. Each
 * report is a row that is committed before Stripe hears of it, named after the running total, and sent until it has arrived, so
 * that crashes, lost answers and several workers at once count no unit twice and none never. Answers how many units were new.
 */
export const reportWorkspaceOverage = async (ctx: Ctx, input: z.input<typeof reportWorkspaceOverageInput>): Promise<{ units: number; sent: number }> => {
  const { workspaceId } = reportWorkspaceOverageInput.parse(input);
  const units = await inTransaction(ctx, (tx) => writeReports(tx, workspaceId));
  return { units, sent: await sendReports(ctx, workspaceId) };
};

const writeReports = async (tx: Ctx, workspaceId: string): Promise<number> => {
  // One reporter per workspace: two that added up at once would both report the difference.
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(4804, hashtext(${workspaceId}))`;
  const due = await tx.db.$queryRaw<Due[]>`
    SELECT o.* FROM overage_of(${workspaceId}) o JOIN workspaces w ON w.id = ${workspaceId} WHERE o.units > o.reported AND w.stripe_customer_id IS NOT NULL`;
  const data = due.map(({ meter, period_start: periodStart, period_end: periodEnd, units, reported }) => ({
    identifier: `${workspaceId}-${meter}-${Math.floor(periodStart.getTime() / 1000)}-${units}`,
    workspaceId, meter, periodStart, periodEnd, units: units - reported, eventName: meterEventName(tx.catalog.id, meter),
    occurredAt: lastInstant(tx.now, periodStart, periodEnd), createdAt: tx.now,
  }));
  await tx.db.overageReport.createMany({ data });
  return data.reduce((sum, row) => sum + Number(row.units), 0);
};

/**
 * Stripe bills a unit in the period that holds its time: what was used in a period that is over happened in its last second, and
 * all else in the second before this one, so that it counts although everything ends now.
 */
const lastInstant = (now: Date, start: Date, end: Date): Date => new Date(Math.max(start.getTime(), Math.min(now.getTime(), end.getTime()) - 1_000));
