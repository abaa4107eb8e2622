import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import type { ReconciliationView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { inTransaction } from '@/lib/services/in-transaction';
import { compareWorkspace } from './compare-workspace';
import type { Drift } from './drift';
import { reconciliationView } from './reconciliation-view';

export const reconcileInput = z.strictObject({});

/** A run that takes longer than this has died. */
const runsAtMostMs = 3_600_000;
const pageSize = 200;
const mostDetails = 1_000;

/**
 * Compares everything that Stripe can change of every workspace with what Stripe says, and reports the differences as a number
 * with details. Changes nothing but its own report: `resyncWorkspace` heals. 409 `conflict` while another run is under way.
 */
export const reconcile = async (ctx: Ctx, _input: z.input<typeof reconcileInput> = {}): Promise<ReconciliationView> => {
  requireOperator(ctx);
  const id = await inTransaction(ctx, begin);
  const drifts: Drift[] = [];
  let checked = 0;
  for await (const workspace of customers(ctx)) {
    drifts.push(...(await compareWorkspace(ctx, workspace).catch((reason: unknown) => [unreadable(workspace.id, reason)])));
    checked += 1;
  }
  const details = drifts.slice(0, mostDetails);
  if (drifts.length > 0) ctx.log.error({ reconciliation: id, drifts: drifts.length }, 'what we hold differs from what Stripe says');
  return reconciliationView(await ctx.db.reconciliation.update({ where: { id }, data: { checked, drifts: drifts.length, details, finishedAt: ctx.now } }));
};

const begin = async (tx: Ctx): Promise<string> => {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tollgate.reconciliation', 0))`;
  const running = await tx.db.reconciliation.findFirst({ where: { finishedAt: null, startedAt: { gt: new Date(tx.now.getTime() - runsAtMostMs) } } });
  if (running) throw new AppError('conflict', 'A comparison with Stripe is under way. Its result will be listed when it is done.', { retryAfterSeconds: 30 });
  const id = newId('rec', tx.now.getTime());
  await tx.db.reconciliation.create({ data: { id, startedAt: tx.now, checked: 0, drifts: 0, details: [] } });
  await recordAudit(tx, { action: 'reconciliation.started', subject: id });
  return id;
};

async function* customers(ctx: Ctx): AsyncGenerator<{ id: string; customer: string }> {
  let after = '';
  for (;;) {
    const page = await ctx.db.workspace.findMany({ where: { stripeCustomerId: { not: null }, id: { gt: after } }, select: { id: true, stripeCustomerId: true }, orderBy: { id: 'asc' }, take: pageSize });
    for (const { id, stripeCustomerId } of page) if (stripeCustomerId !== null) yield { id, customer: stripeCustomerId };
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.id;
  }
}

/** A workspace that cannot be compared is not one that agrees. */
const unreadable = (workspaceId: string, reason: unknown): Drift => ({
  workspaceId, field: 'comparison', ours: 'nothing', stripes: (reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)).replaceAll('\0', '').slice(0, 500),
});
