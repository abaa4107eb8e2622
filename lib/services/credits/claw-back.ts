import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { prorate } from '@/lib/domain/money';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';

/** How far back a charge can be disputed. */
export const disputedWithinDays = 200;

/**
 * Takes back, by movements of their own, what refunds and disputes undid of the workspace's packs: the refunded share of the units,
 * as far as it is still there. What was spent already is not taken from elsewhere; the audit entry says how much that is. A refund
 * that fails later gives its units back. Answers how many units were taken. Call with the workspace locked.
 */
export const clawBack = async (tx: WorkspaceCtx): Promise<number> => {
  const since = new Date(tx.now.getTime() - disputedWithinDays * 86_400_000);
  const rows = await tx.db.creditPurchase.findMany({ where: { workspaceId: tx.workspaceId, status: 'paid', paymentIntentId: { not: null }, closedAt: { gte: since } } });
  let taken = 0;
  for (const row of rows) taken += await clawBackOne(tx, row);
  return taken;
};

const clawBackOne = async (tx: WorkspaceCtx, row: CreditPurchase): Promise<number> => {
  const intent = await missingAsNull(tx.stripe.paymentIntents.retrieve(row.paymentIntentId ?? '', { expand: ['latest_charge'] }, whileLocked));
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null;
  if (!charge) return 0;
  const refundedMinor = charge.disputed ? charge.amount : charge.amount_refunded;
  if (refundedMinor === row.refundedMinor) return 0;
  // Whoever takes from a grant holds this lock, as the meter does, so that nothing is overdrawn between reading and writing.
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(4801, hashtext(${row.workspaceId}))`;
  const grant = await tx.db.creditGrant.findUniqueOrThrow({ where: { sourceKey: row.stripeSessionId }, include: { entries: { where: { reason: charge.id } } } });
  const owed = prorate(Number(row.units), refundedMinor, charge.amount) + grant.entries.reduce((sum, entry) => sum + Number(entry.units), 0);
  // Below nothing: a refund failed at the bank, so its units come back.
  const taken = Math.min(owed, Number(grant.remaining));
  if (taken !== 0) await tx.db.creditEntry.create({ data: { id: newId('ent', tx.now.getTime()), grantId: grant.id, kind: taken > 0 ? 'refunded' : 'restored', units: BigInt(-taken), reason: charge.id, at: tx.now } });
  await tx.db.creditPurchase.update({ where: { id: row.id }, data: { refundedMinor } });
  await recordAudit(tx, {
    action: 'credits.taken_back', subject: grant.id, before: { refundedMinor: row.refundedMinor }, after: { refundedMinor, isDisputed: charge.disputed, taken, alreadySpent: owed - taken },
  });
  return taken;
};
