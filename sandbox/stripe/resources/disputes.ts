import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { inRange, range, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';

const retrieve = endpoint('GET', '/v1/disputes/{id}', {}, ({ sandbox, id }) => {
  const found = sandbox.store.get('dispute', id);
  if (!found) throw noSuch('dispute', id);
  return found;
});

const list = endpoint('GET', '/v1/disputes', { ...pagination, charge: text(), payment_intent: text(), created: range() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('dispute')).filter(
    (row) => inRange(row.created, params.created) && (!params.charge || row.charge === params.charge) && (!params.payment_intent || row.payment_intent === params.payment_intent),
  );
  return page(rows, '/v1/disputes', params);
});

export const disputeEndpoints = [retrieve, list];
