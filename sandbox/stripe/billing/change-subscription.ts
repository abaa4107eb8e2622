import { cardError } from '@/sandbox/stripe/http/card-error';
import { invalidRequest, StripeError } from '@/sandbox/stripe/http/stripe-error';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { toJson } from '@/sandbox/stripe/store/diff';
import { forfeit } from './debit-ledger';
import { endDiscount, withoutUsed } from './discounts';
import { draftInvoice } from './draft-invoice';
import { finalizeInvoice, usedDiscounts } from './invoice';
import { dropPending, keepPending, pendingUpdateOf } from './pending-change';
import { planChange, type Change, type Plan } from './plan-change';
import { writeProrations } from './prorations';
import { attemptPayment, cardFor, type Attempt } from './settle-invoice';
import { markUsage, usageUntil, writeUsage } from './usage-change';

export type PaymentBehavior = 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete';

const changeOrder = [
  'customer.discount.created', 'invoiceitem.created', 'invoice.created', 'invoice.finalized', 'payment_intent.created',
  'charge.succeeded', 'charge.failed', 'payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.requires_action', 'invoice.updated', 'invoice.paid',
  'invoice.payment_succeeded', 'invoice_payment.paid', 'invoice.payment_failed', 'invoice.payment_action_required', 'customer.discount.deleted', 'customer.updated',
  'customer.subscription.updated',
];
const failureOrder = changeOrder.map((type) => (type === 'charge.failed' ? 'payment_intent.payment_failed' : type === 'payment_intent.payment_failed' ? 'charge.failed' : type));

export const noPaymentMethod = (): StripeError =>
  invalidRequest('This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.', 'resource_missing');

/** A payment that did not work, as an error for the caller. What was written stays. */
export function attemptError(sandbox: Sandbox, attempt: Exclude<Attempt, { kind: 'paid' }>, noun: 'invoice' | 'subscription'): StripeError {
  if (attempt.kind === 'no_card') return noPaymentMethod();
  if (attempt.kind === 'action') {
    const message = `Payment for this ${noun} requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the ${noun}.`;
    return cardError({ code: `${noun}_payment_intent_requires_action`, declineCode: '', message }, { payment_intent: toJson(attempt.intent) });
  }
  const { decline, charge, intent } = attempt.outcome;
  const method = charge.payment_method ? sandbox.store.get('payment_method', charge.payment_method) : undefined;
  return cardError(decline, { charge: charge.id, payment_intent: toJson(intent), ...(method ? { payment_method: toJson(method) } : {}) });
}

/** Writes what a plan credits and charges, and drafts the invoice when one is due now. */
function draftChange(sandbox: Sandbox, before: Subscription, plan: Plan, proration: Change['proration']): { made: string[]; draft: Invoice | null } {
  const customer = sandbox.store.get('customer', before.customer);
  if (!customer) throw new Error(`No customer ${before.customer}`);
  const used = plan.isReset || proration === 'none' ? [] : writeUsage(sandbox, before, plan.next);
  const made = [...writeProrations(sandbox, plan.next, plan), ...used].map((item) => item.id);
  if (!plan.isReset && (proration !== 'always_invoice' || made.length === 0)) return { made, draft: null };
  const now = sandbox.clock.now();
  const start = before.items.data[0]?.current_period_start ?? now;
  const usage = plan.isReset ? usageUntil(sandbox, before.items.data, () => now) : [];
  const draft = draftInvoice(sandbox, {
    subscription: plan.next, customer, reason: 'subscription_update', closed: { start, end: now }, items: plan.isReset ? plan.next.items.data : [], usage, waits: false,
  });
  return { made, draft };
}

/** The fields that a plan changes, so that they can be written over whatever the payment has made of the subscription. */
function changedFields(before: Subscription, next: Subscription): Partial<Subscription> {
  const keys = new Set(Object.keys(next).filter((key) => JSON.stringify(Reflect.get(next, key)) !== JSON.stringify(Reflect.get(before, key))));
  return Object.fromEntries(Object.entries(next).filter(([key]) => keys.has(key)));
}

interface Applied {
  before: Subscription;
  plan: Plan;
  invoice: Invoice | null;
  more?: Partial<Subscription>;
}

function apply(sandbox: Sandbox, { before, plan, invoice, more }: Applied): Subscription {
  const { store } = sandbox;
  for (const owner of plan.forfeited) forfeitBefore(sandbox, owner, invoice);
  markUsage(sandbox, before, plan.next, sandbox.clock.now());
  const current = store.get('subscription', before.id) ?? before;
  const changed = changedFields(before, plan.next);
  const discounts = changed.discounts ? { discounts: discountsAfter(sandbox, before, current, changed.discounts, invoice) } : {};
  const wanted = changed.status ?? current.status;
  const isLate = invoice?.status === 'open' && invoice.attempted && wanted === 'active';
  return store.transition('subscription', {
    ...current, ...changed, status: isLate ? 'past_due' : wanted, ...discounts, ...(invoice ? { latest_invoice: invoice.id } : {}), ...more,
  });
}

/** What is left of the wanted discounts once the change's own invoice has used them; those that are not wanted any more end. */
function discountsAfter(sandbox: Sandbox, before: Subscription, current: Subscription, wanted: string[], invoice: Invoice | null): string[] {
  for (const id of current.discounts) if (!wanted.includes(id)) endDiscount(sandbox, id);
  const used = invoice && invoice.status !== 'draft' ? usedDiscounts(sandbox, invoice) : new Set<string>();
  const fresh = withoutUsed(sandbox, wanted.filter((id) => !before.discounts.includes(id)), used);
  return wanted.filter((id) => fresh.includes(id) || current.discounts.includes(id));
}

/** Charges from before this change; those on its own invoice stay. */
function forfeitBefore(sandbox: Sandbox, owner: string, invoice: Invoice | null): void {
  const own = invoice ? sandbox.store.owned('debit', invoice.id) : [];
  forfeit(sandbox, owner);
  for (const debit of own) sandbox.store.save('debit', debit);
}

export interface Payment {
  behavior: PaymentBehavior;
  /** The customer is not there to pass a challenge. */
  offSession: boolean;
}

interface Prepared {
  before: Subscription;
  plan: Plan;
  made: string[];
  draft: Invoice | null;
}

/** Everything up to the payment. A change that would wait for another one to be paid replaces it. */
function prepareChange(sandbox: Sandbox, subscription: Subscription, change: Change): Prepared {
  if (change.items || change.anchor === 'now' || change.trialEnd !== undefined) dropPending(sandbox, subscription.id);
  const before = sandbox.store.get('subscription', subscription.id) ?? subscription;
  const plan = planChange(sandbox, before, change);
  return { before, plan, ...draftChange(sandbox, before, plan, change.proration) };
}

/** The change as it will be when its payment succeeds, for previews: its draft, if it makes one. */
export function changeUnpaid(sandbox: Sandbox, subscription: Subscription, change: Change): Invoice | null {
  const { before, plan, draft } = prepareChange(sandbox, subscription, change);
  apply(sandbox, { before, plan, invoice: draft });
  return draft;
}

/** Changes a subscription: prorations, an invoice when one is due now, its payment, and what the payment behaviour makes of a failure. */
export function changeSubscription(sandbox: Sandbox, subscription: Subscription, change: Change, payment: Payment): Subscription {
  let isPaid = true;
  return sandbox.store.inOrder(() => (isPaid ? changeOrder : failureOrder), () => {
    const { before, plan, made, draft } = prepareChange(sandbox, subscription, change);
    if (!draft) return apply(sandbox, { before, plan, invoice: null });
    if (payment.behavior === 'default_incomplete') return applyUnpaid(sandbox, before, plan, draft);
    const paymentMethod = cardFor(sandbox, draft);
    if (draft.amount_due > 0 && !paymentMethod) throw noPaymentMethod();
    const isWaiting = payment.behavior === 'pending_if_incomplete';
    const attempt = attemptPayment(sandbox, draft, { paymentMethod, isScheduled: true, isWaiting, isRefused: payment.offSession });
    isPaid = attempt.kind === 'paid';
    if (attempt.kind === 'paid' || payment.behavior === 'allow_incomplete') return apply(sandbox, { before, plan, invoice: attempt.invoice });
    if (payment.behavior === 'error_if_incomplete') throw undone(attemptError(sandbox, attempt, 'subscription'));
    return wait(sandbox, before, plan, attempt.invoice, made);
  });
}

/** An error that takes back everything: nothing of the change stays. */
const undone = ({ status, body }: StripeError): StripeError => new StripeError(status, body, false);

/** Nothing is attempted: the customer pays in the browser, and is late until then. */
function applyUnpaid(sandbox: Sandbox, before: Subscription, plan: Plan, draft: Invoice): Subscription {
  const invoice = finalizeInvoice(sandbox, draft);
  const isOpen = invoice.status === 'open' && plan.next.status === 'active';
  return apply(sandbox, { before, plan, invoice, more: isOpen ? { status: 'past_due' } : {} });
}

/** The change waits for its payment; until then the subscription is as it was. */
function wait(sandbox: Sandbox, before: Subscription, plan: Plan, invoice: Invoice, made: string[]): Subscription {
  const next = changedFields(before, plan.next);
  keepPending(sandbox, before, { invoice, reason: 'update', next, forfeited: plan.forfeited, made });
  const current = sandbox.store.get('subscription', before.id) ?? before;
  return sandbox.store.transition('subscription', { ...current, latest_invoice: invoice.id, pending_update: pendingUpdateOf(sandbox, before, next) });
}
