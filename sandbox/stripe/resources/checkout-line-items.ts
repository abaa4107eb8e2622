import type Stripe from 'stripe';
import type { List } from '@/sandbox/stripe/http/list';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Wire } from '@/sandbox/stripe/wire';

/** What a Checkout session sells. */
export function checkoutLineItems({ store }: Sandbox, session: string): List<Wire<Stripe.LineItem>> {
  const lines = store.get('checkout_plan', session)?.lines ?? [];
  const data = lines.flatMap((line): Wire<Stripe.LineItem>[] => {
    const price = store.get('price', line.price);
    if (!price) return [];
    const amount = (price.unit_amount ?? 0) * line.quantity;
    return [{
      id: line.id, object: 'item', adjustable_quantity: null, amount_discount: 0, amount_subtotal: amount, amount_tax: 0, amount_total: amount,
      currency: price.currency, description: store.get('product', price.product)?.name ?? null, metadata: {}, price, quantity: line.quantity,
    }];
  });
  return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${session}/line_items` };
}
