import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';

/** What refunds and disputes took back of a charge, and those disputes. */
export type Undone = { charge: Stripe.Charge; minor: number; disputes: Stripe.Dispute[] };

const daySeconds = 86_400;

/** What is undone of each purchase, by the purchase's id: one call to Stripe for each hundred charges, and one for each charge that was ever disputed. */
export const readUndone = async (tx: WorkspaceCtx, rows: CreditPurchase[]): Promise<Map<string, Undone>> => {
  const charges = await chargesOf(tx, rows);
  const undone = new Map<string, Undone>();
  for (const row of rows) {
    const charge = charges.get(row.paymentIntentId ?? '') ?? (await latestCharge(tx, row));
    if (!charge) continue;
    const disputes = charge.disputed ? await tx.stripe.disputes.list({ charge: charge.id, limit: 100 }, whileLocked) : { data: [] };
    undone.set(row.id, { charge, minor: undoneOf(charge, disputes.data), disputes: disputes.data });
  }
  return undone;
};

const chargesOf = async (tx: WorkspaceCtx, rows: CreditPurchase[]): Promise<Map<string, Stripe.Charge>> => {
  const { stripeCustomerId: customer } = await tx.db.workspace.findUniqueOrThrow({ where: { id: tx.workspaceId }, select: { stripeCustomerId: true } });
  if (customer === null || rows.length === 0) return new Map();
  // Nobody pays before the purchase is opened; a day for clocks that differ.
  const since = Math.floor(Math.min(...rows.map((row) => row.createdAt.getTime())) / 1000) - daySeconds;
  const charges = await missingAsNull(tx.stripe.charges.list({ customer, created: { gte: since }, limit: 100 }, whileLocked).autoPagingToArray({ limit: 10_000 }));
  return new Map((charges ?? []).flatMap((charge) => (charge.paid ? [[idOf(charge.payment_intent) ?? '', charge] as const] : [])));
};

/** For what was bought by a customer whom Stripe lost since, so that the workspace has another. */
const latestCharge = async (tx: WorkspaceCtx, row: CreditPurchase): Promise<Stripe.Charge | null> => {
  const intent = await missingAsNull(tx.stripe.paymentIntents.retrieve(row.paymentIntentId ?? '', { expand: ['latest_charge'] }, whileLocked));
  return typeof intent?.latest_charge === 'object' ? intent.latest_charge : null;
};

/** Of an inquiry no money is withdrawn yet, of a won or prevented dispute none is gone. */
const undoneOf = (charge: Stripe.Charge, disputes: Stripe.Dispute[]): number => {
  const withdrawn = disputes.filter(({ status }) => status !== 'won' && status !== 'prevented' && !status.startsWith('warning_'));
  return Math.min(charge.amount, charge.amount_refunded + withdrawn.reduce((sum, dispute) => sum + dispute.amount, 0));
};
