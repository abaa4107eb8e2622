import Stripe from 'stripe';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { itemOf, latestOf } from '@/sandbox/stripe/contract/billing-shop';
import { startStripeSandbox, type RunningSandbox } from '@/sandbox/stripe/start-stripe-sandbox';

let sandbox: RunningSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startStripeSandbox({ seed: 1 });
  stripe = new Stripe('sk_test_1', { host: '127.0.0.1', port: sandbox.port, protocol: 'http', telemetry: false });
});
afterAll(() => sandbox.close());

/** A machine so slow that a second goes by whenever somebody looks at the time. */
const slowly = (): void => {
  let passed = 0;
  const real = Date.now();
  const watch = vi.spyOn(Date, 'now').mockImplementation(() => real + (passed += 1_000));
  onTestFinished(() => watch.mockRestore());
};

test('a request happens at one instant, so that a change has the lines of its preview in their order on however slow a machine', async () => {
  const product = await stripe.products.create({ name: 'Plan' });
  const price = async (unit_amount: number) => (await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } })).id;
  const customer = (await stripe.customers.create({})).id;
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  const subscription = await stripe.subscriptions.create({ customer, default_payment_method: card.id, items: [{ price: await price(7_001) }, { price: await price(2_003) }] });
  const items = [{ id: itemOf(subscription).id, price: await price(14_002), quantity: 3 }, { id: itemOf(subscription, 1).id, quantity: 2 }];
  const asked = { items, proration_behavior: 'always_invoice', proration_date: itemOf(subscription).current_period_start + 86_400 } as const;
  slowly();
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: asked });
  const invoice = await stripe.invoices.retrieve(latestOf(await stripe.subscriptions.update(subscription.id, asked)));
  expect(invoice.lines.data.map((line) => line.amount)).toEqual(preview.lines.data.map((line) => line.amount));
  const { data: made } = await stripe.invoiceItems.list({ customer });
  expect(new Set([invoice.created, invoice.status_transitions.paid_at, ...made.map((item) => item.date)]).size).toBe(1);
});
