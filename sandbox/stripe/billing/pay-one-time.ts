import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import { pricingOf, renderInvoice, renderLine, totalsOf } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { bankDecision, chargeCard, createIntent } from './charge-card';
import type { Purchase, Steps } from './complete-checkout';
import { amountFor } from './line-amount';
import { finalizeInvoice, markPaid } from './invoice';
import { refuse } from './subscribe-by-checkout';

type Customer = ApiRecords['customer'];

const checkoutPaymentOrder = [
  'customer.created', 'payment_method.attached', 'customer.updated', 'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.created',
  'invoice.finalized', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid', 'checkout.session.completed',
];

/** A one-time purchase; with `invoice_creation` also a paid invoice. */
export function payOneTime(sandbox: Sandbox, purchase: Purchase, steps: Steps<Customer | null>): CheckoutSession {
  const { session, card, authenticated } = purchase;
  const amount = session.amount_total ?? 0;
  const decline = amount > 0 ? bankDecision(sandbox, card, { customer: session.customer, session: 'on', authenticated }) : card.decline;
  if (decline) return refuse(sandbox, purchase, steps.newCard(), decline);
  return sandbox.store.inOrder(() => checkoutPaymentOrder, () => {
    const customer = steps.payer();
    const card = steps.newCard();
    const method = customer && purchase.plan.saveCard ? attachPaymentMethod(sandbox, card.id, customer.id) : card;
    const intent = amount > 0
      ? createIntent(sandbox, {
          amount, currency: session.currency ?? 'usd', customer: customer?.id ?? null, description: purchase.plan.description,
          metadata: purchase.plan.paymentMetadata, setupFutureUsage: purchase.plan.saveCard,
        })
      : undefined;
    if (intent) chargeCard(sandbox, { intent, paymentMethod: method, session: 'on', decided: null });
    const invoice = customer && session.invoice_creation?.enabled ? invoiceFor(sandbox, purchase, customer, intent) : null;
    return steps.finish(customer, { payment_intent: intent?.id ?? null, invoice: invoice?.id ?? null });
  });
}

function invoiceFor(sandbox: Sandbox, { session, plan }: Purchase, customer: Customer, intent: ApiRecords['payment_intent'] | undefined): ApiRecords['invoice'] {
  const { store, clock, ids } = sandbox;
  const id = ids.next('in');
  const period = { start: clock.now(), end: clock.now() };
  const lines = plan.lines.flatMap(({ price: priceId, quantity }) => {
    const price = store.get('price', priceId);
    if (!price) return [];
    return [renderLine({
      id: ids.next('il'), invoice: id, amount: amountFor(price, quantity), currency: price.currency, period, pricing: pricingOf(price),
      description: store.get('product', price.product)?.name ?? price.product, quantity, subscription: null, metadata: {}, discountable: true,
      parent: {
        type: 'invoice_item_details', subscription_item_details: null,
        invoice_item_details: { invoice_item: ids.next('ii'), proration: false, proration_details: { credited_items: null }, subscription: null },
      },
    })];
  });
  const draft = store.transition('invoice', renderInvoice({
    id, created: clock.now(), currency: session.currency ?? 'usd', customer: { ...customer, balance: 0 }, reason: 'manual', lines, parent: null, period,
    finalizesAt: null, autoAdvance: true, discounts: [], amountDue: totalsOf(lines).total,
    metadata: session.invoice_creation?.invoice_data.metadata ?? {}, accountName: sandbox.name,
  }));
  const open = finalizeInvoice(sandbox, { ...draft, description: session.invoice_creation?.invoice_data.description ?? null }, { intent, usesBalance: false });
  return intent ? markPaid(sandbox, open, 1) : open;
}
