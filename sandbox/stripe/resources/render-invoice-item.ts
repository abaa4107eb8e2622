import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type InvoiceItem = ApiRecords['invoiceitem'];
type CreditedItems = NonNullable<NonNullable<InvoiceItem['proration_details']>['credited_items']>;

export interface InvoiceItemFields {
  id: string;
  date: number;
  customer: string;
  currency: string;
  amount: number;
  description: string | null;
  period: { start: number; end: number };
  quantity: number;
  pricing: InvoiceItem['pricing'];
  subscription: string | null;
  subscriptionItem: string | null;
  proration: boolean;
  credited: CreditedItems | null;
  discountable: boolean;
  metadata: Record<string, string>;
  testClock: string | null;
  invoice: string | null;
}

export const renderInvoiceItem = (given: InvoiceItemFields): InvoiceItem => ({
  id: given.id, object: 'invoiceitem', amount: given.amount, currency: given.currency, customer: given.customer, customer_account: null, date: given.date,
  description: given.description, discountable: given.discountable, discounts: [], invoice: given.invoice, livemode: false, metadata: given.metadata, net_amount: given.amount,
  parent: given.subscription
    ? {
        type: 'subscription_details',
        subscription_details: { subscription: given.subscription, ...(given.subscriptionItem ? { subscription_item: given.subscriptionItem } : {}) },
      }
    : null,
  period: given.period, pricing: given.pricing, proration: given.proration,
  ...(given.proration ? { proration_details: { credited_items: given.credited, discount_amounts: [] } } : {}),
  quantity: given.quantity, quantity_decimal: String(given.quantity), tax_rates: [], test_clock: given.testClock,
});
