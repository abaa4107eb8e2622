import { pricingOf, renderLine, type InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { InvoiceItem } from '@/sandbox/stripe/resources/render-invoice-item';
import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { shareDiscounts, type Discountable } from './discounts';
import { amountFor } from './line-amount';
import { formatMoney } from './money';
import type { Period } from './period';
import { usageOf } from './usage';

export const productName = ({ store }: Sandbox, product: string): string => store.get('product', product)?.name ?? product;

const subscriptionParent = (subscription: string | null, item: string, invoiceItem: string | null, proration: boolean, credited: InvoiceItem['proration_details']): InvoiceLine['parent'] => {
  const details = credited?.credited_items?.invoice_line_item_details ?? null;
  return {
    type: 'subscription_item_details', invoice_item_details: null,
    subscription_item_details: {
      invoice_item: invoiceItem, proration, proration_details: { credited_items: details }, subscription, subscription_item: item,
    },
  };
};

/** A whole period of an item, or its free trial. */
export function itemLine(sandbox: Sandbox, invoice: string, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const quantity = item.quantity ?? 1;
  const name = productName(sandbox, item.price.product);
  const isTrial = subscription.status === 'trialing';
  const price = `${formatMoney(item.price.unit_amount ?? 0, item.price.currency)} / ${item.price.recurring?.interval ?? 'month'}`;
  return renderLine({
    id: sandbox.ids.next('il'), invoice, amount: isTrial ? 0 : amountFor(item.price, quantity), currency: subscription.currency, discountable: true,
    description: isTrial ? `Free trial for ${quantity} x ${name}` : `${quantity} × ${name} (at ${price})`,
    period: { start: item.current_period_start, end: item.current_period_end }, pricing: pricingOf(item.price, isTrial ? 0 : undefined), quantity,
    subscription: subscription.id, parent: subscriptionParent(subscription.id, item.id, null, false, undefined), metadata: subscription.metadata,
  });
}

/** What was used of a metered price in a period that has closed. */
export function usageLine(sandbox: Sandbox, invoice: string, subscription: Subscription, item: SubscriptionItem, period: Period): InvoiceLine {
  const meter = item.price.recurring?.meter;
  const quantity = meter ? usageOf(sandbox, meter, subscription.customer, period) : 0;
  return renderLine({
    id: sandbox.ids.next('il'), invoice, amount: amountFor(item.price, quantity), currency: subscription.currency, discountable: true,
    description: `${quantity} × ${productName(sandbox, item.price.product)}`, period, pricing: pricingOf(item.price), quantity, subscription: subscription.id,
    parent: subscriptionParent(subscription.id, item.id, null, false, undefined), metadata: subscription.metadata,
  });
}

/** A pending invoice item that this invoice takes in. */
export function invoiceItemLine(sandbox: Sandbox, invoice: string, item: InvoiceItem): InvoiceLine {
  const details = item.parent?.subscription_details;
  const subscription = details?.subscription ?? null;
  const parent: InvoiceLine['parent'] = details?.subscription_item
    ? subscriptionParent(subscription, details.subscription_item, item.id, item.proration, item.proration_details)
    : {
        type: 'invoice_item_details', subscription_item_details: null,
        invoice_item_details: { invoice_item: item.id, proration: item.proration, proration_details: { credited_items: null }, subscription },
      };
  return renderLine({
    id: sandbox.ids.next('il'), invoice, amount: item.amount, currency: item.currency, discountable: item.discountable, description: item.description, period: item.period,
    pricing: item.pricing, quantity: item.quantity, subscription, parent, metadata: item.metadata ?? {},
  });
}

const discountableOf = (line: InvoiceLine): Discountable => ({ amount: line.amount, product: line.pricing?.price_details?.product ?? '', discountable: line.discountable });

/** The lines with what each discount takes off them. */
export function discounted(sandbox: Sandbox, lines: InvoiceLine[], discounts: readonly string[], currency: string, at: number): InvoiceLine[] {
  const shares = shareDiscounts(sandbox, discounts, lines.map(discountableOf), currency, at);
  return lines.map((line, index) => ({
    ...line, discount_amounts: shares.filter(() => line.discountable).map(({ discount, amounts }) => ({ discount, amount: amounts[index] ?? 0 })),
  }));
}

export const netOf = (line: InvoiceLine): number => (line.discount_amounts ?? []).reduce((rest, { amount }) => rest - amount, line.amount);

/** What each licensed item costs for a whole period after discounts, and which discounts are in that. */
export function netAmounts(sandbox: Sandbox, subscription: Subscription, at: number): Map<string, { amount: number; discounts: string[] }> {
  const items = subscription.items.data.filter((item) => item.price.recurring?.usage_type !== 'metered');
  const lines = items.map((item): Discountable => ({ amount: amountFor(item.price, item.quantity ?? 1), product: item.price.product, discountable: true }));
  const shares = shareDiscounts(sandbox, subscription.discounts, lines, subscription.currency, at);
  return new Map(items.map((item, index) => {
    const used = shares.filter(({ amounts }) => (amounts[index] ?? 0) > 0);
    const off = used.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0);
    return [item.id, { amount: (lines[index]?.amount ?? 0) - off, discounts: used.map(({ discount }) => discount) }];
  }));
}
