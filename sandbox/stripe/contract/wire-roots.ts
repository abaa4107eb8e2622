/** The type of the SDK that describes each `object`. */
export const wireRoots: Record<string, string> = {
  product: 'Stripe.Product | Stripe.DeletedProduct', price: 'Stripe.Price', customer: 'Stripe.Customer | Stripe.DeletedCustomer', payment_method: 'Stripe.PaymentMethod',
  'checkout.session': 'Stripe.Checkout.Session', subscription: 'Stripe.Subscription', invoice: 'Stripe.Invoice | Stripe.DeletedInvoice', line_item: 'Stripe.InvoiceLineItem',
  payment_intent: 'Stripe.PaymentIntent', charge: 'Stripe.Charge', invoice_payment: 'Stripe.InvoicePayment', invoiceitem: 'Stripe.InvoiceItem | Stripe.DeletedInvoiceItem', subscription_item: 'Stripe.SubscriptionItem', subscription_schedule: 'Stripe.SubscriptionSchedule', setup_intent: 'Stripe.SetupIntent', tax_id: 'Stripe.TaxId | Stripe.DeletedTaxId',
  'billing_portal.configuration': 'Stripe.BillingPortal.Configuration', 'billing_portal.session': 'Stripe.BillingPortal.Session', event: "Omit<Stripe.EventBase, 'data'> & { data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> } }",
  webhook_endpoint: 'Stripe.WebhookEndpoint | Stripe.DeletedWebhookEndpoint', account: 'Stripe.Account', balance: 'Stripe.Balance', item: 'Stripe.LineItem',
  'billing.meter': 'Stripe.Billing.Meter', 'billing.meter_event': 'Stripe.Billing.MeterEvent', 'billing.meter_event_summary': 'Stripe.Billing.MeterEventSummary',
  'billing.meter_event_adjustment': 'Stripe.Billing.MeterEventAdjustment', refund: 'Stripe.Refund', dispute: 'Stripe.Dispute', customer_balance_transaction: 'Stripe.CustomerBalanceTransaction', credit_note: 'Stripe.CreditNote',
  credit_note_line_item: 'Stripe.CreditNoteLineItem', tax_rate: 'Stripe.TaxRate',
  'test_helpers.test_clock': 'Stripe.TestHelpers.TestClock | Stripe.TestHelpers.DeletedTestClock', 'billing.credit_grant': 'Stripe.Billing.CreditGrant',
  'billing.credit_balance_summary': 'Stripe.Billing.CreditBalanceSummary', 'billing.credit_balance_transaction': 'Stripe.Billing.CreditBalanceTransaction',
  coupon: 'Stripe.Coupon | Stripe.DeletedCoupon', promotion_code: 'Stripe.PromotionCode', discount: 'Stripe.Discount | Stripe.DeletedDiscount',
};
