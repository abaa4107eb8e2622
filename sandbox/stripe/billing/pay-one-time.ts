import { checkoutFigures } from '@/sandbox/stripe/resources/checkout-figures';
import { attachPaymentMethod } from '@/sandbox/stripe/resources/payment-methods';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import { pricingOf, renderInvoice, renderLine, totalsOf, type InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { bankDecision, chargeCard, createIntent } from './charge-card';
import type { Purchase, Steps } from './complete-checkout';
import { finalizeInvoice, markPaid } from './invoice';
import { discounted } from './invoice-lines';
import { redeem } from './redeem';
import { refuse } from './subscribe-by-checkout';

type Customer = ApiRecords['customer'];

const checkoutPaymentOrder = [
  'customer.created', 'customer.discount.created', 'payment_method.attached', 'customer.updated', 'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.created',
  'invoice.finalized', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid', 'checkout.session.completed',
];

/** A one-time purchase; with `invoice_creation` also a paid invoice. */
export function payOneTime(sandbox: Sandbox, purchase: Purchase, steps: Steps): CheckoutSession {
  const { session, card, authenticated } = purchase;
  const decline = card && bankDecision(sandbox, card, { customer: session.customer, session: 'on', authenticated });
  if (decline) return refuse(sandbox, purchase, steps.newCard(), decline);
  return sandbox.store.inOrder(() => checkoutPaymentOrder, () => buy(sandbox, purchase, steps));
}

function buy(sandbox: Sandbox, purchase: Purchase, steps: Steps): CheckoutSession {
  const { session, redemption } = purchase;
  const customer = steps.payer();
  const discount = redemption ? redeem(sandbox, redemption, { customer: customer?.id ?? null, checkoutSession: session.id }).id : null;
  const intent = purchase.card ? charge(sandbox, purchase, customer, steps.newCard()) : undefined;
  const invoice = customer && session.invoice_creation?.enabled ? invoiceFor(sandbox, purchase, { customer, intent, discounts: discount ? [discount] : [] }) : null;
  return steps.finish(customer, { payment_intent: intent?.id ?? null, invoice: invoice?.id ?? null });
}

function charge(sandbox: Sandbox, { session, plan }: Purchase, customer: Customer | null, card: ApiRecords['payment_method']): ApiRecords['payment_intent'] {
  const paymentMethod = customer && plan.saveCard ? attachPaymentMethod(sandbox, card.id, customer.id) : card;
  const intent = createIntent(sandbox, {
    amount: session.amount_total ?? 0, currency: session.currency ?? 'usd', customer: customer?.id ?? null, description: plan.description, metadata: plan.paymentMetadata,
    setupFutureUsage: plan.saveCard,
  });
  chargeCard(sandbox, { intent, paymentMethod, session: 'on', decided: null });
  return intent;
}

interface Paid {
  customer: Customer;
  intent: ApiRecords['payment_intent'] | undefined;
  discounts: string[];
}

function linesOf(sandbox: Sandbox, { session, plan }: Purchase, invoice: string, discounts: string[]): InvoiceLine[] {
  const { store, clock, ids } = sandbox;
  const { lines, currency } = checkoutFigures(sandbox, { ...plan, discount: null }, session.customer);
  const plain = lines.map(({ price, quantity, amount }) =>
    renderLine({
      id: ids.next('il'), invoice, amount, currency, period: { start: clock.now(), end: clock.now() }, pricing: pricingOf(price),
      description: store.get('product', price.product)?.name ?? price.product, quantity: quantity ?? 1, subscription: null, metadata: {}, discountable: true,
      parent: {
        type: 'invoice_item_details', subscription_item_details: null,
        invoice_item_details: { invoice_item: ids.next('ii'), proration: false, proration_details: { credited_items: null }, subscription: null },
      },
    }),
  );
  return discounted(sandbox, plain, discounts, currency, clock.now());
}

function invoiceFor(sandbox: Sandbox, purchase: Purchase, { customer, intent, discounts }: Paid): ApiRecords['invoice'] {
  const { store, clock, ids } = sandbox;
  const { session } = purchase;
  const id = ids.next('in');
  const lines = linesOf(sandbox, purchase, id, discounts);
  const draft = store.transition('invoice', renderInvoice({
    id, created: clock.now(), currency: session.currency ?? 'usd', customer: { ...customer, balance: 0 }, reason: 'manual', lines, parent: null,
    period: { start: clock.now(), end: clock.now() }, finalizesAt: null, autoAdvance: true, discounts, amountDue: totalsOf(lines).total,
    metadata: session.invoice_creation?.invoice_data.metadata ?? {}, accountName: sandbox.name,
  }));
  const open = finalizeInvoice(sandbox, { ...draft, description: session.invoice_creation?.invoice_data.description ?? null }, { intent, usesBalance: false });
  return intent ? markPaid(sandbox, open, 1) : open;
}
