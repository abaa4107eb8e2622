import type { WorkspaceCtx } from '@/lib/context';
import { isLive } from '@/lib/domain/access';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { intentsOf } from '@/lib/services/invoices/own-invoice';
import type { IntentInput, Target } from './intent-kinds';
import type { SubscriptionFacts } from './project-subscription';
import { factsOf } from './record-history';
import { whileLocked } from './stripe-call';

const applied: ChangeResult = { kind: 'applied' };
type Coming = { planVersionId: string; interval: string; quantity: number } | null;

const isAt = (target: Target, now: Coming): boolean => now !== null && now.planVersionId === target.planVersionId && now.interval === target.interval && now.quantity === target.quantity;

/**
 * What came of an intent, read from our copy after it was made equal to Stripe's, so that it does not matter which of several tries
 * did it. Null when it did not come about.
 */
export const outcomeOfIntent = async (tx: WorkspaceCtx, input: IntentInput): Promise<ChangeResult | null> => {
  const row = await tx.db.subscription.findUnique({ where: { stripeSubscriptionId: input.subscription } });
  const facts = row && factsOf(row);
  if (!facts) return null;
  switch (input.kind) {
    case 'cancel_now':
      return isLive(facts.status) ? null : applied;
    case 'change_now':
      if (isAt(input.target, facts)) return applied;
      return isAt(input.target, facts.pendingChange) ? waitingFor(tx, facts) : null;
    case 'change_later':
      if (isAt(input.target, facts.scheduled)) return { kind: 'scheduled', at: facts.scheduled?.at ?? '' };
      return isAt(input.target, facts) ? applied : null;
    case 'cancel_later':
      return facts.cancelAt === null ? (isLive(facts.status) ? null : applied) : { kind: 'scheduled', at: facts.cancelAt.toISOString() };
    case 'end_trial':
      return facts.pendingChange ? waitingFor(tx, facts) : facts.status === 'trialing' ? null : applied;
    case 'unpause':
      return facts.status === 'paused' ? waitingFor(tx, facts) : applied;
    case 'pause':
      return facts.status === 'paused' ? applied : null;
    case 'keep':
      return facts.cancelAt === null && isLive(facts.status) ? applied : null;
    case 'undo_scheduled':
    case 'block_downgrade':
      return facts.scheduled === null && facts.pendingChange === null ? applied : null;
    case 'accept_offer':
      return facts.discount !== null && input.discounts.some((one) => one.coupon === facts.discount?.coupon) ? applied : null;
    default: {
      const unknown: never = input;
      throw new Error(`unknown intent ${JSON.stringify(unknown)}`);
    }
  }
};

/** Why the payment did not go through: the bank wants to be asked, or the card was refused. */
const waitingFor = async (tx: WorkspaceCtx, facts: SubscriptionFacts): Promise<ChangeResult | null> => {
  const open = await tx.db.invoice.findFirst({ where: { workspaceId: tx.workspaceId, status: 'open' }, orderBy: { createdAt: 'desc' }, select: { stripeInvoiceId: true } });
  const invoiceId = facts.pendingChange?.invoiceId ?? open?.stripeInvoiceId;
  if (invoiceId === undefined) return null;
  const invoice = await tx.stripe.invoices.retrieve(invoiceId, { expand: ['confirmation_secret', 'payments'] }, whileLocked);
  const [latest] = intentsOf(invoice);
  const payment = latest === undefined ? null : await tx.stripe.paymentIntents.retrieve(latest, {}, whileLocked);
  if (payment?.status === 'requires_action') {
    return { kind: 'payment_required', clientSecret: invoice.confirmation_secret?.client_secret ?? payment.client_secret, invoiceId, message: 'The bank wants you to confirm this payment. Until then you keep what you have.' };
  }
  const why = payment?.last_payment_error?.message ?? 'The payment did not go through.';
  return { kind: 'payment_required', clientSecret: null, invoiceId, message: `${why} You keep what you have. Pay with another card, or leave it.` };
};
