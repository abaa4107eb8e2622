import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();
const types = (events: { type: string }[]): string[] => events.map(({ type }) => type);

/** A month later, with a card that fails since. */
const failing = async (card = 'pm_card_chargeCustomerFail'): Promise<{ subscription: Stripe.Subscription; customer: string; invoice: string; end: number }> => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(4900)]);
  const customer = String(subscription.customer);
  await shop.setCard(customer, card);
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  await shop.advance(end - start + 3600);
  const overdue = await shop.stripe.subscriptions.retrieve(subscription.id);
  expect(overdue.status).toBe('past_due');
  return { subscription: overdue, customer, invoice: latestOf(overdue), end };
};

const invoiceOf = (id: string): Promise<Stripe.Invoice> => it.shop.stripe.invoices.retrieve(id);

test('a renewal is announced, drafted at the boundary, and charged an hour later', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(4900)]);
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  expect(types(await shop.eventsOf(() => shop.advance(end - start - 7 * day)))).toEqual(['invoice.upcoming']);
  expect(types(await shop.eventsOf(() => shop.advance(7 * day)))).toEqual(['customer.subscription.updated', 'invoice.created']);
  expect(types(await shop.eventsOf(() => shop.advance(3600)))).toEqual([
    'invoice.finalized', 'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid',
  ]);
});

test('a failed renewal is tried again on the account’s days, and then cancels', async () => {
  const { shop } = it;
  const { subscription, invoice, end } = await failing();
  const finalized = end + 3600;
  const attempts: [number, number | null][] = [];
  for (const next of [1, 3, 5, 7]) {
    const { attempt_count: count, next_payment_attempt: at } = await invoiceOf(invoice);
    attempts.push([count, at]);
    await shop.advance(finalized + next * day - (await shop.now()));
  }
  expect(attempts).toEqual([[1, finalized + day], [2, finalized + 3 * day], [3, finalized + 5 * day], [4, finalized + 7 * day]]);
  expect(await invoiceOf(invoice)).toMatchObject({ attempt_count: 5, next_payment_attempt: null, auto_advance: false, status: 'open' });
  expect(await shop.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } });
});

test('a stolen card is not charged again until there is another one, though the schedule goes on', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(4900)]);
  const customer = String(subscription.customer);
  await shop.control('/fail-next-payment', { customer, declineCode: 'stolen_card' });
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  await shop.advance(end - start + 3600);
  const invoice = latestOf(await shop.stripe.subscriptions.retrieve(subscription.id));
  const charges = async (): Promise<number> => (await shop.stripe.charges.list({ customer })).data.length;
  const before = await charges();
  await shop.advance(day);
  expect([await charges(), (await invoiceOf(invoice)).attempt_count]).toEqual([before, 2]);
  await shop.setCard(customer, 'pm_card_visa');
  await shop.advance(2 * day);
  expect([await charges(), (await invoiceOf(invoice)).status]).toEqual([before + 1, 'paid']);
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('a card that always asks makes the renewal wait for its owner', async () => {
  const { shop } = it;
  const { invoice } = await failing('pm_card_authenticationRequired');
  const { data } = await shop.stripe.events.list({ type: 'invoice.payment_action_required' });
  expect(data.map((event) => (event.data.object as Stripe.Invoice).id)).toContain(invoice);
  expect((await shop.stripe.invoicePayments.list({ invoice })).data).toMatchObject([{ status: 'open' }]);
});

test('what becomes of the subscription in the end is the account’s choice, and an unpaid one is not charged any more', async () => {
  const { shop } = it;
  await shop.control('/billing', { finalAction: 'unpaid' });
  const { subscription, customer, invoice, end } = await failing();
  await shop.advance(8 * day);
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('unpaid');
  await shop.advance(35 * day);
  const later = await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  expect(later).toMatchObject({ status: 'unpaid', latest_invoice: { status: 'draft', auto_advance: false } });
  const card = await shop.setCard(customer, 'pm_card_visa');
  await shop.stripe.invoices.pay(invoice, { payment_method: card });
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('unpaid');
  await shop.stripe.invoices.pay(latestOf(later), { payment_method: card });
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  await shop.control('/billing', { finalAction: 'past_due' });
  const other = await failing();
  await shop.advance(8 * day);
  expect((await shop.stripe.subscriptions.retrieve(other.subscription.id)).status).toBe('past_due');
  await shop.control('/billing', { finalAction: 'cancel' });
  expect(end).toBeGreaterThan(0);
});

test('a late subscription follows its most recent invoice that is not void', async () => {
  const { shop } = it;
  const { subscription, invoice } = await failing();
  await shop.stripe.invoices.voidInvoice(invoice);
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  const { subscription: other, invoice: bad } = await failing();
  expect(await shop.stripe.invoices.markUncollectible(bad)).toMatchObject({ status: 'uncollectible' });
  expect((await shop.stripe.subscriptions.retrieve(other.id)).status).toBe('active');
});

const trial = async (missing: 'cancel' | 'pause' | 'create_invoice'): Promise<Stripe.Subscription> => {
  const { shop } = it;
  const customer = await shop.customer(null);
  const begun = await shop.stripe.subscriptions.create({
    customer, items: [{ price: await shop.price(4900) }], trial_period_days: 10, trial_settings: { end_behavior: { missing_payment_method: missing } },
  });
  expect(begun.status).toBe('trialing');
  await shop.advance(10 * day + 3600);
  return shop.stripe.subscriptions.retrieve(begun.id);
};

test('a trial that ends without a card invoices, pauses or cancels, as the subscription says', async () => {
  expect(await trial('cancel')).toMatchObject({ status: 'canceled' });
  expect(await trial('pause')).toMatchObject({ status: 'paused', status_details: { paused: { subscription: { type: 'trial_end_without_payment_method' } } } });
  expect(await trial('create_invoice')).toMatchObject({ status: 'past_due' });
});

test('a trial can be ended at once, or moved', async () => {
  const { shop } = it;
  const begun = await shop.subscribe([await shop.price(4900)], { trial_period_days: 10 });
  const moved = await shop.stripe.subscriptions.update(begun.id, { trial_end: (begun.trial_end ?? 0) + 5 * day, proration_behavior: 'none' });
  expect(moved).toMatchObject({ status: 'trialing', trial_end: (begun.trial_end ?? 0) + 5 * day, billing_cycle_anchor: (begun.trial_end ?? 0) + 5 * day });
  const ended = await shop.stripe.subscriptions.update(begun.id, { trial_end: 'now' });
  expect(ended).toMatchObject({ status: 'active', billing_cycle_anchor: itemOf(ended).current_period_start });
  expect(await invoiceOf(latestOf(ended))).toMatchObject({ status: 'paid', amount_paid: 4900 });
});
