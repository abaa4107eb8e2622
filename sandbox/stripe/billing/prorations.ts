import { pricingOf } from '@/sandbox/stripe/resources/render-invoice';
import { renderInvoiceItem, type InvoiceItem, type InvoiceItemFields } from '@/sandbox/stripe/resources/render-invoice-item';
import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Debit } from '@/sandbox/stripe/store/collections';
import { consume, type Credit } from './debit-ledger';
import { netAmounts, productName } from './invoice-lines';
import { isMetered } from './line-amount';
import { prorated } from './money';
import { periodAt } from './period';

/** A charge for the rest of an item's period. */
export interface NewDebit {
  item: SubscriptionItem;
  start: number;
  end: number;
  fullAmount: number;
  fullSeconds: number;
  amount: number;
  discounts: string[];
}

export interface Prorations {
  credits: Credit[];
  debits: NewDebit[];
}

/** What each of these items costs from `start` to `end(item)`, net of the subscription's discounts, to the second. Usage is never prorated. */
export function debitsFor(sandbox: Sandbox, subscription: Subscription, items: SubscriptionItem[], start: number, end: (item: SubscriptionItem) => number): NewDebit[] {
  const net = netAmounts(sandbox, subscription, sandbox.clock.now());
  return items.flatMap((item): NewDebit[] => {
    const { recurring } = item.price;
    const full = net.get(item.id);
    const until = end(item);
    if (!recurring || !full || full.amount === 0 || isMetered(item.price) || until <= start) return [];
    const natural = periodAt(subscription.billing_cycle_anchor, recurring, start);
    const fullSeconds = natural.end - natural.start;
    return [{ item, start, end: until, fullAmount: full.amount, fullSeconds, amount: prorated(full.amount, until - start, fullSeconds), discounts: full.discounts }];
  });
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const dayText = (at: number): string => dayFormat.format(at * 1000);
const counted = (quantity: number, name: string): string => (quantity > 1 ? `${quantity} × ${name}` : name);

type Common = Pick<InvoiceItemFields, 'date' | 'customer' | 'currency' | 'subscription' | 'metadata' | 'testClock'>;

const commonOf = ({ clock }: Sandbox, subscription: Subscription): Common => ({
  date: clock.now(), customer: subscription.customer, currency: subscription.currency, subscription: subscription.id, metadata: subscription.metadata,
  testClock: subscription.test_clock,
});

const creditedBy = ({ line, invoice, invoiceItem }: Debit): InvoiceItemFields['credited'] =>
  line && invoice
    ? { type: 'invoice_line_items', invoice_line_item_details: { invoice, invoice_line_items: [line] } }
    : invoiceItem
      ? { type: 'invoice_item', invoice_item: invoiceItem }
      : null;

function creditItem(sandbox: Sandbox, subscription: Subscription, { debit, amount, start, end }: Credit): InvoiceItem {
  const { store, ids } = sandbox;
  const price = store.get('price', debit.price);
  const name = productName(sandbox, price?.product ?? '');
  return store.transition('invoiceitem', renderInvoiceItem({
    ...commonOf(sandbox, subscription), id: ids.next('ii'), amount, description: `Unused time on ${counted(debit.quantity, name)} after ${dayText(start)}`, period: { start, end },
    quantity: debit.quantity, pricing: price ? pricingOf(price) : null, subscriptionItem: debit.item, proration: true, credited: creditedBy(debit), discountable: false, invoice: null,
  }));
}

function debitItem(sandbox: Sandbox, subscription: Subscription, { item, amount, start, end }: NewDebit): InvoiceItem {
  const { store, ids } = sandbox;
  const quantity = item.quantity ?? 1;
  return store.transition('invoiceitem', renderInvoiceItem({
    ...commonOf(sandbox, subscription), id: ids.next('ii'), amount, quantity, pricing: pricingOf(item.price), subscriptionItem: item.id, proration: true, credited: null,
    description: `Remaining time on ${counted(quantity, productName(sandbox, item.price.product))} after ${dayText(start)}`, period: { start, end }, discountable: false,
    invoice: null,
  }));
}

const recordOf = (subscription: string, invoiceItem: string, { item, start, end, fullAmount, fullSeconds, discounts }: NewDebit): Debit => ({
  id: invoiceItem, item: item.id, subscription, line: null, invoiceItem, invoice: null, fullAmount, fullSeconds, start, end, creditedFrom: end,
  price: item.price.id, quantity: item.quantity ?? 1, discounts,
});

/** Writes the credits and charges as pending invoice items, and into the ledger. An item's credits come before its charge. */
export function writeProrations(sandbox: Sandbox, subscription: Subscription, { credits, debits }: Prorations): InvoiceItem[] {
  const items = [...new Set([...credits.map(({ debit }) => debit.item), ...debits.map(({ item }) => item.id)])];
  return items.flatMap((id) => [
    ...credits.filter(({ debit }) => debit.item === id).map((credit) => {
      const made = creditItem(sandbox, subscription, credit);
      consume(sandbox, credit.debit.id, credit.start, made.id);
      return made;
    }),
    ...debits.filter(({ item }) => item.id === id).map((debit) => {
      const made = debitItem(sandbox, subscription, debit);
      sandbox.store.save('debit', recordOf(subscription.id, made.id, debit));
      return made;
    }),
  ]);
}
