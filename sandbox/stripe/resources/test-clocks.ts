import { advanceClock, attachToClock, checkRoomOnClock, type TestClock } from '@/sandbox/stripe/billing/test-clocks';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { integer, required, text } from '@/sandbox/stripe/http/param-spec';
import { noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer, removeCustomer } from './customers';

const keptDays = 30;
const path = '/v1/test_helpers/test_clocks';

export function findTestClock({ store }: Sandbox, id: string, param = 'id'): TestClock {
  const found = store.get('test_helpers.test_clock', id);
  if (!found) throw noSuch('test clock', id, param);
  return found;
}

const create = endpoint('POST', path, { frozen_time: required(integer(0)), name: text(300), customer: text() }, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const made = store.transition('test_helpers.test_clock', {
    id: ids.next('clock'), object: 'test_helpers.test_clock', created: clock.now(), deletes_after: clock.now() + keptDays * 86_400, frozen_time: params.frozen_time, livemode: false,
    name: params.name ?? null, status: 'ready', status_details: {},
  });
  if (params.customer) {
    checkRoomOnClock(sandbox, made.id);
    attachToClock(sandbox, findCustomer(sandbox, params.customer, 'customer'), made.id);
  }
  return made;
});

const retrieve = endpoint('GET', `${path}/{id}`, {}, ({ sandbox, id }) => findTestClock(sandbox, id));

const list = endpoint('GET', path, pagination, ({ sandbox, params }) => page(newestFirst(sandbox.store.all('test_helpers.test_clock')), path, params));

const advance = endpoint('POST', `${path}/{id}/advance`, { frozen_time: required(integer(0)) }, ({ sandbox, id, params }) =>
  advanceClock(sandbox, findTestClock(sandbox, id), params.frozen_time));

/** Takes its customers with it. */
const remove = endpoint('DELETE', `${path}/{id}`, {}, ({ sandbox, id }) => {
  const { store } = sandbox;
  const found = findTestClock(sandbox, id);
  sandbox.clock.at(found.frozen_time, () => {
    for (const customer of store.all('customer')) if (customer.test_clock === id) removeCustomer(sandbox, customer.id);
  });
  store.remove('test_helpers.test_clock', id);
  store.emit('test_helpers.test_clock.deleted', found);
  return { id, object: 'test_helpers.test_clock', deleted: true };
});

export const testClockEndpoints = [create, retrieve, list, advance, remove];
