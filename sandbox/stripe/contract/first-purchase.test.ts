import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, type Opened } from './open-sandbox';
import { WireValidator } from './wire-validator';

let opened: Opened;
let validator: WireValidator;

beforeAll(async () => {
  validator = await WireValidator.open();
  opened = await openSandbox({}, (path, body, status) => {
    if (status === 200) validator.check(body, path);
  });
}, 60_000);

afterAll(async () => {
  await opened.control('/flush', {});
  for (const { event } of opened.inbox.received) validator.check(event, 'webhook');
  await opened.close();
  expect(validator.failures).toEqual([]);
  expect(validator.total).toBeGreaterThan(100);
  process.stdout.write(`wire shapes checked: ${validator.total} (${JSON.stringify(validator.counts)})\n`);
});

const onlySubscription = async (customer: string): Promise<Stripe.Subscription> => {
  const { data } = await opened.stripe.subscriptions.list({ customer, status: 'all', expand: ['data.latest_invoice.payments', 'data.default_payment_method', 'data.customer'] });
  const [subscription] = data;
  if (!subscription || data.length !== 1) throw new Error(`Expected one subscription, found ${data.length}`);
  return subscription;
};

test('a completed Checkout session makes one active subscription with a paid first invoice', async () => {
  const { stripe, control } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com', metadata: { workspace: 'w1' } });
  const session = await makeSession(stripe, { customer: customer.id, client_reference_id: 'w1', subscription_data: { metadata: { workspace: 'w1' } } });
  expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 4900, ui_mode: 'hosted_page', url: expect.stringContaining(`/c/pay/${session.id}`) });
  expect((await control(`/checkout/${session.id}/complete`, {})).status).toBe(200);

  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items', 'subscription', 'invoice'] });
  expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', url: null, customer: customer.id });
  const subscription = await onlySubscription(customer.id);
  expect(subscription).toMatchObject({ status: 'active', billing_mode: { type: 'flexible' }, metadata: { workspace: 'w1' }, cancel_at: null });
  expect(subscription.items.data[0]?.current_period_start).toBe(subscription.billing_cycle_anchor);
  expect(subscription.latest_invoice).toMatchObject({
    status: 'paid', amount_paid: 4900, billing_reason: 'subscription_create', parent: { subscription_details: { subscription: subscription.id } },
  });
  const payments = await stripe.invoicePayments.list({ invoice: typeof subscription.latest_invoice === 'object' ? (subscription.latest_invoice?.id ?? '') : '' });
  expect(payments.data).toMatchObject([{ status: 'paid', amount_paid: 4900 }]);
});

test('the events of a Checkout subscription are created in the order Stripe creates them', async () => {
  const { stripe, control, inbox } = opened;
  const customer = await stripe.customers.create({ email: 'order@example.com' });
  const session = await makeSession(stripe, { customer: customer.id });
  await control('/flush', {});
  const before = inbox.received.length;
  await control(`/checkout/${session.id}/complete`, {});
  await control('/flush', {});
  expect(inbox.types().slice(before)).toEqual([
    'charge.succeeded', 'payment_method.attached', 'customer.updated', 'invoice.created', 'customer.subscription.created', 'invoice.finalized',
    'customer.subscription.updated', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded', 'payment_intent.created', 'payment_intent.succeeded',
    'invoice_payment.paid', 'checkout.session.completed',
  ]);
  const updated = inbox.received.slice(before).find(({ event }) => event.type === 'customer.subscription.updated')?.event;
  expect(updated?.data).toMatchObject({ previous_attributes: { status: 'incomplete' }, object: { status: 'active' } });
});

test('a trial starts with a zero invoice that is no payment, and is charged when it ends', async () => {
  const { stripe, control } = opened;
  const customer = await stripe.customers.create({ email: 'trial@example.com' });
  const session = await makeSession(stripe, { customer: customer.id, subscription_data: { trial_period_days: 14 } });
  await control(`/checkout/${session.id}/complete`, {});
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('no_payment_required');
  const trialing = await onlySubscription(customer.id);
  expect(trialing).toMatchObject({ status: 'trialing', billing_cycle_anchor: trialing.trial_end, latest_invoice: { status: 'paid', total: 0 } });
  await control('/time/advance', { seconds: 14 * 86_400 + 7200 });
  const active = await onlySubscription(customer.id);
  expect(active).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', amount_paid: 4900, billing_reason: 'subscription_cycle' } });
  expect(active.items.data[0]?.current_period_start).toBe(trialing.trial_end);
  const { data } = await stripe.events.list({ type: 'customer.subscription.trial_will_end' });
  expect(data.map((event) => event.created)).toEqual([(trialing.trial_end ?? 0) - 3 * 86_400]);
});

test('a credit pack with invoice creation ends as a paid invoice without a subscription', async () => {
  const { stripe, control } = opened;
  const customer = await stripe.customers.create({ email: 'pack@example.com' });
  const price = await makePrice(stripe, 7000, 'xof', null);
  const session = await stripe.checkout.sessions.create({
    mode: 'payment', customer: customer.id, line_items: [{ price: price.id, quantity: 2 }], success_url: 'http://shop.test/', invoice_creation: { enabled: true }, metadata: { pack: 'p' },
  });
  await control(`/checkout/${session.id}/complete`, {});
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice.payments', 'payment_intent.latest_charge'] });
  expect(done).toMatchObject({ payment_status: 'paid', subscription: null, invoice: { status: 'paid', total: 14000, currency: 'xof', parent: null }, payment_intent: { status: 'succeeded' } });
});

test('a renewal that fails is retried on four days and then cancels; paying in between restores it', async () => {
  const { stripe, control } = opened;
  const customer = await stripe.customers.create({ email: 'dunning@example.com' });
  const session = await makeSession(stripe, { customer: customer.id });
  await control(`/checkout/${session.id}/complete`, { card: 'pm_card_chargeCustomerFail' });
  await control('/time/advance', { seconds: 32 * 86_400 });
  const overdue = await onlySubscription(customer.id);
  expect(overdue).toMatchObject({ status: 'past_due', latest_invoice: { status: 'open', attempted: true } });
  const invoice = typeof overdue.latest_invoice === 'object' ? overdue.latest_invoice : null;
  await expect(stripe.invoices.pay(String(invoice?.id))).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
  await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const [fresh] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  await stripe.invoices.pay(String(invoice?.id), { payment_method: fresh?.id });
  expect((await onlySubscription(customer.id)).status).toBe('active');
  await control('/time/advance', { seconds: 45 * 86_400 });
  expect(await onlySubscription(customer.id)).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' }, latest_invoice: { next_payment_attempt: null } });
});

test('a cancellation at the period end can be taken back, and otherwise ends the subscription at that instant', async () => {
  const { stripe, control } = opened;
  const customer = await stripe.customers.create({ email: 'cancel@example.com' });
  const session = await makeSession(stripe, { customer: customer.id });
  await control(`/checkout/${session.id}/complete`, {});
  const { id, items } = await onlySubscription(customer.id);
  const end = items.data[0]?.current_period_end;
  expect(await stripe.subscriptions.update(id, { cancel_at: 'min_period_end', cancellation_details: { feedback: 'unused' } })).toMatchObject({
    cancel_at: end, cancel_at_period_end: false, cancellation_details: { feedback: 'unused', reason: 'cancellation_requested' },
  });
  expect(await stripe.subscriptions.update(id, { cancel_at: '' })).toMatchObject({ cancel_at: null, canceled_at: null });
  expect(await stripe.subscriptions.update(id, { cancel_at_period_end: true })).toMatchObject({ cancel_at: end, cancel_at_period_end: true });
  await control('/time/advance', { seconds: 32 * 86_400 });
  expect(await onlySubscription(customer.id)).toMatchObject({ status: 'canceled', ended_at: end });
  await expect(stripe.subscriptions.cancel(id)).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
});

test('every list can be walked by the SDK to its end without a gap', async () => {
  const { stripe } = opened;
  const made = await Promise.all(Array.from({ length: 23 }, (_, index) => stripe.products.create({ name: `P${index}`, metadata: { walk: 'yes' } })));
  const seen: string[] = [];
  for await (const product of stripe.products.list({ limit: 5 })) if (product.metadata.walk) seen.push(product.id);
  expect(new Set(seen)).toEqual(new Set(made.map((product) => product.id)));
  expect(seen).toHaveLength(23);
  for await (const event of stripe.events.list({ limit: 100 })) expect(event.object).toBe('event');
});

test('a lookup key names one price and moves only when asked', async () => {
  const { stripe } = opened;
  const first = await makePrice(stripe);
  await stripe.prices.update(first.id, { lookup_key: 'pro_month' });
  const second = await makePrice(stripe, 5900);
  await expect(stripe.prices.update(second.id, { lookup_key: 'pro_month' })).rejects.toMatchObject({ statusCode: 400 });
  await stripe.prices.update(second.id, { lookup_key: 'pro_month', transfer_lookup_key: true });
  const { data } = await stripe.prices.list({ lookup_keys: ['pro_month'], expand: ['data.product'] });
  expect(data.map((price) => price.id)).toEqual([second.id]);
  expect(data[0]?.product).toMatchObject({ object: 'product', name: 'Pro' });
});

test('the account, the balance and the webhook endpoints answer in the shapes the SDK declares', async () => {
  const { stripe } = opened;
  expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(true);
  expect((await stripe.balance.retrieve()).livemode).toBe(false);
  const made = await stripe.webhookEndpoints.create({ url: 'https://shop.test/hook', enabled_events: ['invoice.paid'], api_version: '2026-10-28.endive' });
  expect(made.secret).toMatch(/^whsec_/);
  await stripe.webhookEndpoints.update(made.id, { enabled_events: ['*'], disabled: true });
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(2);
  expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
  const customer = await stripe.customers.create();
  await stripe.customers.del(customer.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
});
