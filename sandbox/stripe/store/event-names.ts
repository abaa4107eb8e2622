import type { ApiKind } from './collections';

interface Names {
  created: string | null;
  updated: string | null;
}

/** The event each kind of object emits on its own when it appears and when it changes. */
export const eventNames: Record<ApiKind, Names> = {
  product: { created: 'product.created', updated: 'product.updated' },
  price: { created: 'price.created', updated: 'price.updated' },
  customer: { created: 'customer.created', updated: 'customer.updated' },
  payment_method: { created: null, updated: 'payment_method.updated' },
  'checkout.session': { created: null, updated: null },
  subscription: { created: 'customer.subscription.created', updated: 'customer.subscription.updated' },
  invoice: { created: 'invoice.created', updated: 'invoice.updated' },
  payment_intent: { created: 'payment_intent.created', updated: null },
  charge: { created: null, updated: 'charge.updated' },
  invoice_payment: { created: null, updated: null },
  invoiceitem: { created: 'invoiceitem.created', updated: null },
  subscription_schedule: { created: 'subscription_schedule.created', updated: 'subscription_schedule.updated' },
  customer_balance_transaction: { created: null, updated: null },
  setup_intent: { created: 'setup_intent.created', updated: null },
  'billing_portal.configuration': { created: 'billing_portal.configuration.created', updated: 'billing_portal.configuration.updated' },
  'billing_portal.session': { created: 'billing_portal.session.created', updated: null },
  coupon: { created: 'coupon.created', updated: 'coupon.updated' },
  promotion_code: { created: 'promotion_code.created', updated: 'promotion_code.updated' },
  discount: { created: null, updated: null },
  tax_id: { created: 'customer.tax_id.created', updated: 'customer.tax_id.updated' },
  refund: { created: 'refund.created', updated: 'refund.updated' },
  dispute: { created: 'charge.dispute.created', updated: 'charge.dispute.updated' },
  credit_note: { created: 'credit_note.created', updated: 'credit_note.updated' },
  tax_rate: { created: 'tax_rate.created', updated: 'tax_rate.updated' },
  'test_helpers.test_clock': { created: 'test_helpers.test_clock.created', updated: null },
  'billing.meter': { created: 'billing.meter.created', updated: 'billing.meter.updated' },
  'billing.credit_grant': { created: 'billing.credit_grant.created', updated: 'billing.credit_grant.updated' },
  'billing.credit_balance_transaction': { created: 'billing.credit_balance_transaction.created', updated: null },
};
