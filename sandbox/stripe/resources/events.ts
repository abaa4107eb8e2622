import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, inRange, range, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import { matchesType } from '@/sandbox/stripe/webhooks/matches-type';

const retrieve = endpoint('GET', '/v1/events/{id}', {}, ({ sandbox, id }) => {
  const found = sandbox.store.get('event', id);
  if (!found) throw noSuch('event', id);
  return found;
});

const list = endpoint('GET', '/v1/events', {
  ...pagination, created: range(), delivery_success: boolean(), type: text(), types: array(required(text()), 20),
}, ({ sandbox, params }) => {
  if (params.type && params.types) throw invalidRequest('You may only specify one of these parameters: type, types.', 'parameters_exclusive', 'type');
  const wanted = params.types ?? (params.type ? [params.type] : ['*']);
  const rows = newestFirst(sandbox.store.all('event')).filter(
    (row) =>
      inRange(row.created, params.created) && matchesType(row.type, wanted) &&
      (params.delivery_success === undefined || (row.pending_webhooks === 0) === params.delivery_success),
  );
  return page(rows, '/v1/events', params);
});

export const eventEndpoints = [retrieve, list];
