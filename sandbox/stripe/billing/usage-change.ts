import { pricingOf } from '@/sandbox/stripe/resources/render-invoice';
import { renderInvoiceItem, type InvoiceItem } from '@/sandbox/stripe/resources/render-invoice-item';
import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { productName } from './invoice-lines';
import { amountFor, isMetered } from './line-amount';
import type { Period } from './period';
import { usageOf } from './usage';

/** Usage of an item that is not charged yet: since its period began, since it was added, or since its price was changed. */
export function usageWindow({ store }: Sandbox, item: SubscriptionItem, end: number): Period {
  return { start: Math.max(item.current_period_start, item.created, store.get('usage_from', item.id)?.from ?? 0), end };
}

export const usageUntil = (sandbox: Sandbox, items: readonly SubscriptionItem[], end: (item: SubscriptionItem) => number): { item: SubscriptionItem; period: Period }[] =>
  items.filter((item) => isMetered(item.price)).map((item) => ({ item, period: usageWindow(sandbox, item, end(item)) }));

/** Metered items that a change removes or gives another price. */
const changedUsage = (before: Subscription, next: Subscription): SubscriptionItem[] =>
  before.items.data.filter((item) => isMetered(item.price) && next.items.data.find((one) => one.id === item.id)?.price.id !== item.price.id);

/** What was used so far of the items that a change removes or reprices, at the price it was used at, as pending invoice items. */
export const writeUsage = (sandbox: Sandbox, before: Subscription, next: Subscription): InvoiceItem[] => writeUsageOf(sandbox, before, changedUsage(before, next));

function writeUsageOf(sandbox: Sandbox, before: Subscription, items: SubscriptionItem[]): InvoiceItem[] {
  const { store, clock, ids } = sandbox;
  const now = clock.now();
  return items.flatMap((item) => {
    const period = usageWindow(sandbox, item, now);
    const meter = item.price.recurring?.meter;
    const quantity = meter && period.start < now ? usageOf(sandbox, meter, before.customer, period) : 0;
    if (quantity === 0) return [];
    return [store.transition('invoiceitem', renderInvoiceItem({
      id: ids.next('ii'), date: now, customer: before.customer, currency: before.currency, amount: amountFor(item.price, quantity), period, quantity,
      description: `${quantity} × ${productName(sandbox, item.price.product)}`, pricing: pricingOf(item.price), subscription: before.id, subscriptionItem: item.id, proration: false,
      credited: null, discountable: true, metadata: before.metadata, testClock: before.test_clock, invoice: null,
    }))];
  });
}

/** From here on usage is charged at the new price. */
export function markUsage({ store }: Sandbox, before: Subscription, next: Subscription, from: number): void {
  for (const item of changedUsage(before, next)) if (next.items.data.some((one) => one.id === item.id)) store.save('usage_from', { id: item.id, from });
}

/** What was used until a pause, as pending invoice items: it is charged with the first invoice after it. */
export function writePausedUsage(sandbox: Sandbox, before: Subscription): void {
  const metered = before.items.data.filter((item) => isMetered(item.price));
  writeUsageOf(sandbox, before, metered);
  for (const item of metered) sandbox.store.save('usage_from', { id: item.id, from: sandbox.clock.now() });
}
