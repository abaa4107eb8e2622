import { endSubscription, isEnded } from '@/sandbox/stripe/billing/end-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { expireSession } from './complete-checkout';
import { finalizeInvoice } from './invoice';
import { dueCouponEnds } from './redeem';
import { renew } from './renew';
import { cardFor, failWithoutCard, settleInvoice } from './settle-invoice';

interface Due {
  at: number;
  /** At the same instant the lower goes first. */
  rank: number;
  run: () => void;
}

const threeDays = 3 * 86_400;

function dueSubscriptions(sandbox: Sandbox): Due[] {
  const { store } = sandbox;
  return store.all('subscription').flatMap((subscription): Due[] => {
    if (isEnded(subscription)) return [];
    const due: Due[] = [{ at: Math.min(...subscription.items.data.map((item) => item.current_period_end)), rank: 3, run: () => renew(sandbox, subscription) }];
    if (subscription.cancel_at !== null) due.push({ at: subscription.cancel_at, rank: 0, run: () => endSubscription(sandbox, subscription) });
    if (subscription.status === 'trialing' && subscription.trial_end !== null && !store.get('trial_notice', subscription.id)) {
      due.push({ at: subscription.trial_end - threeDays, rank: 1, run: () => noticeTrial(sandbox, subscription.id) });
    }
    return due;
  });
}

function noticeTrial({ store }: Sandbox, id: string): void {
  const subscription = store.get('subscription', id);
  store.save('trial_notice', { id });
  if (subscription) store.emit('customer.subscription.trial_will_end', subscription);
}

/** The scheduled attempt: finalises a draft first; without a card the attempt fails. */
function collect(sandbox: Sandbox, id: string): void {
  const invoice = sandbox.store.get('invoice', id);
  if (!invoice) return;
  const prepare = (): typeof invoice => (invoice.status === 'draft' ? finalizeInvoice(sandbox, invoice) : invoice);
  if (invoice.amount_due === 0) {
    prepare();
    return;
  }
  const paymentMethod = cardFor(sandbox, invoice);
  if (paymentMethod) settleInvoice(sandbox, prepare, { paymentMethod, session: 'off', isScheduled: true });
  else failWithoutCard(sandbox, prepare);
}

function dueInvoices(sandbox: Sandbox): Due[] {
  return sandbox.store.all('invoice').flatMap((invoice): Due[] => {
    const run = (): void => collect(sandbox, invoice.id);
    if (invoice.status === 'draft' && invoice.automatically_finalizes_at !== null) return [{ at: invoice.automatically_finalizes_at, rank: 4, run }];
    if (invoice.status === 'open' && invoice.auto_advance && invoice.next_payment_attempt !== null) return [{ at: invoice.next_payment_attempt, rank: 5, run }];
    return [];
  });
}

function dueSessions(sandbox: Sandbox): Due[] {
  return sandbox.store.all('checkout.session').flatMap((session) =>
    session.status === 'open' ? [{ at: session.expires_at, rank: 6, run: () => expireSession(sandbox, session) }] : [],
  );
}

const dueCoupons = (sandbox: Sandbox): Due[] => dueCouponEnds(sandbox).map((due) => ({ ...due, rank: 7 }));

const next = (sandbox: Sandbox, until: number): Due | undefined =>
  [...dueSubscriptions(sandbox), ...dueInvoices(sandbox), ...dueSessions(sandbox), ...dueCoupons(sandbox)]
    .filter((due) => due.at <= until)
    .sort((a, b) => a.at - b.at || a.rank - b.rank)[0];

/** Does everything that has fallen due, strictly in time order, each step stamped with its own instant. Returns the number of steps. */
export function runDue(sandbox: Sandbox, until: number = sandbox.clock.now()): number {
  let steps = 0;
  for (let due = next(sandbox, until); due; due = next(sandbox, until)) {
    const { at, run } = due;
    sandbox.clock.at(at, () => sandbox.store.atomically(run));
    if (++steps > 100_000) throw new Error('The sandbox clock does not come to rest.');
  }
  return steps;
}
