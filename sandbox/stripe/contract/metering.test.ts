import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

const day = 86_400;
const hour = 3600;
const now = Math.floor(Date.now() / 1000);
const newMeter = (eventName: string, formula: 'sum' | 'count' | 'last' = 'sum'): Promise<Stripe.Billing.Meter> =>
  stripe.billing.meters.create({ display_name: eventName, event_name: eventName, default_aggregation: { formula } });
const code = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'taken', (error: Stripe.errors.StripeError) => error.code ?? error.message);

test('a meter adds up, counts, or keeps the last value, by the time of the events', async () => {
  const customer = (await stripe.customers.create()).id;
  const start = now - (now % 60) - 2 * hour;
  const total = async (name: string, formula: 'sum' | 'count' | 'last'): Promise<number | undefined> => {
    const meter = await newMeter(name, formula);
    const report = (value: string, at: number): Promise<unknown> => stripe.billing.meterEvents.create({ event_name: name, payload: { stripe_customer_id: customer, value }, timestamp: at });
    await report('30', start + 50);
    await report('5', start + 10);
    await report('7', start - 1);
    await report('9', start + hour);
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, { customer, start_time: start, end_time: start + hour });
    return data[0]?.aggregated_value;
  };
  expect([await total('calls', 'sum'), await total('requests', 'count'), await total('seats', 'last')]).toEqual([35, 2, 30]);
});

test('an event is counted once by its identifier, and can be taken back within a day', async () => {
  const customer = (await stripe.customers.create()).id;
  const meter = await newMeter('tokens');
  const event = { event_name: 'tokens', payload: { stripe_customer_id: customer, value: '5' }, identifier: 'batch-1' };
  expect(await stripe.billing.meterEvents.create(event)).toMatchObject({ identifier: 'batch-1', payload: { value: '5' } });
  await expect(stripe.billing.meterEvents.create(event)).rejects.toThrow('An event already exists with identifier batch-1');
  const total = async (): Promise<number> => {
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, { customer, start_time: now - (now % 60) - hour, end_time: now - (now % 60) + hour });
    return data.reduce((sum, row) => sum + row.aggregated_value, 0);
  };
  expect(await total()).toBe(5);
  await stripe.billing.meterEventAdjustments.create({ event_name: 'tokens', type: 'cancel', cancel: { identifier: 'batch-1' } });
  expect(await total()).toBe(0);
  expect(await code(stripe.billing.meterEventAdjustments.create({ event_name: 'tokens', type: 'cancel', cancel: { identifier: 'batch-1' } }))).toBe('resource_missing');
});

test('what a meter cannot count is refused', async () => {
  const customer = (await stripe.customers.create()).id;
  const meter = await newMeter('pages');
  const report = (payload: Record<string, string>, more: object = {}): Promise<unknown> => code(stripe.billing.meterEvents.create({ event_name: 'pages', payload, ...more }));
  const good = { stripe_customer_id: customer, value: '1' };
  expect(await report({ value: '1' })).toBe('meter_event_no_customer_defined');
  expect(await report({ stripe_customer_id: 'cus_none', value: '1' })).toBe('meter_event_customer_not_found');
  expect(await report({ stripe_customer_id: customer })).toBe('meter_event_value_not_found');
  expect(await report({ stripe_customer_id: customer, value: '1.5' })).toBe('meter_event_invalid_value');
  expect(await report(good, { timestamp: now - 36 * day })).toBe('timestamp_too_far_in_past');
  expect(await report(good, { timestamp: now + hour })).toBe('timestamp_in_future');
  expect(await report(good, { timestamp: now - 34 * day })).toBe('taken');
  expect(await code(newMeter('pages'))).toBe('resource_already_exists');
  await stripe.billing.meters.deactivate(meter.id);
  expect(await report(good)).toBe('archived_meter');
  expect(await code(stripe.billing.meterEvents.create({ event_name: 'nothing', payload: good }))).toBe('no_meter');
  await stripe.billing.meters.reactivate(meter.id);
  expect((await stripe.billing.meters.list({ status: 'active' })).data.map(({ id }) => id)).toContain(meter.id);
});

test('a price may be tiered, metered, packed, and sold in several currencies; tiers show only when asked for', async () => {
  const meter = await newMeter('api_calls');
  const tiers: Stripe.PriceCreateParams.Tier[] = [{ up_to: 1000, flat_amount: 0 }, { up_to: 10_000, unit_amount_decimal: Stripe.Decimal.from('0.5') }, { up_to: 'inf', unit_amount: 1, flat_amount: 100 }];
  const metered = await stripe.prices.create({
    currency: 'usd', product_data: { name: 'Calls' }, billing_scheme: 'tiered', tiers_mode: 'graduated', tiers,
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
  });
  expect(metered).toMatchObject({ billing_scheme: 'tiered', unit_amount: null, recurring: { meter: meter.id, usage_type: 'metered' } });
  expect(metered.tiers).toBeUndefined();
  const shown = await stripe.prices.retrieve(metered.id, { expand: ['tiers'] });
  expect(shown.tiers?.map(({ up_to, unit_amount, flat_amount }) => [up_to, unit_amount, flat_amount])).toEqual([[1000, null, 0], [10_000, null, null], [null, 1, 100]]);
  expect(String(shown.tiers?.[1]?.unit_amount_decimal)).toBe('0.5');
  const packed = await stripe.prices.create({
    currency: 'usd', unit_amount: 500, product_data: { name: 'Packs' }, transform_quantity: { divide_by: 100, round: 'up' }, currency_options: { xof: { unit_amount: 3000 } },
  });
  expect(packed.currency_options).toBeUndefined();
  expect((await stripe.prices.retrieve(packed.id, { expand: ['currency_options'] })).currency_options).toMatchObject({ usd: { unit_amount: 500 }, xof: { unit_amount: 3000 } });
  const { data } = await stripe.prices.list({ recurring: { meter: meter.id }, expand: ['data.tiers'] });
  expect(data.map((price) => [price.id, price.tiers?.length])).toEqual([[metered.id, 3]]);
});

test('terms of a price that contradict each other are refused', async () => {
  const base = { currency: 'usd', product_data: { name: 'X' } };
  const refused = (more: Partial<Stripe.PriceCreateParams>): Promise<unknown> => stripe.prices.create({ ...base, ...more }).then(() => 'taken', (error: Stripe.errors.StripeError) => error.param);
  expect(await refused({})).toBe('unit_amount');
  expect(await refused({ billing_scheme: 'tiered', tiers_mode: 'volume' })).toBe('tiers');
  expect(await refused({ billing_scheme: 'tiered', tiers_mode: 'volume', tiers: [{ up_to: 5, unit_amount: 1 }] })).toBe('tiers[0][up_to]');
  expect(await refused({ billing_scheme: 'tiered', tiers_mode: 'volume', tiers: [{ up_to: 5, unit_amount: 1 }, { up_to: 5, unit_amount: 1 }, { up_to: 'inf', unit_amount: 1 }] })).toBe('tiers[1][up_to]');
  expect(await refused({ unit_amount: 5, recurring: { interval: 'month', usage_type: 'metered' } })).toBe('recurring[meter]');
  expect(await refused({ unit_amount: 5, recurring: { interval: 'month', meter: 'mtr_none' } })).toBe('recurring[meter]');
  const product = await stripe.products.create({ name: 'Held' });
  await stripe.prices.create({ currency: 'usd', product: product.id, unit_amount: 1 });
  await expect(stripe.products.del(product.id)).rejects.toMatchObject({ statusCode: 400 });
});

test('a credit grant is worth what it says until it is used up, ended or taken back', async () => {
  const customer = (await stripe.customers.create()).id;
  const grant = (value: number, currency = 'usd'): Promise<Stripe.Billing.CreditGrant> =>
    stripe.billing.creditGrants.create({ customer, category: 'promotional', amount: { type: 'monetary', monetary: { currency, value } }, applicability_config: { scope: { price_type: 'metered' } } });
  const balance = async (): Promise<Record<string, number | undefined>> => {
    const { balances } = await stripe.billing.creditBalanceSummaries.retrieve({ customer, filter: { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } } });
    return Object.fromEntries(balances.map(({ available_balance: { monetary } }) => [String(monetary?.currency), monetary?.value]));
  };
  const first = await grant(1000);
  const second = await grant(500);
  await grant(70, 'eur');
  expect(await balance()).toEqual({ usd: 1500, eur: 70 });
  await stripe.billing.creditGrants.voidGrant(first.id);
  expect(await balance()).toEqual({ usd: 500, eur: 70 });
  await stripe.billing.creditGrants.expire(second.id);
  expect(await balance()).toEqual({ usd: 0, eur: 70 });
  await expect(stripe.billing.creditGrants.voidGrant(second.id)).rejects.toMatchObject({ statusCode: 400 });
  const { data } = await stripe.billing.creditBalanceTransactions.list({ customer, credit_grant: second.id });
  expect(data.map((entry) => entry.debit?.type ?? entry.credit?.type)).toEqual(['credits_expired', 'credits_granted']);
});

test('credits pay for metered usage first, in the order of their priority, and for nothing else', async () => {
  const meter = await newMeter('credited_calls');
  const licensed = await stripe.prices.create({ currency: 'usd', unit_amount: 1000, recurring: { interval: 'month' }, product_data: { name: 'Base' } });
  const metered = await stripe.prices.create({ currency: 'usd', unit_amount: 2, recurring: { interval: 'month', usage_type: 'metered', meter: meter.id }, product_data: { name: 'Calls' } });
  const start = Date.UTC(2027, 2, 1) / 1000;
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const { id: customer } = await stripe.customers.create({ test_clock: clock });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
  const grant = (value: number, priority: number): Promise<Stripe.Billing.CreditGrant> =>
    stripe.billing.creditGrants.create({ customer, category: 'paid', priority, amount: { type: 'monetary', monetary: { currency: 'usd', value } }, applicability_config: { scope: { price_type: 'metered' } } });
  const [later, first] = [await grant(500, 60), await grant(300, 10)];
  await stripe.subscriptions.create({ customer, items: [{ price: licensed.id }, { price: metered.id }] });
  await stripe.billing.meterEvents.create({ event_name: 'credited_calls', payload: { stripe_customer_id: customer, value: '250' } });
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: Date.UTC(2027, 3, 1, 3) / 1000 });
  while ((await stripe.testHelpers.testClocks.retrieve(clock)).status !== 'ready');
  const [renewal] = (await stripe.invoices.list({ customer })).data;
  expect([renewal?.subtotal, renewal?.total, renewal?.amount_paid, renewal?.status]).toEqual([1500, 1000, 1000, 'paid']);
  const left = async (id: string): Promise<number | undefined> => {
    const { balances } = await stripe.billing.creditBalanceSummaries.retrieve({ customer, filter: { type: 'credit_grant', credit_grant: id } });
    return balances[0]?.available_balance.monetary?.value;
  };
  expect([await left(first.id), await left(later.id)]).toEqual([0, 300]);
});
