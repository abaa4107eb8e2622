import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { cardOf } from '@/sandbox/stripe/resources/payment-methods';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, Records } from '@/sandbox/stripe/store/collections';
import { formatMoney } from './money';

type Charge = ApiRecords['charge'];
export type Refund = ApiRecords['refund'];

/** How long after its creation a refund that does not settle at once settles. */
const settlesAfterSeconds = 60;

export interface NewRefund {
  /** Minor units; everything that is left when not given. */
  amount?: number;
  reason?: Refund['reason'];
  metadata?: Record<string, string>;
}

const created = ['refund.created', 'charge.refunded', 'refund.updated', 'charge.refund.updated', 'refund.failed'];

/** Gives a charge back, in part or whole. Two test cards settle later: one succeeds then, the other fails. */
export function refundCharge(sandbox: Sandbox, charge: Charge, { amount, reason, metadata }: NewRefund = {}): Refund {
  const { store, clock, ids } = sandbox;
  const left = charge.amount_captured - charge.amount_refunded;
  if (!charge.paid) throw invalidRequest(`Charge ${charge.id} was not successful, and can only be refunded when it is.`, 'charge_not_refundable', 'charge');
  if (left <= 0) throw invalidRequest(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  const given = amount ?? left;
  if (given > left) {
    const text = `Refund amount (${formatMoney(given, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(left, charge.currency)})`;
    throw invalidRequest(text, undefined, 'amount');
  }
  const card = charge.payment_method ? cardOf(sandbox, charge.payment_method) : undefined;
  const isPending = card?.refunds === 'later';
  return store.inOrder(() => created, () => {
    const refund = store.transition('refund', {
      id: ids.next('re'), object: 'refund', amount: given, balance_transaction: null, charge: charge.id, created: clock.now(), currency: charge.currency, customer: charge.customer,
      customer_account: null, destination_details: { card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' }, type: 'card' },
      metadata: metadata ?? {}, payment_intent: charge.payment_intent, payment_method: charge.payment_method, reason: reason ?? null, receipt_number: null,
      source_transfer_reversal: null, status: isPending ? 'pending' : 'succeeded', transfer_reversal: null,
    });
    const refunded = charge.amount_refunded + given;
    store.transition('charge', { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount_captured }, ['charge.refunded'], 'only-also');
    if (card && card.refunds !== 'now') {
      store.save('refund_plan', { id: refund.id, at: clock.now() + settlesAfterSeconds, status: card.refunds === 'later' ? 'succeeded' : 'failed' });
    }
    return refund;
  });
}

/** The bank's late word on a refund. A failed one is no longer taken off the charge. */
export function settleRefund({ store }: Sandbox, { id, status }: Records['refund_plan']): void {
  store.remove('refund_plan', id);
  const refund = store.get('refund', id);
  if (!refund) return;
  const isFailed = status === 'failed';
  store.inOrder(() => created, () => {
    store.transition('refund', { ...refund, status, ...(isFailed ? { failure_reason: 'expired_or_canceled_card' } : {}) }, isFailed ? ['charge.refund.updated', 'refund.failed'] : ['charge.refund.updated']);
    const charge = isFailed && refund.charge ? store.get('charge', refund.charge) : undefined;
    if (charge) store.transition('charge', { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  });
}

/** Only a refund that is still pending can be taken back. */
export function cancelRefund({ store }: Sandbox, refund: Refund): Refund {
  if (refund.status !== 'pending') throw invalidRequest(`This refund is ${String(refund.status)} and cannot be canceled.`, undefined, 'id');
  store.remove('refund_plan', refund.id);
  const charge = refund.charge ? store.get('charge', refund.charge) : undefined;
  if (charge) store.transition('charge', { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  return store.transition('refund', { ...refund, status: 'canceled' }, ['charge.refund.updated']);
}
