import { renderInvoice, totalsOf, type Invoice, type InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { InvoiceItem } from '@/sandbox/stripe/resources/render-invoice-item';
import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { settleBalance } from './customer-balance';
import { discounted, invoiceItemLine, itemLine, netOf, usageLine } from './invoice-lines';
import { isMetered } from './line-amount';
import { periodAt, type Period } from './period';

type Customer = ApiRecords['customer'];

const hour = 3600;

export interface Draft {
  subscription: Subscription;
  customer: Customer;
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  /** The period before it, in which further items could have been added. */
  closed: Period;
  /** Items whose current period is charged now. */
  items: SubscriptionItem[];
  /** Metered items and the time whose usage is charged now. */
  usage?: { item: SubscriptionItem; period: Period }[];
  /** Stays a draft for an hour, as renewals do. */
  waits: boolean;
  /** false: it is kept as a draft, for an unpaid subscription. */
  autoAdvance?: boolean;
  id?: string;
}

/** Newest first; what was made at one instant keeps its order (a credit before its debit). */
export function pendingItems({ store }: Sandbox, customer: string, subscription: string | null): InvoiceItem[] {
  const pending = store.owned('invoiceitem', customer).filter((item) => {
    const owner = item.parent?.subscription_details?.subscription ?? null;
    return item.invoice === null && (owner === null || owner === subscription);
  });
  return pending.sort((a, b) => b.date - a.date);
}

/** Takes pending items into an invoice: their prorations' debits now have a line. */
export function sweep(sandbox: Sandbox, invoice: string, items: InvoiceItem[]): InvoiceLine[] {
  const { store } = sandbox;
  return items.map((item) => {
    const line = invoiceItemLine(sandbox, invoice, item);
    store.transition('invoiceitem', { ...item, invoice });
    const debit = store.get('debit', item.id);
    if (debit) store.save('debit', { ...debit, invoice, line: line.id });
    return line;
  });
}

/** Remembers what a line charged for which time, so that it can be given back. */
function recordDebits({ store }: Sandbox, { subscription, items }: Draft, invoice: string, lines: InvoiceLine[]): void {
  for (const line of lines) {
    const details = line.parent?.subscription_item_details;
    const item = items.find((one) => one.id === details?.subscription_item);
    if (!item?.price.recurring || details?.proration !== false || isMetered(item.price) || line.amount === 0) continue;
    const { start, end } = line.period;
    const natural = periodAt(subscription.billing_cycle_anchor, item.price.recurring, start);
    store.save('debit', {
      id: line.id, item: item.id, subscription: subscription.id, line: line.id, invoiceItem: null, invoice, fullAmount: netOf(line),
      fullSeconds: natural.end - natural.start, start, end, creditedFrom: end, price: item.price.id, quantity: item.quantity ?? 1, discounts: [],
    });
  }
}

/** A draft with everything pending, then the items' periods, then usage. */
export function draftInvoice(sandbox: Sandbox, given: Draft): Invoice {
  const { store, clock, ids } = sandbox;
  const { subscription, customer } = given;
  const id = given.id ?? ids.next('in');
  const now = clock.now();
  const plain = [
    ...sweep(sandbox, id, pendingItems(sandbox, customer.id, subscription.id)),
    ...given.items.filter((item) => !isMetered(item.price)).map((item) => itemLine(sandbox, id, subscription, item)),
    ...(given.usage ?? []).map(({ item, period }) => usageLine(sandbox, id, subscription, item, period)),
  ];
  const lines = discounted(sandbox, plain, subscription.discounts, subscription.currency, now);
  recordDebits(sandbox, given, id, lines);
  const { total } = totalsOf(lines);
  const { enabled } = subscription.automatic_tax;
  const tax: Partial<Invoice> = enabled ? { automatic_tax: { disabled_reason: null, enabled, liability: { type: 'self' }, provider: 'stripe', status: 'complete' } } : {};
  return store.transition('invoice', { ...renderInvoice({
    id, created: now, currency: subscription.currency, customer, reason: given.reason, period: given.closed, metadata: {}, accountName: sandbox.name, lines,
    discounts: subscription.discounts, parent: { type: 'subscription_details', quote_details: null, subscription_details: { metadata: subscription.metadata, subscription: subscription.id } },
    autoAdvance: given.autoAdvance ?? true, finalizesAt: given.waits && given.autoAdvance !== false ? now + hour : null,
    amountDue: settleBalance(total, customer.balance, subscription.currency).due,
  }), ...tax });
}

/** Usage that arrived late is still counted until the invoice is finalised. */
export function withLateUsage(sandbox: Sandbox, draft: Invoice): Invoice {
  const subscription = sandbox.store.get('subscription', draft.parent?.subscription_details?.subscription ?? '');
  if (!subscription) return draft;
  let isChanged = false;
  const lines = draft.lines.data.map((line) => {
    const details = line.parent?.subscription_item_details;
    const item = subscription.items.data.find((one) => one.id === details?.subscription_item);
    if (!item || !isMetered(item.price) || details?.invoice_item) return line;
    const { amount, quantity, quantity_decimal, description, subtotal } = usageLine(sandbox, draft.id, subscription, item, line.period);
    isChanged ||= quantity !== line.quantity;
    return { ...line, amount, quantity, quantity_decimal, description, subtotal };
  });
  if (!isChanged) return draft;
  const priced = discounted(sandbox, lines, draft.discounts, draft.currency, draft.created);
  const { subtotal, total, discounts } = totalsOf(priced);
  return {
    ...draft, lines: { ...draft.lines, data: priced }, subtotal, subtotal_excluding_tax: subtotal, total, total_excluding_tax: total, total_discount_amounts: discounts,
  };
}
