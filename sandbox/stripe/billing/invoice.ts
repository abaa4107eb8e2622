import { renderInvoice, renderLine, type Invoice, type InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { chargeCard, createIntent, type Outcome } from './charge-card';
import { formatMoney } from './money';

type Subscription = ApiRecords['subscription'];
type Item = Subscription['items']['data'][number];
type Customer = ApiRecords['customer'];

const hour = 3600;

function lineFor(sandbox: Sandbox, invoice: string, subscription: Subscription, item: Item): InvoiceLine {
  const quantity = item.quantity ?? 1;
  const name = sandbox.store.get('product', item.price.product)?.name ?? item.price.product;
  const isTrial = subscription.status === 'trialing';
  const unit = item.price.unit_amount ?? 0;
  const price = `${formatMoney(unit, item.price.currency)} / ${item.price.recurring?.interval ?? 'month'}`;
  return renderLine({
    id: sandbox.ids.next('il'), invoice, amount: isTrial ? 0 : unit * quantity, unitAmount: isTrial ? 0 : unit,
    description: isTrial ? `Free trial for ${quantity} x ${name}` : `${quantity} × ${name} (at ${price})`,
    period: { start: item.current_period_start, end: item.current_period_end }, price: item.price, quantity, subscription: subscription.id,
    parent: {
      type: 'subscription_item_details', invoice_item_details: null,
      subscription_item_details: { invoice_item: null, proration: false, proration_details: { credited_items: null }, subscription: subscription.id, subscription_item: item.id },
    },
    metadata: subscription.metadata,
  });
}

/** A draft for every item's current period. `closed` is the period before it, in which further items could have been added. */
export function draftSubscriptionInvoice(
  sandbox: Sandbox, id: string, subscription: Subscription, customer: Customer, reason: 'subscription_create' | 'subscription_cycle', closed: { start: number; end: number },
): Invoice {
  const { store, clock } = sandbox;
  return store.transition('invoice', renderInvoice({
    id, created: clock.now(), currency: subscription.currency, customer, reason, period: closed, metadata: {}, accountName: sandbox.name,
    lines: subscription.items.data.map((item) => lineFor(sandbox, id, subscription, item)),
    parent: { type: 'subscription_details', quote_details: null, subscription_details: { metadata: subscription.metadata, subscription: subscription.id } },
    finalizesAt: reason === 'subscription_cycle' ? clock.now() + hour : null,
  }));
}

/** Draft to open: number, links, and an intent for what is due. Nothing due is paid at once. */
export function finalizeInvoice(sandbox: Sandbox, draft: Invoice, intent?: ApiRecords['payment_intent']): Invoice {
  const { store, clock, ids } = sandbox;
  const customer = draft.customer ? store.get('customer', draft.customer) : undefined;
  const sequence = store.all('invoice').filter((one) => one.customer === draft.customer && one.number !== null).length + 1;
  const page = `${sandbox.publicUrl}/i/${draft.id}`;
  const open = store.transition('invoice', {
    ...draft, status: 'open', number: `${customer?.invoice_prefix ?? 'SANDBOX'}-${String(sequence).padStart(4, '0')}`, automatically_finalizes_at: null,
    effective_at: clock.now(), ending_balance: 0, hosted_invoice_url: page, invoice_pdf: `${page}/pdf`, next_payment_attempt: null,
    status_transitions: { ...draft.status_transitions, finalized_at: clock.now() },
  }, ['invoice.finalized'], 'only-also');
  if (open.amount_due === 0) return markPaid(sandbox, open, 0);
  const pays = intent ?? createIntent(sandbox, { amount: open.amount_due, currency: open.currency, customer: open.customer, description: 'Payment for Invoice' });
  store.transition('invoice_payment', {
    id: ids.next('inpay'), object: 'invoice_payment', amount_paid: null, amount_requested: open.amount_due, created: clock.now(), currency: open.currency,
    invoice: open.id, is_default: true, livemode: false, payment: { type: 'payment_intent', payment_intent: pays.id }, status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
  return open;
}

export function markPaid(sandbox: Sandbox, invoice: Invoice, attempts: number): Invoice {
  const { store, clock } = sandbox;
  const payment = store.all('invoice_payment').find((one) => one.invoice === invoice.id && one.status === 'open');
  const paid = store.transition('invoice', {
    ...invoice, status: 'paid', attempted: true, attempt_count: invoice.attempt_count + attempts, amount_paid: invoice.amount_due, amount_remaining: 0,
    auto_advance: false, next_payment_attempt: null, status_transitions: { ...invoice.status_transitions, paid_at: clock.now() },
  }, ['invoice.paid', 'invoice.payment_succeeded']);
  if (payment) {
    store.transition('invoice_payment', {
      ...payment, status: 'paid', amount_paid: payment.amount_requested, status_transitions: { canceled_at: null, paid_at: clock.now() },
    }, ['invoice_payment.paid']);
  }
  return paid;
}

function intentOf({ store }: Sandbox, invoice: string): ApiRecords['payment_intent'] | undefined {
  const payment = store.all('invoice_payment').find((one) => one.invoice === invoice);
  return payment?.payment.payment_intent ? store.get('payment_intent', payment.payment.payment_intent) : undefined;
}

/** One attempt to collect an open invoice. The caller decides what a failure means. */
export function collectInvoice(
  sandbox: Sandbox, invoice: Invoice, paymentMethod: ApiRecords['payment_method'], how: { session: 'on' | 'off'; authenticated?: boolean },
): { invoice: Invoice; outcome: Outcome } {
  const intent = intentOf(sandbox, invoice.id);
  if (!intent) throw new Error(`Invoice ${invoice.id} has no payment intent`);
  const outcome = chargeCard(sandbox, { intent, paymentMethod, ...how });
  if (outcome.ok) return { invoice: markPaid(sandbox, invoice, 1), outcome };
  const failed = sandbox.store.transition('invoice', { ...invoice, attempted: true, attempt_count: invoice.attempt_count + 1 });
  return { invoice: failed, outcome };
}
