import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { PendingChange } from '@/sandbox/stripe/store/collections';
import { forfeit, forgetInvoice, remember } from './debit-ledger';
import { voidInvoice } from './invoice';
import { markUsage } from './usage-change';

const hours23 = 23 * 3600;

/** Until when a pending update may be paid: 23 hours, but not beyond the period or the trial (docs.stripe.com, pending updates reference). */
const expiryOf = (now: number, { items, trial_end }: Subscription): number =>
  Math.min(now + hours23, ...items.data.map((item) => item.current_period_end), ...(trial_end !== null && trial_end > now ? [trial_end] : []));

interface Kept {
  invoice: Invoice;
  reason: PendingChange['reason'];
  next: Partial<Subscription>;
  forfeited: string[];
  /** Invoice items that the change made; the others on the invoice were pending before. */
  made: string[];
}

/** Takes the change's charges and credits back until its invoice is paid. */
export function keepPending(sandbox: Sandbox, before: Subscription, { invoice, reason, next, forfeited, made }: Kept): PendingChange {
  const earlier = sandbox.store.owned('invoiceitem', invoice.id).filter((item) => !made.includes(item.id)).map((item) => item.id);
  const { debits, credited } = forgetInvoice(sandbox, invoice.id, new Set(earlier));
  return sandbox.store.save('pending_change', {
    id: before.id, invoice: invoice.id, reason, next, credited, debits, forfeited, items: made,
    expiresAt: reason === 'resume' ? sandbox.clock.now() + hours23 : expiryOf(sandbox.clock.now(), before),
  });
}

/** What `subscription.pending_update` shows of it. */
export function pendingUpdateOf({ clock }: Sandbox, before: Subscription, next: Partial<Subscription>): NonNullable<Subscription['pending_update']> {
  const changed = <K extends keyof Subscription>(key: K): Subscription[K] | null => {
    const value = next[key];
    return value === undefined || JSON.stringify(value) === JSON.stringify(before[key]) ? null : value;
  };
  return {
    billing_cycle_anchor: changed('billing_cycle_anchor'), cancel_at_period_end: changed('cancel_at_period_end'), discount: null, discounts: changed('discounts'),
    expires_at: expiryOf(clock.now(), before), metadata: changed('metadata'), subscription_items: changed('items')?.data ?? null, trial_end: changed('trial_end'),
    trial_from_plan: null,
  };
}

/** The invoice is paid: the change that waited for it happens. */
export function applyPending(sandbox: Sandbox, invoice: Invoice): void {
  const { store } = sandbox;
  const id = invoice.parent?.subscription_details?.subscription ?? '';
  const pending = store.get('pending_change', id);
  const subscription = store.get('subscription', id);
  if (!subscription || pending?.invoice !== invoice.id) return;
  store.remove('pending_change', id);
  for (const owner of pending.forfeited) forfeit(sandbox, owner);
  remember(sandbox, pending);
  markUsage(sandbox, subscription, { ...subscription, ...pending.next }, invoice.created);
  const event = pending.reason === 'resume' ? 'customer.subscription.resumed' : 'customer.subscription.pending_update_applied';
  store.transition('subscription', { ...subscription, ...pending.next, pending_update: null }, [event]);
}

/** The change does not happen: its invoice is void, and what was pending before it is pending again. */
export function dropPending(sandbox: Sandbox, id: string): void {
  const { store } = sandbox;
  const pending = store.get('pending_change', id);
  const invoice = pending ? store.get('invoice', pending.invoice) : undefined;
  const subscription = store.get('subscription', id);
  if (!pending || !subscription) return;
  store.remove('pending_change', id);
  releaseEarlier(sandbox, pending);
  if (invoice?.status === 'open' || invoice?.status === 'draft') voidInvoice(sandbox, invoice);
  if (subscription.pending_update) {
    store.transition('subscription', { ...subscription, pending_update: null }, ['customer.subscription.pending_update_expired']);
  }
}

function releaseEarlier({ store }: Sandbox, { invoice, items }: PendingChange): void {
  for (const item of store.owned('invoiceitem', invoice)) {
    if (items.includes(item.id)) continue;
    store.transition('invoiceitem', { ...item, invoice: null });
    const debit = store.get('debit', item.id);
    if (debit) store.save('debit', { ...debit, invoice: null, line: null });
  }
}
