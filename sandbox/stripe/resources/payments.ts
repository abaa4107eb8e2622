import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, inRange, object, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';

const retrieveCharge = endpoint('GET', '/v1/charges/{id}', {}, ({ sandbox, id }) => {
  const found = sandbox.store.get('charge', id);
  if (!found) throw noSuch('charge', id);
  return found;
});

const listCharges = endpoint('GET', '/v1/charges', { ...pagination, created: range(), customer: text(), payment_intent: text() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('charge')).filter(
    (row) =>
      inRange(row.created, params.created) && (!params.customer || row.customer === params.customer) &&
      (!params.payment_intent || row.payment_intent === params.payment_intent),
  );
  return page(rows, '/v1/charges', params);
}, ['transfer_group']);

const retrievePayment = endpoint('GET', '/v1/invoice_payments/{id}', {}, ({ sandbox, id }) => {
  const found = sandbox.store.get('invoice_payment', id);
  if (!found) throw noSuch('invoice_payment', id);
  return found;
});

const listPayments = endpoint('GET', '/v1/invoice_payments', {
  ...pagination, created: range(), invoice: text(), status: choice('canceled', 'open', 'paid'),
  payment: object({ type: required(choice('payment_intent')), payment_intent: text() }, ['charge', 'payment_record']),
}, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('invoice_payment')).filter(
    (row) =>
      inRange(row.created, params.created) && (!params.invoice || row.invoice === params.invoice) && (!params.status || row.status === params.status) &&
      (!params.payment?.payment_intent || row.payment.payment_intent === params.payment.payment_intent),
  );
  return page(rows, '/v1/invoice_payments', params);
});

export const paymentEndpoints = [retrieveCharge, listCharges, retrievePayment, listPayments];
