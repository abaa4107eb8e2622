import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import type { WorkspaceCtx } from '@/lib/context';
import { addTaxId } from '@/lib/services/payment-methods/add-tax-id';
import { createSetupIntent } from '@/lib/services/payment-methods/create-setup-intent';
import { listPaymentMethods } from '@/lib/services/payment-methods/list-payment-methods';
import { putBillingAddress } from '@/lib/services/payment-methods/put-billing-address';
import { setDefaultPaymentMethod } from '@/lib/services/payment-methods/set-default-payment-method';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop();

const cardsOf = async (ctx: WorkspaceCtx) => (await listPaymentMethods(ctx)).data;
const liveOf = async (customer: string): Promise<Stripe.Subscription | undefined> => (await shop.it.stripe.subscriptions.list({ customer })).data[0];

/** What the browser does with the card fields. */
const confirm = async (clientSecret: string, card = 'pm_card_visa') => {
  const id = clientSecret.split('_secret_')[0] ?? '';
  await shop.it.stripe.setupIntents.confirm(id, { payment_method: card });
  return id;
};

/** Stripe tells that a card was confirmed, twice. */
const tell = async (customer: string, setupIntentId: string) => {
  const [event] = (await shop.it.eventsOf(customer)).filter((one) => one.type === 'setup_intent.succeeded' && one.data.object.id === setupIntentId);
  for (let time = 0; time < 2; time += 1) await shop.it.deliver(event);
  await shop.it.work();
};

test('whoever sends one request id with everything gets what is asked for each time', async () => {
  const one = await Subscriber.with(shop.it);
  const [ctx, customer] = [one.ctx(), await shop.it.customerOf(one.workspace)];
  const first = (await cardsOf(ctx))[0]?.id ?? '';
  const second = (await shop.it.stripe.paymentMethods.attach('pm_card_mastercard', { customer })).id;
  for (const id of [second, first, second]) {
    await setDefaultPaymentMethod(ctx, { id });
    expect((await liveOf(customer))?.default_payment_method).toBe(id);
  }
  expect((await createSetupIntent(ctx)).clientSecret).not.toBe((await createSetupIntent(ctx)).clientSecret);
  for (const city of ['Berlin', 'Paris', 'Berlin']) {
    const billing = await putBillingAddress(ctx, { name: 'Ada', email: 'ada@example.test', address: { line1: '1', city, country: 'DE' } });
    expect(billing.address?.city).toBe(city);
  }
  for (const value of ['DE123456789', 'DE987654321']) expect(await addTaxId(ctx, { type: 'eu_vat', value })).toMatchObject({ value });
});

test('a first card whose tab was closed right after the bank agreed pays what is due next; a second one does not', async () => {
  const workspace = await shop.it.workspace();
  const ctx = shop.it.member(workspace);
  const id = await confirm((await createSetupIntent(ctx)).clientSecret);
  const customer = await shop.it.customerOf(workspace);
  expect((await cardsOf(ctx)).map((card) => card.isDefault)).toEqual([false]);
  await tell(customer, id);
  expect((await cardsOf(ctx)).map((card) => [card.last4, card.isDefault])).toEqual([['4242', true]]);
  const later = await confirm((await createSetupIntent(ctx)).clientSecret, 'pm_card_mastercard');
  await tell(customer, later);
  expect((await cardsOf(ctx)).map((card) => [card.last4, card.isDefault])).toEqual([['4242', true], ['4444', false]]);
  expect(await shop.it.auditOf(workspace, 'payment_method.made_default')).toHaveLength(1);
});
