import type Stripe from 'stripe';
import type { List } from '@/sandbox/stripe/http/list';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Wire } from '@/sandbox/stripe/wire';
import { checkoutFigures } from './checkout-figures';

/** What a Checkout session sells. */
export function checkoutLineItems(sandbox: Sandbox, session: string): List<Wire<Stripe.LineItem>> {
  const { store } = sandbox;
  const plan = store.get('checkout_plan', session);
  const { lines } = plan ? checkoutFigures(sandbox, plan, store.get('checkout.session', session)?.customer ?? null) : { lines: [] };
  const data = lines.map((line): Wire<Stripe.LineItem> => ({
    id: line.id, object: 'item', adjustable_quantity: line.adjustable ? { enabled: true, maximum: line.adjustable.maximum, minimum: line.adjustable.minimum } : null,
    amount_discount: line.discount, amount_subtotal: line.amount, amount_tax: 0, amount_total: line.amount - line.discount, currency: line.price.currency,
    description: store.get('product', line.price.product)?.name ?? null, metadata: {}, price: line.price, quantity: line.quantity,
  }));
  return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${session}/line_items` };
}
