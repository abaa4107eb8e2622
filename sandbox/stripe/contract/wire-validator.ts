import Ajv, { type ValidateFunction } from 'ajv';
import { cachedWireSchema } from './cached-wire-schema';
import type { WireSchema } from './wire-schema';

const roots: Record<string, string> = {
  product: 'Stripe.Product | Stripe.DeletedProduct', price: 'Stripe.Price', customer: 'Stripe.Customer | Stripe.DeletedCustomer', payment_method: 'Stripe.PaymentMethod',
  'checkout.session': 'Stripe.Checkout.Session', subscription: 'Stripe.Subscription', invoice: 'Stripe.Invoice | Stripe.DeletedInvoice', line_item: 'Stripe.InvoiceLineItem',
  payment_intent: 'Stripe.PaymentIntent', charge: 'Stripe.Charge', invoice_payment: 'Stripe.InvoicePayment', invoiceitem: 'Stripe.InvoiceItem | Stripe.DeletedInvoiceItem', subscription_item: 'Stripe.SubscriptionItem', subscription_schedule: 'Stripe.SubscriptionSchedule', setup_intent: 'Stripe.SetupIntent', tax_id: 'Stripe.TaxId | Stripe.DeletedTaxId',
  'billing_portal.configuration': 'Stripe.BillingPortal.Configuration', 'billing_portal.session': 'Stripe.BillingPortal.Session', event: "Omit<Stripe.EventBase, 'data'> & { data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> } }",
  webhook_endpoint: 'Stripe.WebhookEndpoint | Stripe.DeletedWebhookEndpoint', account: 'Stripe.Account', balance: 'Stripe.Balance', item: 'Stripe.LineItem',
  'billing.meter': 'Stripe.Billing.Meter', 'billing.meter_event': 'Stripe.Billing.MeterEvent', 'billing.meter_event_summary': 'Stripe.Billing.MeterEventSummary',
  'billing.meter_event_adjustment': 'Stripe.Billing.MeterEventAdjustment', refund: 'Stripe.Refund', customer_balance_transaction: 'Stripe.CustomerBalanceTransaction', credit_note: 'Stripe.CreditNote',
  credit_note_line_item: 'Stripe.CreditNoteLineItem', tax_rate: 'Stripe.TaxRate',
  'test_helpers.test_clock': 'Stripe.TestHelpers.TestClock | Stripe.TestHelpers.DeletedTestClock', 'billing.credit_grant': 'Stripe.Billing.CreditGrant',
  'billing.credit_balance_summary': 'Stripe.Billing.CreditBalanceSummary', 'billing.credit_balance_transaction': 'Stripe.Billing.CreditBalanceTransaction',
  coupon: 'Stripe.Coupon | Stripe.DeletedCoupon', promotion_code: 'Stripe.PromotionCode', discount: 'Stripe.Discount | Stripe.DeletedDiscount',
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks objects against the SDK's own declared types, and counts them. */
export class WireValidator {
  readonly failures: string[] = [];
  readonly counts: Record<string, number> = {};
  private readonly validators = new Map<string, ValidateFunction>();

  static async open(): Promise<WireValidator> {
    return new WireValidator(await cachedWireSchema(roots));
  }

  private constructor({ $defs, roots: described }: WireSchema) {
    const ajv = new Ajv({ strict: false, validateSchema: false });
    ajv.addSchema({ $id: 'wire', $defs });
    for (const [object, schema] of Object.entries(described)) {
      const absolute: unknown = JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"wire#/$defs/'));
      if (isRecord(absolute)) this.validators.set(object, ajv.compile(absolute));
    }
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  check(value: unknown, where: string): void {
    if (!isRecord(value)) {
      this.fail(`${where}: not an object`);
      return;
    }
    if (value.object === 'list' && Array.isArray(value.data)) {
      for (const item of value.data) this.check(item, where);
      return;
    }
    const name = String(value.object);
    const validate = this.validators.get(name);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    if (!validate) this.fail(`no schema for ${name}`);
    else if (!validate(value)) this.fail(`${name} ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    if (name === 'event' && isRecord(value.data)) this.check(value.data.object, `${where} ${String(value.type)}`);
  }

  private fail(message: string): void {
    if (!this.failures.includes(message)) this.failures.push(message);
  }
}
