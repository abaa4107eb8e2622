import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { creditsFrom } from './debit-ledger';
import { draftFinal } from './end-subscription';
import { draftInvoice } from './draft-invoice';
import { pausedFields } from './end-trial';
import { finalizeInvoice } from './invoice';
import { isMetered } from './line-amount';
import { dropPending, keepPending } from './pending-change';
import { boundary, periodAt } from './period';
import type { ProrationBehavior } from './plan-change';
import { debitsFor, writeProrations } from './prorations';
import { attemptPayment, cardFor } from './settle-invoice';
import { writePausedUsage } from './usage-change';

export interface Pause {
  /** From when on unused time is given back. */
  unusedFrom: 'now' | 'item_current_period_start' | 'none';
  billsUsage: boolean;
  invoiceNow: boolean;
}

/** Stops service and invoices until it is resumed. */
export function pauseSubscription(sandbox: Sandbox, before: Subscription, { unusedFrom, billsUsage, invoiceNow }: Pause): Subscription {
  const { store, clock } = sandbox;
  if (before.schedule) throw invalidRequest('You cannot pause a subscription that is managed by a subscription schedule. Release the schedule first.', undefined, 'id');
  if (before.status !== 'active') throw invalidRequest(`You cannot pause a subscription that is \`${before.status}\`.`);
  dropPending(sandbox, before.id);
  const current = store.get('subscription', before.id) ?? before;
  const from = (start: number): number => (unusedFrom === 'now' ? clock.now() : start);
  const credits = unusedFrom === 'none' ? [] : current.items.data.flatMap((item) => creditsFrom(sandbox, item.id, from(item.current_period_start)));
  writeProrations(sandbox, current, { credits, debits: [] });
  if (billsUsage && !invoiceNow) writePausedUsage(sandbox, current);
  const paused = store.transition('subscription', { ...current, ...pausedFields(sandbox, 'pause_requested') }, ['customer.subscription.paused']);
  const hasUsage = billsUsage && current.items.data.some((item) => isMetered(item.price));
  const draft = invoiceNow && (credits.length > 0 || hasUsage) ? draftFinal(sandbox, paused, false) : null;
  if (draft) attemptPayment(sandbox, draft, { paymentMethod: cardFor(sandbox, draft), isScheduled: true });
  return store.get('subscription', before.id) ?? paused;
}

export interface Resumption {
  anchor?: 'now' | 'unchanged';
  proration: ProrationBehavior;
  prorationDate?: number;
}

/** What the subscription is when it runs again: from now on, or in the period that its anchor gives. */
function resumed(sandbox: Sandbox, before: Subscription, { anchor }: Resumption): Subscription {
  const now = sandbox.clock.now();
  const isReset = anchor !== 'unchanged';
  const data = before.items.data.map((item) => {
    const interval = item.price.recurring ?? { interval: 'month' as const, interval_count: 1 };
    const period = isReset ? { start: now, end: boundary(now, interval, 1) } : periodAt(before.billing_cycle_anchor, interval, now);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  return { ...before, status_details: undefined, status: 'active', billing_cycle_anchor: isReset ? now : before.billing_cycle_anchor, items: { ...before.items, data } };
}

interface Resuming {
  next: Subscription;
  made: string[];
  draft: Invoice | null;
}

function prepare(sandbox: Sandbox, before: Subscription, how: Resumption): Resuming {
  const { store, clock } = sandbox;
  const now = clock.now();
  const next = resumed(sandbox, before, how);
  const customer = store.get('customer', before.customer);
  if (!customer) throw new Error(`No customer ${before.customer}`);
  const isReset = how.anchor !== 'unchanged';
  const from = how.prorationDate ?? now;
  const uncovered = next.items.data.filter((item) => creditsFrom(sandbox, item.id, from).length === 0);
  const debits = isReset || how.proration === 'none' ? [] : uncovered.flatMap((item) => debitsFor(sandbox, next, [item], from, (one) => one.current_period_end));
  const made = writeProrations(sandbox, next, { credits: [], debits }).map(({ id }) => id);
  const isInvoiced = isReset || (how.proration === 'always_invoice' && made.length > 0);
  const draft = isInvoiced
    ? draftInvoice(sandbox, { subscription: next, customer, reason: 'subscription_update', closed: { start: now, end: now }, items: isReset ? next.items.data : [], waits: false })
    : null;
  return { next, made, draft };
}

const resumedEvent = 'customer.subscription.resumed';

/** For previews. */
export function resumeUnpaid(sandbox: Sandbox, before: Subscription, how: Resumption): Invoice | null {
  const { next, draft } = prepare(sandbox, before, how);
  sandbox.store.transition('subscription', next, [resumedEvent]);
  return draft;
}

/** Runs again: at once when nothing is due, otherwise when the resumption invoice is paid. `attempts`: it is charged now. */
export function resumeSubscription(sandbox: Sandbox, before: Subscription, how: Resumption, attempts: boolean): Subscription {
  const { store } = sandbox;
  if (before.status !== 'paused') throw invalidRequest(`You cannot resume a subscription that is \`${before.status}\`.`);
  dropPending(sandbox, before.id);
  const { next, made, draft } = prepare(sandbox, before, how);
  if (!draft || draft.amount_due === 0) {
    if (draft) finalizeInvoice(sandbox, draft);
    const current = store.get('subscription', before.id) ?? before;
    return store.transition('subscription', { ...next, discounts: current.discounts, latest_invoice: draft?.id ?? before.latest_invoice }, [resumedEvent]);
  }
  const open = finalizeInvoice(sandbox, draft);
  const { items, billing_cycle_anchor, status } = next;
  keepPending(sandbox, before, { invoice: open, reason: 'resume', next: { items, billing_cycle_anchor, status, status_details: undefined }, forfeited: [], made });
  const current = store.get('subscription', before.id) ?? before;
  store.transition('subscription', { ...current, latest_invoice: open.id });
  if (attempts) attemptPayment(sandbox, open, { paymentMethod: cardFor(sandbox, open), isScheduled: false, isWaiting: true });
  return store.get('subscription', before.id) ?? current;
}
