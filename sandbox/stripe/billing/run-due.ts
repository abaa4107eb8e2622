import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { dueOf } from './due';

const most = 100_000;

/**
 * Does everything that has fallen due by `until` (seconds) on the account's clock, or on the test clock with this id: strictly in time order, each step
 * stamped with its own instant. Returns the number of steps.
 */
export function runDue(sandbox: Sandbox, until: number = sandbox.clock.now(), testClock = ''): number {
  const read = dueOf(sandbox);
  let steps = 0;
  for (let due = sandbox.agenda.take(testClock, until, read); due; due = sandbox.agenda.take(testClock, until, read)) {
    const { at, run, again } = due;
    try {
      sandbox.clock.at(at, () => sandbox.store.atomically(run));
    } catch (error) {
      again();
      throw error;
    }
    if (++steps > most) throw new Error('The sandbox clock does not come to rest.');
  }
  return steps;
}
