import { advancing, clockById, type TestClock } from '@/sandbox/stripe/billing/test-clocks';
import { runDue } from '@/sandbox/stripe/billing/run-due';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { FormValue } from './form-decode';

/** The customer behind an id of any kind that belongs to one. */
function customerOf({ store }: Sandbox, id: string): string | null | undefined {
  switch (id.slice(0, id.startsWith('sub_sched_') ? 9 : id.indexOf('_'))) {
    case 'cus': return id;
    case 'sub': return store.get('subscription', id)?.customer;
    case 'sub_sched': return store.get('subscription_schedule', id)?.customer;
    case 'si': return store.all('subscription').find((one) => one.items.data.some((item) => item.id === id))?.customer;
    case 'in': return store.get('invoice', id)?.customer;
    case 'ii': return store.get('invoiceitem', id)?.customer;
    case 'pi': return store.get('payment_intent', id)?.customer;
    case 'seti': return store.get('setup_intent', id)?.customer;
    case 'ch': return store.get('charge', id)?.customer;
    case 'du': return store.get('charge', store.get('dispute', id)?.charge ?? '')?.customer;
    case 're': return store.get('refund', id)?.customer;
    case 'cn': return store.get('credit_note', id)?.customer;
    case 'pm': return store.get('payment_method', id)?.customer;
    case 'cs': return store.get('checkout.session', id)?.customer;
    case 'bps': return store.get('billing_portal.session', id)?.customer;
    default: return undefined;
  }
}

const known = /^(cus|sub|sub_sched|si|in|ii|pi|seti|ch|du|re|cn|pm|cs|bps|clock)_\w+$/;

/** Every id in what was sent. */
export const idsIn = (value: FormValue | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? (known.test(value) ? [value] : []) : Object.values(value).flatMap(idsIn);

/** The test clock of the first of these ids that is on one. */
export function clockOf(sandbox: Sandbox, ids: readonly (string | null | undefined)[]): TestClock | undefined {
  for (const id of ids) {
    if (!id) continue;
    const clock = id.startsWith('clock_') ? id : sandbox.store.get('customer', customerOf(sandbox, id) ?? '')?.test_clock;
    const found = clockById(sandbox, clock);
    if (found) return found;
  }
  return undefined;
}

/**
 * Does the work at the time of the customer it is about: that of its test clock, or the account's, with all done before that was due by then.
 * While a clock moves, nothing on it can be changed. What is called from within belongs to the same time.
 */
export function onClockOf<T>(sandbox: Sandbox, ids: readonly (string | null | undefined)[], { isWrite }: { isWrite: boolean }, work: () => T): T {
  return sandbox.clock.still(() => {
    const clock = clockOf(sandbox, ids);
    if (!clock) {
      if (!sandbox.clock.isElsewhere()) runDue(sandbox);
      return work();
    }
    if (clock.status === 'advancing' && isWrite) throw advancing(clock.id);
    if (clock.status === 'ready') runDue(sandbox, clock.frozen_time, clock.id);
    return sandbox.clock.at(clock.frozen_time, work);
  });
}
