import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { chargeCard, createIntent, type Outcome } from './charge-card';
import { applyCredits } from './credits';
import { moveBalance, settleBalance } from './customer-balance';
import { forgetInvoice } from './debit-ledger';
import { withoutUsed } from './discounts';
import { withLateUsage } from './draft-invoice';

type PaymentIntent = ApiRecords['payment_intent'];

interface Finalization {
  /** What pays it, when that exists already. */
  intent?: PaymentIntent;
  /** false: the customer's balance has nothing to do with it, as in a one-time Checkout. */
  usesBalance?: boolean;
}

/** Draft to open: late usage, the balance, number, links, and an intent for what is due. Nothing due is paid at once. */
export function finalizeInvoice(sandbox: Sandbox, before: Invoice, { intent, usesBalance = true }: Finalization = {}): Invoice {
  const { store, clock, ids } = sandbox;
  const draft = applyCredits(sandbox, withLateUsage(sandbox, before));
  const customer = draft.customer ? store.get('customer', draft.customer) : undefined;
  const starting = usesBalance ? (customer?.balance ?? 0) : 0;
  const { due, ending } = usesBalance ? settleBalance(draft.total, starting, draft.currency) : { due: draft.total, ending: 0 };
  const sequence = store.owned('invoice', draft.customer ?? '').filter((one) => one.number !== null).length + 1;
  const page = `${sandbox.publicUrl}/i/${draft.id}`;
  const open = store.transition('invoice', {
    ...draft, status: 'open', number: `${customer?.invoice_prefix ?? 'SANDBOX'}-${String(sequence).padStart(4, '0')}`, automatically_finalizes_at: null,
    amount_due: due, amount_remaining: due, effective_at: clock.now(), starting_balance: starting, ending_balance: ending, hosted_invoice_url: page,
    invoice_pdf: `${page}/pdf`, next_payment_attempt: null, status_transitions: { ...draft.status_transitions, finalized_at: clock.now() },
  }, ['invoice.finalized'], 'only-also');
  if (customer && ending !== starting) {
    const type = due === 0 && draft.total > 0 && ending > 0 ? 'invoice_too_small' : 'applied_to_invoice';
    moveBalance(sandbox, customer.id, { amount: ending - starting, type, currency: draft.currency, invoice: draft.id });
  }
  useUp(sandbox, open);
  if (due === 0) return markPaid(sandbox, open, 0);
  const pays = intent ?? createIntent(sandbox, { amount: due, currency: open.currency, customer: open.customer, description: 'Payment for Invoice' });
  store.transition('invoice_payment', {
    id: ids.next('inpay'), object: 'invoice_payment', amount_paid: null, amount_requested: due, created: clock.now(), currency: open.currency,
    invoice: open.id, is_default: true, livemode: false, payment: { type: 'payment_intent', payment_intent: pays.id }, status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
  return open;
}

/** The discounts that took something off this invoice, also inside a proration. */
export function usedDiscounts({ store }: Sandbox, invoice: Invoice): ReadonlySet<string> {
  const taken = (invoice.total_discount_amounts ?? []).filter(({ amount }) => amount > 0).map(({ discount }) => discount);
  return new Set([...taken, ...store.owned('debit', invoice.id).flatMap((debit) => debit.discounts)]);
}

function useUp(sandbox: Sandbox, invoice: Invoice): void {
  const { store } = sandbox;
  const subscription = store.get('subscription', invoice.parent?.subscription_details?.subscription ?? '');
  if (!subscription) return;
  const discounts = withoutUsed(sandbox, subscription.discounts, usedDiscounts(sandbox, invoice));
  if (discounts.length < subscription.discounts.length) store.transition('subscription', { ...subscription, discounts });
}

const paymentOf = ({ store }: Sandbox, invoice: string): ApiRecords['invoice_payment'] | undefined => {
  const payments = store.owned('invoice_payment', invoice);
  return payments.find((one) => one.status === 'open') ?? payments.at(-1);
};

export function markPaid(sandbox: Sandbox, invoice: Invoice, attempts: number): Invoice {
  const { store, clock } = sandbox;
  const payment = paymentOf(sandbox, invoice.id);
  const paid = store.transition('invoice', {
    ...invoice, status: 'paid', attempted: true, attempt_count: invoice.attempt_count + attempts, amount_paid: invoice.amount_due, amount_remaining: 0,
    auto_advance: false, next_payment_attempt: null, status_transitions: { ...invoice.status_transitions, paid_at: clock.now() },
  }, ['invoice.paid', 'invoice.payment_succeeded']);
  if (payment?.status === 'open') {
    store.transition('invoice_payment', {
      ...payment, status: 'paid', amount_paid: payment.amount_requested, status_transitions: { canceled_at: null, paid_at: clock.now() },
    }, ['invoice_payment.paid']);
  }
  return paid;
}

/** What pays an open invoice. */
export function intentOf(sandbox: Sandbox, invoice: string): PaymentIntent | undefined {
  const id = paymentOf(sandbox, invoice)?.payment.payment_intent;
  return id ? sandbox.store.get('payment_intent', id) : undefined;
}

/** One charge for an open invoice. The caller decides what a failure means. */
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

/** It will never be paid: the intent ends, the balance that was applied comes back, and its charges and credits have not happened. */
export function voidInvoice(sandbox: Sandbox, invoice: Invoice): Invoice {
  const { store, clock } = sandbox;
  const payment = paymentOf(sandbox, invoice.id);
  const intent = intentOf(sandbox, invoice.id);
  if (intent && intent.status !== 'succeeded') {
    store.transition('payment_intent', { ...intent, status: 'canceled', canceled_at: clock.now(), cancellation_reason: 'void_invoice', next_action: null }, ['payment_intent.canceled']);
  }
  if (payment?.status === 'open') store.transition('invoice_payment', { ...payment, status: 'canceled', status_transitions: { canceled_at: clock.now(), paid_at: null } });
  const applied = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  if (invoice.customer && invoice.ending_balance !== null && applied !== 0) {
    moveBalance(sandbox, invoice.customer, { amount: -applied, type: 'unapplied_from_invoice', currency: invoice.currency, invoice: invoice.id });
  }
  forgetInvoice(sandbox, invoice.id);
  return store.transition('invoice', {
    ...invoice, status: 'void', auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: clock.now() },
  }, ['invoice.voided'], 'only-also');
}
