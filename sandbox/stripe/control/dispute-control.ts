import { disputeCharge, moveDispute, openings, type Dispute } from '@/sandbox/stripe/billing/dispute-charge';
import { onClockOf } from '@/sandbox/stripe/http/request-clock';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { ControlError, numberField, onlyKeys, stringField, type Input } from './control-input';

const statuses: readonly Dispute['status'][] = ['warning_under_review', 'warning_closed', 'needs_response', 'under_review', 'won', 'lost'];

/** Disputes a payment, or begins an inquiry about it. */
export function openDispute(sandbox: Sandbox, input: Input): Dispute {
  onlyKeys(input, ['payment_intent', 'amount', 'reason', 'status']);
  const intent = stringField(input, 'payment_intent') ?? '';
  const charge = sandbox.store.owned('charge', intent).find((one) => one.paid);
  if (!charge) throw new ControlError(404, `No payment went through for: '${intent}'`);
  const status = openings.find((one) => one === (stringField(input, 'status') ?? 'needs_response'));
  if (!status) throw new ControlError(400, `status must be one of ${openings.join(', ')}.`);
  const given = { amount: numberField(input, 'amount', 1, charge.amount), reason: stringField(input, 'reason'), status };
  return onClockOf(sandbox, [charge.customer], { isWrite: true }, () => disputeCharge(sandbox, charge, given));
}

/** What becomes of a dispute. */
export function decideDispute(sandbox: Sandbox, id: string, input: Input): Dispute {
  onlyKeys(input, ['status']);
  const dispute = sandbox.store.get('dispute', id);
  if (!dispute) throw new ControlError(404, `No such dispute: '${id}'`);
  const status = statuses.find((one) => one === input.status);
  if (!status) throw new ControlError(400, `status must be one of ${statuses.join(', ')}.`);
  return onClockOf(sandbox, [dispute.charge], { isWrite: true }, () => moveDispute(sandbox, dispute, status));
}
