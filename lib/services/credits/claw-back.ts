import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { prorate } from '@/lib/domain/money';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { readUndone, type Undone } from './read-undone';

/** How far back a charge can be disputed. */
export const disputedWithinDays = 200;

/**
 * Takes back, by movements of their own, what refunds and disputes undid of the workspace's packs: the undone share of the units, as
 * far as it is still there. What was spent already is not taken from elsewhere; the audit entry says how much that is. A refund that
 * fails later and a dispute that is won give their units back. Answers how many units were taken. Call with the workspace locked,
 * and Stripe not again afterwards: the meter stays locked until the transaction ends.
 */
export const clawBack = async (tx: WorkspaceCtx): Promise<number> => {
  const since = new Date(tx.now.getTime() - disputedWithinDays * 86_400_000);
  const rows = await tx.db.creditPurchase.findMany({ where: { workspaceId: tx.workspaceId, status: 'paid', paymentIntentId: { not: null }, closedAt: { gte: since } } });
  const undone = await readUndone(tx, rows);
  const changed = rows.flatMap((row) => {
    const now = undone.get(row.id);
    return now && now.minor !== row.refundedMinor ? [{ row, now }] : [];
  });
  if (changed.length === 0) return 0;
  // Whoever takes from a grant holds this lock, as the meter does, so that nothing is overdrawn between reading and writing.
  await lockMeter(tx);
  let taken = 0;
  for (const { row, now } of changed) taken += await clawBackOne(tx, row, now);
  return taken;
};

const clawBackOne = async (tx: WorkspaceCtx, row: CreditPurchase, { charge, minor, disputes }: Undone): Promise<number> => {
  const grant = await tx.db.creditGrant.findUniqueOrThrow({ where: { sourceKey: row.stripeSessionId }, include: { entries: { where: { reason: charge.id } } } });
  const owed = prorate(Number(row.units), minor, charge.amount) + grant.entries.reduce((sum, entry) => sum + Number(entry.units), 0);
  // Below nothing: a refund failed at the bank or a dispute was won, so the units come back.
  const taken = Math.min(owed, Number(grant.remaining));
  if (taken !== 0) await tx.db.creditEntry.create({ data: { id: newId('ent', tx.now.getTime()), grantId: grant.id, kind: taken > 0 ? 'refunded' : 'restored', units: BigInt(-taken), reason: charge.id, at: tx.now } });
  await tx.db.creditPurchase.update({ where: { id: row.id }, data: { refundedMinor: minor } });
  await recordAudit(tx, {
    action: 'credits.taken_back', subject: grant.id, before: { refundedMinor: row.refundedMinor }, after: { refundedMinor: minor, disputes: disputes.map(statusOf), taken, alreadySpent: owed - taken },
  });
  return taken;
};

const statusOf = ({ id, status }: Stripe.Dispute) => ({ id, status });
