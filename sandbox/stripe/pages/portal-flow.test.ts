import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, payOnPage, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

let opened: Opened;
let prices: Record<'pro' | 'team' | 'starter', Stripe.Price>;
let configuration: string;
beforeAll(async () => {
  opened = await openSandbox();
  const { stripe } = opened;
  prices = { pro: await makePrice(stripe, 4900), team: await makePrice(stripe, 14_900), starter: await makePrice(stripe, 1900) };
  const products = Object.values(prices).map((price) => ({ product: String(price.product), prices: [price.id] }));
  const made = await stripe.billingPortal.configurations.create({
    default_return_url: 'http://shop.test/billing',
    features: {
      subscription_update: { enabled: true, default_allowed_updates: ['price'], proration_behavior: 'always_invoice', products, schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] } },
      subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ['unused', 'other'] } }, customer_update: { enabled: true, allowed_updates: ['name', 'address'] },
      payment_method_update: { enabled: true }, invoice_history: { enabled: true },
    },
  });
  configuration = made.id;
});
afterAll(() => opened.close());

interface Bought {
  customer: string;
  subscription: Stripe.Subscription;
  portal: string;
}

async function buy(): Promise<Bought> {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  await payOnPage(await makeSession(stripe, { customer: customer.id, line_items: [{ price: prices.pro.id, quantity: 1 }] }), '4242424242424242');
  const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
  if (!subscription) throw new Error('nothing was bought');
  const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id, configuration });
  return { customer: customer.id, subscription, portal: url };
}
const read = ({ subscription }: Bought): Promise<Stripe.Subscription> => opened.stripe.subscriptions.retrieve(subscription.id);
const see = async (url: string): Promise<string> => (await fetch(url)).text();
const send = (url: string, form: Record<string, string> = {}): Promise<Response> => fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

test('the first page shows the plan, the card, the invoices, and the way back', async () => {
  const page = await see((await buy()).portal);
  for (const text of ['$49.00 per month', '•••• 4242', 'ada@example.com', 'Invoice history', 'href="http://shop.test/billing"']) expect(page).toContain(text);
  expect((await fetch(`${opened.sandbox.url}/p/session/bps_nobody`)).status).toBe(404);
});

test('a better plan costs what the confirmation says', async () => {
  const bought = await buy();
  const url = `${bought.portal}/update/${bought.subscription.id}`;
  const page = await see(`${url}?price=${prices.team.id}`);
  expect(page).toContain('Amount due today');
  const at = /name="at" value="(\d+)"/.exec(page)?.[1] ?? '';
  expect((await send(url, { price: prices.team.id, at })).headers.get('location')).toContain('said=updated');
  expect((await read(bought)).items.data[0]?.price.id).toBe(prices.team.id);
  const [invoice] = (await opened.stripe.invoices.list({ customer: bought.customer })).data;
  expect(invoice).toMatchObject({ billing_reason: 'subscription_update', status: 'paid' });
  expect(page).toContain(`$${((invoice?.total ?? 0) / 100).toFixed(2)}</span></div>`);
});

test('a cheaper plan waits for the end of the period; canceling takes it back first', async () => {
  const bought = await buy();
  const url = `${bought.portal}/update/${bought.subscription.id}`;
  expect(await see(`${url}?price=${prices.starter.id}`)).toContain('Nothing is due today');
  expect((await send(url, { price: prices.starter.id })).headers.get('location')).toContain('said=scheduled');
  expect((await read(bought)).items.data[0]?.price.id).toBe(prices.pro.id);
  expect(await see(bought.portal)).toContain('Changes to Pro on');
  await send(`${bought.portal}/cancel/${bought.subscription.id}`, { feedback: 'unused', comment: 'Bye' });
  const canceled = await read(bought);
  expect(canceled).toMatchObject({ schedule: null, cancel_at: canceled.items.data[0]?.current_period_end, cancel_at_period_end: false, cancellation_details: { feedback: 'unused', comment: 'Bye' } });
  await send(`${bought.portal}/renew/${bought.subscription.id}`);
  expect((await read(bought)).cancel_at).toBeNull();
});

test('an offer to stay is one discount, and nothing is canceled', async () => {
  const bought = await buy();
  const { stripe } = opened;
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'repeating', duration_in_months: 3 });
  const { url } = await stripe.billingPortal.sessions.create({
    customer: bought.customer, configuration,
    flow_data: {
      type: 'subscription_cancel', subscription_cancel: { subscription: bought.subscription.id, retention: { type: 'coupon_offer', coupon_offer: { coupon: coupon.id } } },
      after_completion: { type: 'redirect', redirect: { return_url: 'http://shop.test/stayed' } },
    },
  });
  expect(await see(url)).toContain('Stay and get 20% off');
  const stayed = await send(`${url}/cancel/${bought.subscription.id}`, { accept: 'yes' });
  expect(stayed.headers.get('location')).toBe('http://shop.test/stayed');
  expect(await read(bought)).toMatchObject({ cancel_at: null, discounts: [expect.stringMatching(/^di_/)] });
  expect(await see(url)).not.toContain('Stay and get');
  await send(`${url}/cancel/${bought.subscription.id}`, { accept: 'yes' });
  expect((await read(bought)).discounts).toHaveLength(1);
});

test('a new card becomes the default after its challenge; one in use cannot be removed', async () => {
  const bought = await buy();
  const typed = { number: '4000002500003155', expiry: '12 / 40', cvc: '123' };
  const challenge = String((await send(`${bought.portal}/cards/add`, typed)).headers.get('location'));
  const back = String((await send(challenge, { result: 'complete' })).headers.get('location'));
  expect((await fetch(back, { redirect: 'manual' })).headers.get('location')).toContain('said=card');
  const [fresh, old] = (await opened.stripe.customers.listPaymentMethods(bought.customer)).data;
  expect(await opened.stripe.customers.retrieve(bought.customer)).toMatchObject({ invoice_settings: { default_payment_method: fresh?.id } });
  expect((await read(bought)).default_payment_method).toBe(fresh?.id);
  await send(`${bought.portal}/cards/${fresh?.id}/remove`);
  await send(`${bought.portal}/cards/${old?.id}/remove`);
  expect((await opened.stripe.customers.listPaymentMethods(bought.customer)).data.map(({ id }) => id)).toEqual([fresh?.id]);
  expect(await (await send(`${bought.portal}/cards/add`, { ...typed, number: '4000000000000002' })).text()).toContain('Your card was declined.');
});

test("billing information keeps to what the configuration allows, and others' plans are out of reach", async () => {
  const [mine, theirs] = [await buy(), await buy()];
  await send(`${mine.portal}/billing`, { name: 'Ada SAS', email: 'evil@example.com', country: 'FR', line1: '1 rue de Paris' });
  expect(await opened.stripe.customers.retrieve(mine.customer)).toMatchObject({ name: 'Ada SAS', email: 'ada@example.com', address: { country: 'FR', line1: '1 rue de Paris' } });
  await send(`${mine.portal}/cancel/${theirs.subscription.id}`, {});
  expect((await read(theirs)).cancel_at).toBeNull();
});
