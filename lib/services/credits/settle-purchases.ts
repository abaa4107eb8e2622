import type Stripe from 'stripe';
import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { idOf } from '@/lib/services/subscriptions/id-of';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { grantPurchase } from './grant-purchase';

export const settlePurchasesInput = z.strictObject({ workspaceId: z.string() });

/** How long the answer to a request for a session may be under way. */
const answerWithinMs = 120_000;

/**
 * Brings every unfinished purchase of a workspace to where Stripe says it is: what is paid is granted, once; what expired or
 * failed ends. The workspace is locked before Stripe is asked, so any order and repetition of calls ends in the same state.
 * Answers how many were granted now.
 */
export const settlePurchases = (ctx: Ctx, input: z.input<typeof settlePurchasesInput>): Promise<number> =>
  withStripe(ctx, async (given) => {
    const workspace = await lockWorkspace(given, settlePurchasesInput.parse(input));
    if (!workspace) return 0;
    const tx = { ...given, workspaceId: workspace.id };
    const rows = await tx.db.creditPurchase.findMany({ where: { workspaceId: workspace.id, status: { in: ['opening', 'open'] } }, orderBy: { createdAt: 'asc' } });
    let granted = 0;
    for (const row of rows) granted += await settleOne(tx, row, workspace.stripeCustomerId);
    return granted;
  });

const settleOne = async (tx: WorkspaceCtx, row: CreditPurchase, customer: string | null): Promise<0 | 1> => {
  if (row.status === 'opening' && tx.now.getTime() - row.createdAt.getTime() < answerWithinMs) return 0;
  const session = row.status === 'open' ? await readSession(tx, row.stripeSessionId) : await findUnrecorded(tx, row, customer);
  if (session === null || session.status === 'expired' || isFailed(session)) {
    await tx.db.creditPurchase.update({ where: { id: row.id }, data: { status: 'expired', closedAt: tx.now } });
    return 0;
  }
  if (session.status === 'open') {
    if (row.status === 'opening') await tx.db.creditPurchase.update({ where: { id: row.id }, data: { status: 'open', stripeSessionId: session.id, url: session.url ?? '' } });
    return 0;
  }
  if (session.payment_status === 'unpaid') return 0;
  return (await grantPurchase(tx, row, session)) ? 1 : 0;
};

const readSession = (tx: Ctx, id: string): Promise<Stripe.Checkout.Session | null> =>
  missingAsNull(tx.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] }, whileLocked));

/** The session that Stripe opened for a row whose answer we never recorded. It says in its metadata whose it is. */
const findUnrecorded = async (tx: Ctx, row: CreditPurchase, customer: string | null): Promise<Stripe.Checkout.Session | null> => {
  if (customer === null) return null;
  const sessions = await tx.stripe.checkout.sessions.list({ customer, limit: 100 }, whileLocked);
  const found = sessions.data.find((one) => one.metadata?.['tollgate_purchase'] === row.id);
  return found ? readSession(tx, found.id) : null;
};

/** A payment by a slow method may fail after its page was completed. */
const isFailed = ({ status, payment_status: paid, payment_intent: intent }: Stripe.Checkout.Session): boolean =>
  status === 'complete' && paid === 'unpaid' && idOf(intent) !== null && typeof intent === 'object' && intent !== null && ['requires_payment_method', 'canceled'].includes(intent.status);
