import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { openDisputes } from './open-disputes';

/** Makes our copy of a payment's disputes, and of every one of the workspace that is still open, equal to Stripe's. Call with the workspace locked. */
export const copyDisputes = async (tx: WorkspaceCtx, paymentIntentId: string | null = null): Promise<void> => {
  const open = await openDisputes(tx, tx.workspaceId);
  const intents = new Set([...(paymentIntentId === null ? [] : [paymentIntentId]), ...open.map((row) => row.paymentIntentId)]);
  for (const intent of intents) {
    const found = await missingAsNull(tx.stripe.disputes.list({ payment_intent: intent, limit: 100 }, whileLocked));
    for (const dispute of found?.data ?? []) await writeOne(tx, intent, dispute);
  }
};

const writeOne = async (tx: WorkspaceCtx, paymentIntentId: string, { id, amount, currency, reason, status, evidence_details: { due_by: dueBy }, created }: Stripe.Dispute): Promise<void> => {
  const data = {
    workspaceId: tx.workspaceId, paymentIntentId, amountMinor: amount, currency, reason, status, dueBy: dueBy ? new Date(dueBy * 1000) : null, createdAt: new Date(created * 1000), syncedAt: tx.now,
  };
  await tx.db.dispute.upsert({ where: { id }, create: { id, ...data }, update: data });
};
