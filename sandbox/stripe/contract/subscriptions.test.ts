import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { day, itemOf, latestOf, openBilling } from './billing-shop';

const it = openBilling();
const types = (events: { type: string }[]): string[] => events.map(({ type }) => type);

test('a subscription is created, charged and active, with the card on file', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(4900)], { metadata: { workspace: 'w' }, trial_settings: { end_behavior: { missing_payment_method: 'pause' } } });
  expect(subscription).toMatchObject({ status: 'active', metadata: { workspace: 'w' }, billing_mode: { type: 'flexible' }, currency: 'usd' });
  expect(await shop.stripe.invoices.retrieve(latestOf(subscription))).toMatchObject({ status: 'paid', amount_paid: 4900, billing_reason: 'subscription_create' });
});

test('without a card nothing is created unless the payment is left to the browser', async () => {
  const { shop } = it;
  const [price, customer] = [await shop.price(4900), await shop.customer(null)];
  await expect(shop.stripe.subscriptions.create({ customer, items: [{ price }] })).rejects.toMatchObject({ code: 'resource_missing', statusCode: 400 });
  expect((await shop.stripe.subscriptions.list({ customer, status: 'all' })).data).toEqual([]);
  const events = await shop.eventsOf(async () => {
    const made = await shop.stripe.subscriptions.create({ customer, items: [{ price }], payment_behavior: 'default_incomplete', expand: ['latest_invoice.confirmation_secret'] });
    expect(made).toMatchObject({ status: 'incomplete', latest_invoice: { status: 'open', confirmation_secret: { client_secret: expect.stringMatching(/^pi_.*_secret_/) } } });
  });
  expect(types(events)).toEqual(['customer.updated', 'invoice.created', 'invoice.finalized', 'payment_intent.created', 'customer.subscription.created']);
});

test('a first payment that fails leaves the subscription incomplete, and 23 hours later expired with its invoice void', async () => {
  const { shop } = it;
  const price = await shop.price(4900);
  const incomplete = await shop.subscribe([price], {}, 'pm_card_chargeCustomerFail');
  expect(incomplete.status).toBe('incomplete');
  await expect(shop.subscribe([price], { payment_behavior: 'error_if_incomplete' }, 'pm_card_chargeCustomerFail')).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
  await shop.advance(23 * 3600 - 60);
  expect((await shop.stripe.subscriptions.retrieve(incomplete.id)).status).toBe('incomplete');
  await shop.advance(60);
  expect(await shop.stripe.subscriptions.retrieve(incomplete.id, { expand: ['latest_invoice'] })).toMatchObject({ status: 'incomplete_expired', latest_invoice: { status: 'void' } });
});

test('an upgrade that is paid emits its events in the order in which Stripe creates them', async () => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(9000)];
  const subscription = await shop.subscribe([less]);
  const events = await shop.eventsOf(() => shop.stripe.subscriptions.update(subscription.id, {
    items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete',
  }));
  expect(types(events)).toEqual([
    'invoiceitem.created', 'invoiceitem.created', 'invoice.created', 'invoice.finalized', 'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded',
    'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid', 'customer.subscription.updated',
  ]);
  expect(events.at(-1)?.data).toMatchObject({ previous_attributes: { items: expect.anything(), latest_invoice: latestOf(subscription) } });
});

const declinedUpgrade = async (card: string): Promise<{ id: string; item: string; customer: string; invoice: string; more: string }> => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(9000)];
  const subscription = await shop.subscribe([less]);
  const customer = String(subscription.customer);
  await shop.setCard(customer, card);
  const item = itemOf(subscription).id;
  const waiting = await shop.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: more }], proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete', expand: ['latest_invoice.confirmation_secret'],
  });
  expect(waiting).toMatchObject({ status: 'active', items: { data: [{ price: { id: less } }] }, pending_update: { subscription_items: [{ id: item, price: { id: more } }] } });
  expect(waiting.latest_invoice).toMatchObject({ status: 'open', next_payment_attempt: null });
  return { id: subscription.id, item, customer, invoice: latestOf(waiting), more };
};

test('a declined upgrade waits: the subscription is as it was, and paying the invoice applies it', async () => {
  const { shop } = it;
  const events = await shop.eventsOf(() => declinedUpgrade('pm_card_chargeCustomerFail'));
  expect(types(events).slice(-6)).toEqual([
    'payment_intent.created', 'payment_intent.payment_failed', 'charge.failed', 'invoice.updated', 'invoice.payment_failed', 'customer.subscription.updated',
  ]);
  const { id, customer, invoice, more } = await declinedUpgrade('pm_card_chargeCustomerFail');
  const method = await shop.setCard(customer, 'pm_card_visa');
  const applied = await shop.eventsOf(() => shop.stripe.invoices.pay(invoice, { payment_method: method }));
  expect(types(applied)).toEqual([
    'charge.succeeded', 'payment_intent.succeeded', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid', 'customer.subscription.updated',
    'customer.subscription.pending_update_applied',
  ]);
  expect(await shop.stripe.subscriptions.retrieve(id)).toMatchObject({ pending_update: null, items: { data: [{ price: { id: more } }] }, latest_invoice: invoice });
});

test('a declined upgrade that nobody pays is over after 23 hours: its invoice void, nothing owed, nothing lost', async () => {
  const { shop } = it;
  const { id, invoice, item, more } = await declinedUpgrade('pm_card_chargeCustomerFail');
  const events = await shop.eventsOf(() => shop.advance(23 * 3600));
  expect(types(events)).toEqual(expect.arrayContaining(['invoice.voided', 'customer.subscription.updated', 'customer.subscription.pending_update_expired']));
  const after = await shop.stripe.subscriptions.retrieve(id);
  expect(after).toMatchObject({ pending_update: null, status: 'active' });
  expect((await shop.stripe.invoices.retrieve(invoice)).status).toBe('void');
  const again = await shop.stripe.invoices.createPreview({ subscription: id, subscription_details: { items: [{ id: item, price: more }], proration_behavior: 'always_invoice' } });
  const [credit, debit] = again.lines.data.map((line) => line.amount);
  expect(credit).toBeLessThan(-900);
  expect(debit).toBe(Math.round((9000 * (itemOf(after).current_period_end - again.created)) / (itemOf(after).current_period_end - itemOf(after).current_period_start)));
});

test('what an unpaid upgrade would charge is never given back', async () => {
  const { shop } = it;
  const { id, customer } = await declinedUpgrade('pm_card_chargeCustomerFail');
  const { current_period_end: end, current_period_start: start } = itemOf(await shop.stripe.subscriptions.retrieve(id));
  await shop.stripe.subscriptions.update(id, { cancel_at: start + (end - start) / 2 });
  const pending = (await shop.stripe.invoiceItems.list({ customer, pending: true })).data;
  expect(pending.map((item) => item.amount)).toEqual([-500]);
});

test('another change takes the place of one that waits', async () => {
  const { shop } = it;
  const { id, item, invoice, customer } = await declinedUpgrade('pm_card_chargeCustomerFail');
  await shop.setCard(customer, 'pm_card_visa');
  const other = await shop.price(3000);
  const changed = await shop.stripe.subscriptions.update(id, { items: [{ id: item, price: other }], proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete' });
  expect(changed).toMatchObject({ pending_update: null, items: { data: [{ price: { id: other } }] } });
  expect((await shop.stripe.invoices.retrieve(invoice)).status).toBe('void');
});

test('a card that always asks makes the upgrade wait for the customer, who can pay with the secret', async () => {
  const { shop } = it;
  const { id, invoice } = await declinedUpgrade('pm_card_authenticationRequired');
  const open = await shop.stripe.invoices.retrieve(invoice, { expand: ['confirmation_secret', 'payments.data.payment.payment_intent'] });
  expect(open.confirmation_secret?.client_secret).toMatch(/^pi_/);
  expect(open.payments?.data[0]?.payment.payment_intent).toMatchObject({ status: 'requires_action' });
  await expect(shop.stripe.invoices.pay(invoice)).rejects.toMatchObject({ statusCode: 402, code: 'invoice_payment_intent_requires_action' });
  expect((await shop.stripe.subscriptions.retrieve(id)).pending_update).not.toBeNull();
});

test('an upgrade whose failure is an error changes nothing at all', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(1000)]);
  const customer = String(subscription.customer);
  const more = await shop.price(9000);
  await shop.control('/fail-next-payment', { customer, declineCode: 'insufficient_funds' });
  const upgrade: Stripe.SubscriptionUpdateParams = { items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: 'always_invoice', payment_behavior: 'error_if_incomplete' };
  await expect(shop.stripe.subscriptions.update(subscription.id, upgrade)).rejects.toMatchObject({ statusCode: 402, decline_code: 'insufficient_funds' });
  expect(await shop.stripe.subscriptions.retrieve(subscription.id)).toEqual(subscription);
  expect((await shop.stripe.invoiceItems.list({ customer })).data).toEqual([]);
  expect((await shop.stripe.subscriptions.update(subscription.id, upgrade)).items.data[0]?.price.id).toBe(more);
});

test('an upgrade that may be incomplete happens at once, and is late until it is paid', async () => {
  const { shop } = it;
  const [less, more] = [await shop.price(1000), await shop.price(9000)];
  const subscription = await shop.subscribe([less]);
  const customer = String(subscription.customer);
  await shop.setCard(customer, 'pm_card_chargeCustomerFail');
  const late = await shop.stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription).id, price: more }], proration_behavior: 'always_invoice' });
  expect(late).toMatchObject({ status: 'past_due', pending_update: null, items: { data: [{ price: { id: more } }] } });
  await shop.stripe.invoices.pay(latestOf(late), { payment_method: await shop.setCard(customer, 'pm_card_visa') });
  expect((await shop.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('cancelled at once with what is left given back, and invoiced', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(3100)]);
  await shop.advance(10 * day);
  const now = await shop.now();
  const preview = await shop.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { cancel_now: true, proration_behavior: 'always_invoice', proration_date: now } });
  const ended = await shop.stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true, cancellation_details: { feedback: 'unused' } });
  expect(ended).toMatchObject({ status: 'canceled', cancellation_details: { feedback: 'unused', reason: 'cancellation_requested' } });
  const final = await shop.stripe.invoices.retrieve(latestOf(ended));
  const { current_period_end: end, current_period_start: start } = itemOf(subscription);
  expect(final.lines.data.map((line) => line.amount)).toEqual([-Math.round((3100 * (end - final.created)) / (end - start))]);
  expect(Math.abs(preview.total - final.total)).toBeLessThanOrEqual(1);
  expect(await shop.balance(String(ended.customer))).toBe(final.total);
});

test('a pause stops renewals and credits what is left; resuming starts a period that is paid first', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(3100)]);
  const paused = await shop.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' }, outstanding_usage_through: { type: 'none' } } });
  expect(paused).toMatchObject({ status: 'paused', status_details: { paused: { subscription: { type: 'pause_requested' } } } });
  await shop.advance(70 * day);
  expect(latestOf(await shop.stripe.subscriptions.retrieve(subscription.id))).toBe(latestOf(subscription));
  const resumed = await shop.stripe.subscriptions.resume(subscription.id, { payment_behavior: 'resume_on_payment_success' });
  expect(resumed).toMatchObject({ status: 'active', billing_cycle_anchor: itemOf(resumed).current_period_start });
  expect(resumed.status_details ?? null).toBeNull();
  expect(await shop.stripe.invoices.retrieve(latestOf(resumed))).toMatchObject({ status: 'paid', amount_paid: 3100 });
});

test('a resumption that is not paid stays paused, and the invoice is void after 23 hours', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(3100)]);
  await shop.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } });
  await shop.advance(40 * day);
  await shop.setCard(String(subscription.customer), 'pm_card_chargeCustomerFail');
  const waiting = await shop.stripe.subscriptions.resume(subscription.id, { payment_behavior: 'resume_on_payment_success' });
  expect(waiting.status).toBe('paused');
  await shop.advance(23 * 3600);
  expect(await shop.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] })).toMatchObject({ status: 'paused', latest_invoice: { status: 'void' } });
});

test('one item can be changed by its own id, and a time before the period cannot be prorated', async () => {
  const { shop } = it;
  const subscription = await shop.subscribe([await shop.price(500)]);
  const { id } = itemOf(subscription);
  expect(await shop.stripe.subscriptionItems.update(id, { quantity: 4, proration_behavior: 'none' })).toMatchObject({ quantity: 4 });
  expect((await shop.stripe.subscriptionItems.list({ subscription: subscription.id })).data.map((item) => item.quantity)).toEqual([4]);
  await expect(shop.stripe.subscriptionItems.update(id, { quantity: 5, proration_date: itemOf(subscription).current_period_start - 5 })).rejects.toMatchObject({ statusCode: 400, param: 'proration_date' });
  const other = await shop.price(500, 'eur');
  await expect(shop.stripe.subscriptions.update(subscription.id, { items: [{ id, price: other }] })).rejects.toMatchObject({ statusCode: 400, param: 'items[0][price]' });
});
