import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiKind } from '@/sandbox/stripe/store/collections';
import { isObject, toJson } from '@/sandbox/stripe/store/diff';
import type { Json, JsonObject } from '@/sandbox/stripe/wire';
import { checkoutLineItems } from '@/sandbox/stripe/resources/checkout-line-items';
import { couponAppliesTo } from '@/sandbox/stripe/resources/coupons';
import { currencyOptionsOf } from '@/sandbox/stripe/resources/price-terms';
import { confirmationSecret, invoicePayments, refundsOf } from '@/sandbox/stripe/resources/invoice-includes';
import { invalidRequest } from './stripe-error';

/** undefined: the field stays away even when asked for. */
type Include = (sandbox: Sandbox, id: string) => object | object[] | null | undefined;

/** Fields that hold an id and can be replaced by the object, per object type. */
const expandable: Record<string, Record<string, ApiKind>> = {
  product: { default_price: 'price' },
  price: { product: 'product' },
  customer: {},
  payment_method: { customer: 'customer' },
  'checkout.session': { customer: 'customer', subscription: 'subscription', invoice: 'invoice', payment_intent: 'payment_intent', setup_intent: 'setup_intent' },
  subscription: { customer: 'customer', latest_invoice: 'invoice', default_payment_method: 'payment_method', schedule: 'subscription_schedule', discounts: 'discount' },
  invoice: { customer: 'customer', default_payment_method: 'payment_method', discounts: 'discount' },
  subscription_schedule: { customer: 'customer', subscription: 'subscription' },
  payment_intent: { customer: 'customer', latest_charge: 'charge', payment_method: 'payment_method' },
  charge: { customer: 'customer', payment_intent: 'payment_intent' },
  'billing_portal.session': { configuration: 'billing_portal.configuration' },
  setup_intent: { customer: 'customer', payment_method: 'payment_method' },
  refund: { charge: 'charge', customer: 'customer', payment_intent: 'payment_intent', payment_method: 'payment_method' },
  customer_balance_transaction: { customer: 'customer', invoice: 'invoice', credit_note: 'credit_note' },
  credit_note: { customer: 'customer', invoice: 'invoice', customer_balance_transaction: 'customer_balance_transaction' },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  refunds: { refund: 'refund' },
  invoice_payment: { invoice: 'invoice' },
  invoice_payment_payment: { payment_intent: 'payment_intent' },
  customer_invoice_settings: { default_payment_method: 'payment_method' },
  subscription_details: { subscription: 'subscription' },
  price_details: { price: 'price' },
  promotion_code: { customer: 'customer' },
  promotion: { coupon: 'coupon' },
  discount: { customer: 'customer', promotion_code: 'promotion_code' },
  source: { coupon: 'coupon' },
};

/** Fields that exist only when asked for. */
const includable: Record<string, Record<string, Include>> = {
  price: {
    tiers: (sandbox, id) => sandbox.store.get('price', id)?.tiers,
    currency_options: (sandbox, id) => {
      const price = sandbox.store.get('price', id);
      return price && currencyOptionsOf(price);
    },
  },
  coupon: {
    applies_to: (sandbox, id) => couponAppliesTo(sandbox, id),
    currency_options: (sandbox, id) => sandbox.store.get('coupon_details', id)?.currencyOptions,
  },
  'checkout.session': { line_items: (sandbox, id) => checkoutLineItems(sandbox, id) },
  charge: { refunds: (sandbox, id) => refundsOf(sandbox, id) },
  invoice: { payments: (sandbox, id) => invoicePayments(sandbox, id), confirmation_secret: (sandbox, id) => confirmationSecret(sandbox, id) },
};

const cannot = (path: string): Error => invalidRequest(`This property cannot be expanded (${path}).`, undefined, 'expand');

const typeName = (parent: JsonObject, field: string | null): string => {
  if (typeof parent.object === 'string') return parent.object;
  if (field === 'payment') return 'invoice_payment_payment';
  if (field === 'invoice_settings') return 'customer_invoice_settings';
  return field ?? '';
};

const lookUp = (sandbox: Sandbox, kind: ApiKind, id: string): JsonObject | null => {
  const found = sandbox.store.get(kind, id) ?? sandbox.store.get(kind === 'coupon' ? 'deleted_coupon' : 'deleted_customer', id);
  return found ? toJson(found) : null;
};

function resolve(sandbox: Sandbox, target: JsonObject, name: string, key: string): boolean {
  const include = includable[name]?.[key];
  if (include && typeof target.id === 'string') {
    const included = include(sandbox, target.id);
    if (included !== undefined) target[key] ??= Array.isArray(included) ? included.map((one: object) => toJson(one)) : included && toJson(included);
    return true;
  }
  const kind = expandable[name]?.[key];
  const value = target[key];
  const filled = (item: Json): Json => (kind && typeof item === 'string' ? (lookUp(sandbox, kind, item) ?? item) : item);
  if (kind && value !== undefined) target[key] = Array.isArray(value) ? value.map(filled) : filled(value);
  return kind !== undefined || Array.isArray(value) || isObject(value);
}

function walk(sandbox: Sandbox, value: Json | undefined, segments: string[], field: string | null, path: string): void {
  const [key, ...rest] = segments;
  if (key === undefined || value === null || value === undefined || typeof value === 'string') return;
  if (Array.isArray(value)) {
    for (const item of value) walk(sandbox, item, segments, field, path);
    return;
  }
  if (!isObject(value)) throw cannot(path);
  if (!resolve(sandbox, value, typeName(value, field), key) && !(rest.length > 0 && value[key] === null)) throw cannot(path);
  walk(sandbox, value[key], rest, key, path);
}

/** The answer as JSON with every `expand[]` path filled in; a path that cannot be expanded is refused. */
export function expand(sandbox: Sandbox, answer: object, paths: string[]): JsonObject {
  const json = toJson(answer);
  for (const path of paths) {
    const segments = path.split('.');
    const depth = segments[0] === 'data' ? segments.length - 1 : segments.length;
    if (depth > 4) throw invalidRequest(`You cannot expand more than 4 levels of a property (${path}).`, undefined, 'expand');
    walk(sandbox, json, segments, null, path);
  }
  return json;
}
