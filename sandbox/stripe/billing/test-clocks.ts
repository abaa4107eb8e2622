import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { isEnded } from './end-subscription';
import { boundary } from './period';
import { runDue } from './run-due';

export type TestClock = ApiRecords['test_helpers.test_clock'];

const customersPerClock = 3;
const subscriptionsPerCustomer = 3;

export const clockById = ({ store }: Sandbox, id: string | null | undefined): TestClock | undefined => (id ? store.get('test_helpers.test_clock', id) : undefined);

/** Refuses a fourth customer on a clock. */
export function checkRoomOnClock({ store }: Sandbox, clock: string): void {
  if (store.all('customer').filter((customer) => customer.test_clock === clock).length >= customersPerClock) {
    throw invalidRequest(`Test clocks can have at most ${customersPerClock} customers.`, undefined, 'test_clock');
  }
}

/** Refuses a fourth subscription of a customer on a clock. */
export function checkRoomForSubscription({ store }: Sandbox, customer: ApiRecords['customer']): void {
  if (!customer.test_clock) return;
  if (store.owned('subscription', customer.id).length >= subscriptionsPerCustomer) {
    throw invalidRequest(`Customers on a test clock can have at most ${subscriptionsPerCustomer} subscriptions.`, undefined, 'customer');
  }
}

/** Puts a customer, with everything that belongs to it, on a clock. There is no way back. */
export function attachToClock({ store }: Sandbox, customer: ApiRecords['customer'], clock: string): void {
  if (customer.test_clock) throw invalidRequest('This customer is already attached to a test clock.', undefined, 'customer');
  store.transition('customer', { ...customer, test_clock: clock });
  for (const one of store.owned('subscription', customer.id)) store.transition('subscription', { ...one, test_clock: clock }, [], 'only-also');
  for (const one of store.owned('invoice', customer.id)) store.transition('invoice', { ...one, test_clock: clock }, [], 'only-also');
  for (const one of store.owned('subscription_schedule', customer.id)) store.transition('subscription_schedule', { ...one, test_clock: clock }, [], 'only-also');
  for (const one of store.owned('invoiceitem', customer.id)) store.transition('invoiceitem', { ...one, test_clock: clock }, [], 'only-also');
}

/** How far a clock may be moved: two intervals of its shortest subscription, or two years when it has none. */
function latestTarget({ store }: Sandbox, clock: TestClock): number {
  const intervals = store.all('subscription').filter((one) => one.test_clock === clock.id && !isEnded(one)).flatMap((one) => one.items.data.flatMap(({ price }) => price.recurring ?? []));
  if (intervals.length === 0) return boundary(clock.frozen_time, { interval: 'year', interval_count: 1 }, 2);
  return Math.min(...intervals.map((interval) => boundary(clock.frozen_time, interval, 2)));
}

/** Begins to move a clock. The work is done, and the clock ready, a moment later. */
export function advanceClock(sandbox: Sandbox, clock: TestClock, target: number): TestClock {
  if (clock.status !== 'ready') throw advancing(clock.id);
  if (target <= clock.frozen_time) throw invalidRequest('The `frozen_time` must be after the current frozen time of the test clock.', undefined, 'frozen_time');
  if (target > latestTarget(sandbox, clock)) {
    throw invalidRequest("You can't advance a test clock by more than two intervals of its shortest subscription, or two years when it has none.", undefined, 'frozen_time');
  }
  return sandbox.store.transition('test_helpers.test_clock', {
    ...clock, status: 'advancing', status_details: { advancing: { target_frozen_time: target } },
  }, ['test_helpers.test_clock.advancing']);
}

export const advancing = (id: string): Error => invalidRequest(`Test clock advancement underway - cannot perform modifications: ${id}`, 'lock_timeout', undefined, 429);

/** Does what falls due on every clock that is being moved. */
export function settleClocks(sandbox: Sandbox): void {
  for (const clock of sandbox.store.all('test_helpers.test_clock')) {
    const target = clock.status_details.advancing?.target_frozen_time;
    if (clock.status === 'advancing' && target !== undefined) settle(sandbox, clock, target);
  }
}

function settle(sandbox: Sandbox, clock: TestClock, target: number): void {
  const { store } = sandbox;
  try {
    runDue(sandbox, target, clock.id);
  } catch (error) {
    store.transition('test_helpers.test_clock', { ...clock, status: 'internal_failure', status_details: {} }, ['test_helpers.test_clock.internal_failure']);
    throw error;
  }
  store.transition('test_helpers.test_clock', { ...clock, frozen_time: target, status: 'ready', status_details: {} }, ['test_helpers.test_clock.ready']);
}
