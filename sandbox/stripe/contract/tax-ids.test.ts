import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

test('a tax id is checked in form, kept with its customer, announced, and gone once deleted', async () => {
  const [mine, other] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
  await expect(stripe.customers.createTaxId(mine.id, { type: 'eu_vat', value: '123' })).rejects.toMatchObject({ code: 'tax_id_invalid', param: 'value' });
  const made = await stripe.customers.createTaxId(mine.id, { type: 'eu_vat', value: 'DE123456789' });
  expect(made).toMatchObject({ object: 'tax_id', customer: mine.id, country: 'DE', type: 'eu_vat', value: 'DE123456789', verification: { status: 'verified' } });
  expect((await stripe.customers.listTaxIds(mine.id)).data.map((one) => one.id)).toEqual([made.id]);
  expect((await stripe.customers.listTaxIds(other.id)).data).toEqual([]);
  await expect(stripe.customers.retrieveTaxId(other.id, made.id)).rejects.toMatchObject({ code: 'resource_missing' });
  await expect(stripe.customers.deleteTaxId(other.id, made.id)).rejects.toMatchObject({ code: 'resource_missing' });
  expect(await stripe.customers.deleteTaxId(mine.id, made.id)).toMatchObject({ id: made.id, deleted: true });
  expect((await stripe.customers.listTaxIds(mine.id)).data).toEqual([]);
  expect((await stripe.events.list({ types: ['customer.tax_id.*'] })).data.map((event) => event.type).toSorted()).toEqual(['customer.tax_id.created', 'customer.tax_id.deleted']);
});

test('what an authority says is as Stripe’s test values have it', async () => {
  const { id } = await stripe.customers.create();
  const statusOf = async (type: 'eu_vat' | 'us_ein', value: string) => (await stripe.customers.createTaxId(id, { type, value })).verification?.status;
  expect(await statusOf('eu_vat', 'DE111111111')).toBe('unverified');
  expect(await statusOf('eu_vat', 'DE222222222')).toBe('pending');
  expect(await statusOf('us_ein', '12-3456789')).toBe('unavailable');
});
