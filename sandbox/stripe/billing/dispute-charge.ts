import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type Charge = ApiRecords['charge'];
export type Dispute = ApiRecords['dispute'];
type Status = Dispute['status'];

/** How long a bank gives for an answer. */
const answerWithinSeconds = 7 * 86_400;

const events = ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated', 'charge.dispute.closed'];

/** How disputes begin. An inquiry withdraws nothing yet, and what was prevented never will. */
export const openings: readonly Status[] = ['needs_response', 'warning_needs_response', 'prevented'];

/** Where each status may lead. */
const follows: Partial<Record<Status, readonly Status[]>> = {
  warning_needs_response: ['warning_under_review', 'warning_closed', 'needs_response'],
  warning_under_review: ['warning_closed', 'needs_response'],
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['won', 'lost'],
};

export interface NewDispute {
  /** Minor units; the whole charge when not given. */
  amount?: number;
  reason?: string;
  status: Status;
}

const noEvidence: Dispute['evidence'] = {
  access_activity_log: null, billing_address: null, cancellation_policy: null, cancellation_policy_disclosure: null, cancellation_rebuttal: null, customer_communication: null,
  customer_email_address: null, customer_name: null, customer_purchase_ip: null, customer_signature: null, duplicate_charge_documentation: null, duplicate_charge_explanation: null,
  duplicate_charge_id: null, enhanced_evidence: {}, product_description: null, receipt: null, refund_policy: null, refund_policy_disclosure: null, refund_refusal_explanation: null,
  service_date: null, service_documentation: null, shipping_address: null, shipping_carrier: null, shipping_date: null, shipping_documentation: null, shipping_tracking_number: null,
  uncategorized_file: null, uncategorized_text: null,
};

/** What a status tells beyond that the dispute changed. */
const also: Partial<Record<Status, string[]>> = {
  needs_response: ['charge.dispute.funds_withdrawn'], won: ['charge.dispute.funds_reinstated', 'charge.dispute.closed'], lost: ['charge.dispute.closed'], warning_closed: ['charge.dispute.closed'],
};

const isClosed = (status: Status): boolean => status === 'won' || status === 'lost' || status === 'warning_closed';
const isInquiry = (status: Status): boolean => status.startsWith('warning_');

/** What a cardholder does at their bank: disputes a charge, or asks about it. */
export function disputeCharge({ store, clock, ids }: Sandbox, charge: Charge, { amount = charge.amount, reason = 'fraudulent', status }: NewDispute): Dispute {
  if (!charge.paid) throw invalidRequest(`Charge ${charge.id} was not successful, so nobody disputes it.`, undefined, 'charge');
  if (amount > charge.amount) throw invalidRequest(`The charge is only ${charge.amount}.`, undefined, 'amount');
  const brand = charge.payment_method_details?.card?.brand ?? 'visa';
  return store.inOrder(() => events, () => {
    const dispute = store.transition('dispute', {
      id: ids.next('du'), object: 'dispute', amount, balance_transactions: [], charge: charge.id, created: clock.now(), currency: charge.currency, enhanced_eligibility_types: [],
      evidence: noEvidence,
      evidence_details: { due_by: status === 'prevented' ? null : clock.now() + answerWithinSeconds, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0, submission_method: 'not_submitted' },
      intended_submission_method: null, is_charge_refundable: isInquiry(status), livemode: false, metadata: {}, network_reason_code: '10.4', payment_intent: charge.payment_intent,
      payment_method_details: { type: 'card', card: { brand, case_type: isInquiry(status) ? 'inquiry' : 'chargeback', network: brand, network_reason_code: '10.4' } },
      reason, status,
    }, also[status] ?? []);
    store.transition('charge', { ...charge, disputed: true });
    return dispute;
  });
}

/** The bank's next word on a dispute. */
export function moveDispute({ store }: Sandbox, dispute: Dispute, status: Status): Dispute {
  if (!follows[dispute.status]?.includes(status)) throw invalidRequest(`This dispute is ${dispute.status} and cannot become ${status}.`, undefined, 'status');
  const next = { ...dispute, status, is_charge_refundable: isInquiry(status) };
  return store.inOrder(() => events, () => store.transition('dispute', next, also[status] ?? [], isClosed(status) ? 'only-also' : 'all'));
}
