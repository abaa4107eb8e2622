import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { queueEmail } from '@/lib/services/emails/queue-email';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { balanceOf } from './balance-of';

/** Packs are spent after whatever else is given, because they do not expire. */
const packPriority = 100;

/** Grants what a paid session bought. The session's id makes it once, forever. Answers whether it was now. Call with the workspace locked. */
export const grantPurchase = async (tx: WorkspaceCtx, row: CreditPurchase, session: Stripe.Checkout.Session): Promise<boolean> => {
  const { units, meter, pack, workspaceId } = row;
  const id = newId('grt', tx.now.getTime());
  const { count } = await tx.db.creditGrant.createMany({
    data: [{ id, workspaceId, meter, source: 'pack', sourceKey: session.id, units, priority: packPriority, createdAt: tx.now }], skipDuplicates: true,
  });
  const ends = { status: 'paid', closedAt: tx.now, stripeSessionId: session.id, stripeInvoiceId: idOf(session.invoice), paymentIntentId: idOf(session.payment_intent) };
  await tx.db.creditPurchase.update({ where: { id: row.id }, data: ends });
  if (count === 0) return false;
  await tx.db.creditEntry.create({ data: { id: newId('ent', tx.now.getTime()), grantId: id, kind: 'granted', units, reason: session.id, at: tx.now } });
  const paid = { amountMinor: session.amount_total ?? row.amountMinor, currency: session.currency ?? row.currency };
  await recordAudit(tx, { action: 'credits.granted', subject: id, after: { pack, units: Number(units), meter, sessionId: session.id, ...paid } });
  await queueEmail(tx, { workspaceId, kind: 'credits_bought', key: `credits_bought:${session.id}`, data: { ...paid, units: Number(units), unit: meter, balance: await balanceOf(tx, workspaceId, meter) } });
  return true;
};
