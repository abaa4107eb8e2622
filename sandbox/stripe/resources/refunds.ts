import { cancelRefund, refundCharge, type Refund } from '@/sandbox/stripe/billing/refund-charge';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, inRange, integer, mergeMetadata, metadata, range, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

function findRefund({ store }: Sandbox, id: string): Refund {
  const found = store.get('refund', id);
  if (!found) throw noSuch('refund', id);
  return found;
}

/** The charge itself, or the successful one of an intent. */
function chargeOf({ store }: Sandbox, { charge, payment_intent }: { charge?: string; payment_intent?: string }): ApiRecords['charge'] {
  if (charge !== undefined && payment_intent !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: charge, payment_intent.', 'parameters_exclusive', 'charge');
  }
  if (charge !== undefined) {
    const found = store.get('charge', charge);
    if (!found) throw noSuch('charge', charge, 'charge');
    return found;
  }
  if (payment_intent === undefined) throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.', 'parameter_missing');
  const intent = store.get('payment_intent', payment_intent);
  if (!intent) throw noSuch('payment_intent', payment_intent, 'payment_intent');
  const latest = intent.latest_charge ? store.get('charge', intent.latest_charge) : undefined;
  if (!latest?.paid) throw invalidRequest(`The PaymentIntent ${intent.id} does not have a successful charge to refund.`, 'payment_intent_unexpected_state', 'payment_intent');
  return latest;
}

const create = endpoint('POST', '/v1/refunds', {
  charge: text(), payment_intent: text(), amount: integer(1), metadata: metadata(), reason: choice('duplicate', 'fraudulent', 'requested_by_customer'),
}, ({ sandbox, params }) =>
  refundCharge(sandbox, chargeOf(sandbox, params), { amount: params.amount, reason: params.reason ?? null, metadata: mergeMetadata({}, params.metadata) }),
['currency', 'customer', 'instructions_email', 'origin', 'refund_application_fee', 'reverse_transfer']);

const retrieve = endpoint('GET', '/v1/refunds/{id}', {}, ({ sandbox, id }) => findRefund(sandbox, id));

const update = endpoint('POST', '/v1/refunds/{id}', { metadata: metadata() }, ({ sandbox, id, params }) => {
  const before = findRefund(sandbox, id);
  return sandbox.store.transition('refund', { ...before, metadata: mergeMetadata(before.metadata, params.metadata) }, ['charge.refund.updated']);
});

const list = endpoint('GET', '/v1/refunds', { ...pagination, charge: text(), payment_intent: text(), created: range() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('refund')).filter(
    (row) => inRange(row.created, params.created) && (!params.charge || row.charge === params.charge) && (!params.payment_intent || row.payment_intent === params.payment_intent),
  );
  return page(rows, '/v1/refunds', params);
});

const cancel = endpoint('POST', '/v1/refunds/{id}/cancel', {}, ({ sandbox, id }) => cancelRefund(sandbox, findRefund(sandbox, id)));

export const refundEndpoints = [create, retrieve, update, list, cancel];
