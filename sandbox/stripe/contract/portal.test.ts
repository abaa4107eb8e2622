import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, openSandbox, type Opened } from './open-sandbox';
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
});

const configure = (more: Partial<Stripe.BillingPortal.ConfigurationCreateParams> = {}): Promise<Stripe.BillingPortal.Configuration> =>
  opened.stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } }, default_return_url: 'http://shop.test/billing', ...more });

test('without a configuration or a return address there is no session', async () => {
  const { stripe } = opened;
  const { id: customer } = await stripe.customers.create();
  await expect(stripe.billingPortal.sessions.create({ customer, return_url: 'http://shop.test' })).rejects.toThrow(/until you save your customer portal settings/);
  const bare = await configure({ default_return_url: '' });
  await expect(stripe.billingPortal.sessions.create({ customer, configuration: bare.id })).rejects.toThrow(/default_return_url/);
  await expect(stripe.billingPortal.sessions.create({ customer: 'cus_nobody', configuration: bare.id })).rejects.toMatchObject({ code: 'resource_missing', param: 'customer' });
  await expect(stripe.billingPortal.sessions.create({ customer, configuration: 'bpc_nobody', return_url: 'http://shop.test' })).rejects.toMatchObject({ code: 'resource_missing' });
  await stripe.billingPortal.configurations.update(bare.id, { active: false });
  await expect(stripe.billingPortal.sessions.create({ customer, configuration: bare.id, return_url: 'http://shop.test' })).rejects.toThrow(/not active/);
});

test('a configuration keeps what it was given, and an update changes only what it names', async () => {
  const { stripe } = opened;
  const price = await makePrice(stripe);
  const products = [{ product: String(price.product), prices: [price.id], adjustable_quantity: { enabled: true, minimum: 1, maximum: 50 } }];
  const made = await configure({
    metadata: { of: 'test' }, business_profile: { headline: 'Acme' },
    features: {
      subscription_update: { enabled: true, default_allowed_updates: ['price', 'quantity'], products, proration_behavior: 'always_invoice', schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] } },
      subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] } },
      customer_update: { enabled: true, allowed_updates: ['address', 'tax_id'] }, payment_method_update: { enabled: true }, invoice_history: { enabled: true },
    },
  });
  expect(made).toMatchObject({
    is_default: false, active: true, business_profile: { headline: 'Acme' },
    features: { subscription_update: { products, trial_update_behavior: 'end_trial' }, subscription_cancel: { mode: 'at_period_end', proration_behavior: 'none' }, subscription_pause: { enabled: false } },
  });
  const changed = await stripe.billingPortal.configurations.update(made.id, { features: { subscription_cancel: { enabled: false } }, name: 'Second' });
  expect(changed.features).toEqual({ ...made.features, subscription_cancel: { ...made.features.subscription_cancel, enabled: false } });
  expect([changed.name, changed.metadata]).toEqual(['Second', { of: 'test' }]);
  expect((await stripe.billingPortal.configurations.list({ active: true })).data.map(({ id }) => id)).toContain(made.id);
  expect((await stripe.billingPortal.configurations.list({ is_default: true })).data).toEqual([]);
  expect(await stripe.billingPortal.configurations.retrieve(made.id)).toMatchObject({ name: 'Second' });
});

test.each<[string, Stripe.BillingPortal.ConfigurationCreateParams.Features, string]>([
  ['an update without products', { subscription_update: { enabled: true, default_allowed_updates: ['price'] } }, 'features[subscription_update][products]'],
  ['a strange product', { subscription_update: { enabled: true, default_allowed_updates: ['price'], products: [{ product: 'prod_nobody', prices: ['price_nobody'] }] } }, 'features[subscription_update][products][0][product]'],
  ['a customer update of nothing', { customer_update: { enabled: true } }, 'features[customer_update][allowed_updates]'],
  ['a delivery address', { customer_update: { enabled: true, allowed_updates: ['shipping'] } }, 'features[customer_update][allowed_updates]'],
  ['a promotion code typed in the portal', { subscription_update: { enabled: false, default_allowed_updates: ['promotion_code'] } }, 'features[subscription_update][default_allowed_updates]'],
  ['a pause', { subscription_pause: { enabled: true } }, 'features[subscription_pause]'],
])('%s is refused', async (_name, features, param) => {
  await expect(configure({ features })).rejects.toMatchObject({ statusCode: 400, param });
});

test('a subscription of several items is left alone, and a price must be one that the portal offers', async () => {
  const { stripe } = opened;
  const [one, other, strange] = [await makePrice(stripe), await makePrice(stripe, 900), await makePrice(stripe, 100)];
  const products = [one, other].map((price) => ({ product: String(price.product), prices: [price.id] }));
  const { id: configuration } = await configure({ features: { subscription_update: { enabled: true, default_allowed_updates: ['price'], products } } });
  const { id: customer } = await stripe.customers.create({ payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' } });
  const subscribe = (...prices: Stripe.Price[]): Promise<Stripe.Subscription> => stripe.subscriptions.create({ customer, items: prices.map(({ id: price }) => ({ price })) });
  const several = await subscribe(one, other);
  const single = await subscribe(one);
  const open = (flow_data: Stripe.BillingPortal.SessionCreateParams.FlowData): Promise<Stripe.BillingPortal.Session> => stripe.billingPortal.sessions.create({ customer, configuration, flow_data });
  const confirm = (subscription: Stripe.Subscription, price: Stripe.Price): ReturnType<typeof open> => {
    const items = [{ id: String(subscription.items.data[0]?.id), price: price.id }];
    return open({ type: 'subscription_update_confirm', subscription_update_confirm: { subscription: subscription.id, items } });
  };
  await expect(open({ type: 'subscription_update', subscription_update: { subscription: several.id } })).rejects.toThrow(/multiple items/);
  await expect(confirm(several, other)).rejects.toMatchObject({ param: 'flow_data[subscription_update_confirm][subscription]' });
  await expect(confirm(single, strange)).rejects.toMatchObject({ param: 'flow_data[subscription_update_confirm][items][0][price]' });
  expect((await confirm(single, other)).flow?.type).toBe('subscription_update_confirm');
  const { url } = await stripe.billingPortal.sessions.create({ customer, configuration });
  expect((await (await fetch(url)).text()).match(/Update plan/g)).toHaveLength(1);
  expect((await fetch(`${url}/update/${several.id}?price=${other.id}`, { redirect: 'manual' })).headers.get('location')).toContain('/home');
});

test('a flow must be offered, name its own customer, and carry its own details', async () => {
  const { stripe } = opened;
  const { id: customer } = await stripe.customers.create();
  const { id: configuration } = await configure({ features: { payment_method_update: { enabled: true }, subscription_cancel: { enabled: true } } });
  const open = (flow_data: Stripe.BillingPortal.SessionCreateParams.FlowData): Promise<Stripe.BillingPortal.Session> => stripe.billingPortal.sessions.create({ customer, configuration, flow_data });
  const made = await open({ type: 'payment_method_update', after_completion: { type: 'redirect', redirect: { return_url: 'http://shop.test/after' } } });
  expect(made).toMatchObject({ return_url: 'http://shop.test/billing', flow: { type: 'payment_method_update', after_completion: { redirect: { return_url: 'http://shop.test/after' } } } });
  expect(made.url).toBe(`${opened.sandbox.url}/p/session/${made.id}`);
  await expect(open({ type: 'customer_update' })).rejects.toThrow(/disabled/);
  const after = { type: 'redirect' as const, redirect: { return_url: 'javascript:alert(1)' } };
  await expect(open({ type: 'payment_method_update', after_completion: after })).rejects.toMatchObject({ code: 'url_invalid', param: 'flow_data[after_completion][redirect][return_url]' });
  await expect(open({ type: 'subscription_cancel' })).rejects.toMatchObject({ code: 'parameter_missing' });
  await expect(open({ type: 'subscription_cancel', subscription_cancel: { subscription: 'sub_nobody' } })).rejects.toMatchObject({ code: 'resource_missing' });
  await expect(open({ type: 'payment_method_update', subscription_cancel: { subscription: 'sub_nobody' } })).rejects.toMatchObject({ param: 'flow_data[subscription_cancel]' });
});
