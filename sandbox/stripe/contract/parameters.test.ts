import { beforeAll, expect, test } from 'vitest';
import type { Shape } from '@/sandbox/stripe/http/param-spec';
import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import { cachedWireSchema } from './cached-wire-schema';
import type { JsonSchema, WireSchema } from './wire-schema';

const paramTypes: Record<string, string> = {
  'POST /v1/products': 'Stripe.ProductCreateParams', 'POST /v1/products/{id}': 'Stripe.ProductUpdateParams', 'GET /v1/products': 'Stripe.ProductListParams',
  'POST /v1/prices': 'Stripe.PriceCreateParams', 'POST /v1/prices/{id}': 'Stripe.PriceUpdateParams', 'GET /v1/prices': 'Stripe.PriceListParams',
  'POST /v1/customers': 'Stripe.CustomerCreateParams', 'POST /v1/customers/{id}': 'Stripe.CustomerUpdateParams', 'GET /v1/customers': 'Stripe.CustomerListParams',
  'GET /v1/payment_methods': 'Stripe.PaymentMethodListParams', 'POST /v1/payment_methods/{id}/attach': 'Stripe.PaymentMethodAttachParams',
  'POST /v1/payment_methods/{id}': 'Stripe.PaymentMethodUpdateParams', 'POST /v1/checkout/sessions': 'Stripe.Checkout.SessionCreateParams',
  'GET /v1/checkout/sessions': 'Stripe.Checkout.SessionListParams', 'POST /v1/subscriptions/{id}': 'Stripe.SubscriptionUpdateParams',
  'GET /v1/subscriptions': 'Stripe.SubscriptionListParams', 'DELETE /v1/subscriptions/{id}': 'Stripe.SubscriptionCancelParams', 'GET /v1/invoices': 'Stripe.InvoiceListParams',
  'POST /v1/invoices/{id}/pay': 'Stripe.InvoicePayParams', 'GET /v1/invoice_payments': 'Stripe.InvoicePaymentListParams', 'GET /v1/payment_intents': 'Stripe.PaymentIntentListParams',
  'GET /v1/charges': 'Stripe.ChargeListParams', 'GET /v1/events': 'Stripe.EventListParams', 'POST /v1/webhook_endpoints': 'Stripe.WebhookEndpointCreateParams',
  'POST /v1/setup_intents': 'Stripe.SetupIntentCreateParams', 'GET /v1/setup_intents': 'Stripe.SetupIntentListParams',
  'POST /v1/setup_intents/{id}': 'Stripe.SetupIntentUpdateParams', 'GET /v1/setup_intents/{id}': 'Stripe.SetupIntentRetrieveParams',
  'POST /v1/setup_intents/{id}/confirm': 'Stripe.SetupIntentConfirmParams', 'POST /v1/setup_intents/{id}/cancel': 'Stripe.SetupIntentCancelParams',
  'POST /v1/payment_intents/{id}/confirm': 'Stripe.PaymentIntentConfirmParams', 'POST /v1/payment_intents/{id}/cancel': 'Stripe.PaymentIntentCancelParams',
  'GET /v1/payment_intents/{id}': 'Stripe.PaymentIntentRetrieveParams', 'POST /v1/billing_portal/sessions': 'Stripe.BillingPortal.SessionCreateParams',
  'POST /v1/billing_portal/configurations': 'Stripe.BillingPortal.ConfigurationCreateParams', 'GET /v1/billing_portal/configurations': 'Stripe.BillingPortal.ConfigurationListParams',
  'POST /v1/billing_portal/configurations/{id}': 'Stripe.BillingPortal.ConfigurationUpdateParams',
  'POST /v1/coupons': 'Stripe.CouponCreateParams', 'POST /v1/coupons/{id}': 'Stripe.CouponUpdateParams', 'GET /v1/coupons': 'Stripe.CouponListParams',
  'POST /v1/promotion_codes': 'Stripe.PromotionCodeCreateParams', 'POST /v1/promotion_codes/{id}': 'Stripe.PromotionCodeUpdateParams',
  'GET /v1/promotion_codes': 'Stripe.PromotionCodeListParams',
  'POST /v1/billing/meters': 'Stripe.Billing.MeterCreateParams', 'POST /v1/billing/meters/{id}': 'Stripe.Billing.MeterUpdateParams',
  'GET /v1/billing/meters': 'Stripe.Billing.MeterListParams', 'GET /v1/billing/meters/{id}/event_summaries': 'Stripe.Billing.MeterListEventSummariesParams',
  'POST /v1/billing/meter_events': 'Stripe.Billing.MeterEventCreateParams', 'POST /v1/billing/meter_event_adjustments': 'Stripe.Billing.MeterEventAdjustmentCreateParams',
  'POST /v1/credit_notes': 'Stripe.CreditNoteCreateParams', 'GET /v1/credit_notes/preview': 'Stripe.CreditNotePreviewParams', 'GET /v1/credit_notes': 'Stripe.CreditNoteListParams',
  'POST /v1/test_helpers/test_clocks': 'Stripe.TestHelpers.TestClockCreateParams', 'POST /v1/test_helpers/test_clocks/{id}/advance': 'Stripe.TestHelpers.TestClockAdvanceParams',
  'GET /v1/test_helpers/test_clocks': 'Stripe.TestHelpers.TestClockListParams',
  'POST /v1/billing/credit_grants': 'Stripe.Billing.CreditGrantCreateParams', 'POST /v1/billing/credit_grants/{id}': 'Stripe.Billing.CreditGrantUpdateParams',
  'GET /v1/billing/credit_grants': 'Stripe.Billing.CreditGrantListParams', 'GET /v1/billing/credit_balance_summary': 'Stripe.Billing.CreditBalanceSummaryRetrieveParams',
  'GET /v1/billing/credit_balance_transactions': 'Stripe.Billing.CreditBalanceTransactionListParams',
  'GET /v1/customers/{id}/payment_methods': 'Stripe.CustomerListPaymentMethodsParams', 'POST /v1/customers/{id}/tax_ids': 'Stripe.CustomerCreateTaxIdParams',
  'GET /v1/customers/{id}/tax_ids': 'Stripe.CustomerListTaxIdsParams', 'GET /v1/checkout/sessions/{id}/line_items': 'Stripe.Checkout.SessionListLineItemsParams',
  'GET /v1/invoices/{id}/lines': 'Stripe.InvoiceListLineItemsParams', 'POST /v1/refunds/{id}': 'Stripe.RefundUpdateParams',
  'GET /v1/credit_notes/preview/lines': 'Stripe.CreditNoteListPreviewLineItemsParams', 'GET /v1/credit_notes/{id}/lines': 'Stripe.CreditNoteListLineItemsParams',
  'POST /v1/credit_notes/{id}': 'Stripe.CreditNoteUpdateParams', 'POST /v1/customers/{id}/balance_transactions/{sub}': 'Stripe.CustomerUpdateBalanceTransactionParams',
  'POST /v1/refunds': 'Stripe.RefundCreateParams', 'GET /v1/refunds': 'Stripe.RefundListParams', 'GET /v1/disputes': 'Stripe.DisputeListParams', 'POST /v1/tax_rates': 'Stripe.TaxRateCreateParams',
  'POST /v1/tax_rates/{id}': 'Stripe.TaxRateUpdateParams', 'GET /v1/tax_rates': 'Stripe.TaxRateListParams',
  'POST /v1/customers/{id}/balance_transactions': 'Stripe.CustomerCreateBalanceTransactionParams',
  'GET /v1/customers/{id}/balance_transactions': 'Stripe.CustomerListBalanceTransactionsParams',
  'POST /v1/subscriptions': 'Stripe.SubscriptionCreateParams', 'POST /v1/subscriptions/{id}/pause': 'Stripe.SubscriptionPauseParams',
  'POST /v1/subscriptions/{id}/resume': 'Stripe.SubscriptionResumeParams', 'GET /v1/subscription_items': 'Stripe.SubscriptionItemListParams',
  'POST /v1/subscription_items/{id}': 'Stripe.SubscriptionItemUpdateParams', 'POST /v1/subscription_schedules': 'Stripe.SubscriptionScheduleCreateParams',
  'POST /v1/subscription_schedules/{id}': 'Stripe.SubscriptionScheduleUpdateParams', 'GET /v1/subscription_schedules': 'Stripe.SubscriptionScheduleListParams',
  'POST /v1/subscription_schedules/{id}/release': 'Stripe.SubscriptionScheduleReleaseParams',
  'POST /v1/subscription_schedules/{id}/cancel': 'Stripe.SubscriptionScheduleCancelParams', 'POST /v1/invoices': 'Stripe.InvoiceCreateParams',
  'POST /v1/invoices/{id}': 'Stripe.InvoiceUpdateParams', 'POST /v1/invoices/create_preview': 'Stripe.InvoiceCreatePreviewParams',
  'POST /v1/invoices/{id}/finalize': 'Stripe.InvoiceFinalizeInvoiceParams', 'POST /v1/invoiceitems': 'Stripe.InvoiceItemCreateParams',
  'POST /v1/invoiceitems/{id}': 'Stripe.InvoiceItemUpdateParams', 'GET /v1/invoiceitems': 'Stripe.InvoiceItemListParams',
  'POST /v1/webhook_endpoints/{id}': 'Stripe.WebhookEndpointUpdateParams', 'GET /v1/webhook_endpoints': 'Stripe.WebhookEndpointListParams',
};

let schema: WireSchema;
beforeAll(async () => {
  schema = await cachedWireSchema(paramTypes);
}, 60_000);

function properties(described: JsonSchema | undefined): Record<string, JsonSchema> {
  if (!described) return {};
  if (described.$ref) return properties(schema.$defs[described.$ref.slice('#/$defs/'.length)]);
  const parts = [...(described.anyOf ?? []), ...(described.items ? [described.items] : [])];
  return Object.assign({}, described.properties, ...parts.map(properties));
}

const strange = (shape: Shape, described: JsonSchema | undefined, path: string): string[] => {
  const known = properties(described);
  return Object.entries(shape).flatMap(([key, field]) => {
    const at = `${path} ${key}`;
    if (!known[key]) return [at];
    return field.shape ? strange(field.shape, known[key], at) : [];
  });
};

const described = allEndpoints.filter(({ method, path }) => paramTypes[`${method} ${path}`]);

test('every endpoint with parameters is held to the SDK, but the one whose other kinds of payment methods are unknown here', () => {
  const left = allEndpoints.filter(({ method, path, shape }) => Object.keys(shape).length > 0 && !paramTypes[`${method} ${path}`]);
  expect(left.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/payment_methods']);
});

test('every parameter the sandbox reads is one the SDK declares', () => {
  expect(described).toHaveLength(Object.keys(paramTypes).length);
  for (const name of Object.keys(paramTypes)) expect(Object.keys(properties(schema.roots[name]))).toContain('expand');
  expect(described.flatMap(({ method, path, shape }) => strange(shape, schema.roots[`${method} ${path}`], `${method} ${path}`))).toEqual([]);
});

test('every parameter the SDK declares is either read or refused as unsupported', () => {
  const missing = described.flatMap(({ method, path, shape, known }) =>
    Object.keys(properties(schema.roots[`${method} ${path}`]))
      .filter((key) => key !== 'expand' && !(key in shape) && !known.includes(key))
      .map((key) => `${method} ${path} ${key}`),
  );
  expect(missing).toEqual([]);
});
