import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { AppError } from '@/lib/domain/app-error';
import type { WorkspaceCtx } from '@/lib/context';
import { addPaymentMethod } from '@/lib/services/payment-methods/add-payment-method';
import { addTaxId } from '@/lib/services/payment-methods/add-tax-id';
import { createSetupIntent } from '@/lib/services/payment-methods/create-setup-intent';
import { listPaymentMethods } from '@/lib/services/payment-methods/list-payment-methods';
import { putBillingAddress } from '@/lib/services/payment-methods/put-billing-address';
import { removePaymentMethod } from '@/lib/services/payment-methods/remove-payment-method';
import { removeTaxId } from '@/lib/services/payment-methods/remove-tax-id';
import { setDefaultPaymentMethod } from '@/lib/services/payment-methods/set-default-payment-method';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { openShop } from './shop';

const shop = openShop();

const refusal = (act: Promise<unknown>): Promise<string> => act.then(() => 'nothing was refused', (reason: unknown) => (reason as AppError).code);

/** A workspace that bought Starter with a card, and a ctx of its owner. */
const subscriber = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  expect(await shop.it.pay(sessionId)).toBe(200);
  const ctx = shop.it.member(workspace);
  await syncSubscription(ctx, { workspaceId: workspace.id });
  return { workspace, ctx, customer: await shop.it.customerOf(workspace) };
};

const cardsOf = async (ctx: WorkspaceCtx) => (await listPaymentMethods(ctx)).data;
const onlyCard = async (ctx: WorkspaceCtx) => {
  const [card, ...more] = await cardsOf(ctx);
  if (!card || more.length > 0) throw new Error('there should be one card');
  return card;
};
const liveOf = async (customer: string): Promise<Stripe.Subscription> => {
  const [live] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  if (!live) throw new Error('there should be a live subscription');
  return live;
};
const attach = (customer: string, token = 'pm_card_mastercard') => shop.it.stripe.paymentMethods.attach(token, { customer });

/** What the browser does with the card fields. */
const confirm = async (clientSecret: string, card = 'pm_card_visa') => {
  const id = clientSecret.split('_secret_')[0] ?? '';
  await shop.it.stripe.setupIntents.confirm(id, { payment_method: card }).catch(() => null);
  return id;
};

describe('the list', () => {
  test('is empty before anything was bought, and asks Stripe nothing', async () => {
    const ctx = shop.it.member(await shop.it.workspace());
    expect(await listPaymentMethods({ ...ctx, stripe: undefined as never })).toEqual({ data: [], billing: { name: null, email: null, address: null, taxIds: [] } });
  });

  test('says what pays, what ends soon or has ended, and why a card is kept', async () => {
    const { ctx, customer } = await subscriber();
    const second = await attach(customer);
    await shop.it.stripe.paymentMethods.update(second.id, { card: { exp_month: ctx.now.getUTCMonth() + 1, exp_year: ctx.now.getUTCFullYear() } });
    const third = await attach(customer, 'pm_card_amex');
    await shop.it.stripe.paymentMethods.update(third.id, { card: { exp_month: 1, exp_year: 2020 } });
    const [first, ...others] = await cardsOf(ctx);
    expect(first).toMatchObject({ brand: 'visa', last4: '4242', isDefault: true, expiry: 'ok', canRemove: false, keptBecause: 'The subscription is paid with it. To remove it, make another card the default first.' });
    expect(others.map(({ brand, expiry, isDefault, canRemove }) => ({ brand, expiry, isDefault, canRemove }))).toEqual(expect.arrayContaining([
      { brand: 'mastercard', expiry: 'soon', isDefault: false, canRemove: true }, { brand: 'amex', expiry: 'expired', isDefault: false, canRemove: true },
    ]));
  });

  test('is for those who may see money', async () => {
    const workspace = await shop.it.workspace();
    expect(await refusal(listPaymentMethods(shop.it.member(workspace, { role: 'member' })))).toBe('forbidden');
    expect(await listPaymentMethods(shop.it.member(workspace, { role: 'billing' }))).toMatchObject({ data: [] });
  });
});

describe('adding', () => {
  test('the first card becomes the default, the next does not unless it is wanted', async () => {
    const workspace = await shop.it.workspace();
    const ctx = shop.it.member(workspace);
    const { clientSecret, publishableKey, stripeJsUrl } = await createSetupIntent(ctx);
    expect({ publishableKey, stripeJsUrl }).toEqual(ctx.stripeBrowser);
    const first = await addPaymentMethod(ctx, { setupIntentId: await confirm(clientSecret) });
    expect(first).toMatchObject({ last4: '4242', isDefault: true });

    const again = shop.it.member(workspace);
    const second = await addPaymentMethod(again, { setupIntentId: await confirm((await createSetupIntent(again)).clientSecret, 'pm_card_mastercard') });
    expect(second).toMatchObject({ last4: '4444', isDefault: false });

    const wanted = shop.it.member(workspace);
    const third = await addPaymentMethod(wanted, { setupIntentId: await confirm((await createSetupIntent(wanted)).clientSecret, 'pm_card_amex'), makeDefault: true });
    expect(third).toMatchObject({ last4: '0005', isDefault: true });
    expect((await cardsOf(ctx)).map((card) => card.isDefault)).toEqual([true, false, false]);
  });

  test('what the bank has not confirmed, and what is somebody else’s, is not taken up', async () => {
    const mine = await shop.it.workspace();
    const ctx = shop.it.member(mine);
    const declined = await confirm((await createSetupIntent(ctx)).clientSecret, 'pm_card_visa_chargeDeclined');
    expect(await refusal(addPaymentMethod(ctx, { setupIntentId: declined }))).toBe('conflict');
    const challenged = await confirm((await createSetupIntent(shop.it.member(mine))).clientSecret, 'pm_card_authenticationRequiredOnSetup');
    expect(await refusal(addPaymentMethod(ctx, { setupIntentId: challenged }))).toBe('conflict');

    const theirs = shop.it.member(await shop.it.workspace());
    const good = await confirm((await createSetupIntent(theirs)).clientSecret);
    expect(await refusal(addPaymentMethod(ctx, { setupIntentId: good }))).toBe('not_found');
    expect(await refusal(addPaymentMethod(ctx, { setupIntentId: 'seti_nobody' }))).toBe('not_found');
    expect(await cardsOf(ctx)).toEqual([]);
  });

  test('without a publishable key it says what to do instead', async () => {
    const ctx = shop.it.member(await shop.it.workspace(), { stripeBrowser: { publishableKey: null, stripeJsUrl: null } });
    expect(await refusal(createSetupIntent(ctx))).toBe('unavailable');
  });

  test('a workspace cannot try out cards by the hundred', async () => {
    const workspace = await shop.it.workspace();
    const answers = await Promise.all(Array.from({ length: 40 }, () => refusal(createSetupIntent(shop.it.member(workspace)))));
    expect(answers.filter((one) => one === 'too_many_attempts')).toHaveLength(10);
  });
});

describe('the default', () => {
  test('changes for the customer, for the live subscription and in our copy', async () => {
    const { workspace, ctx, customer } = await subscriber();
    const second = await attach(customer);
    await setDefaultPaymentMethod(ctx, { id: second.id });
    const stored = await shop.it.stripe.customers.retrieve(customer);
    expect(!stored.deleted && stored.invoice_settings.default_payment_method).toBe(second.id);
    expect((await liveOf(customer)).default_payment_method).toBe(second.id);
    expect((await cardsOf(ctx))[0]).toMatchObject({ id: second.id, isDefault: true });
    expect(await shop.it.auditOf(workspace, 'payment_method.made_default')).toHaveLength(1);
  });

  test('can go back and forth any number of times', async () => {
    const { workspace, ctx, customer } = await subscriber();
    const first = await onlyCard(ctx);
    const second = await attach(customer);
    for (const id of [second.id, first.id, second.id, first.id]) {
      await setDefaultPaymentMethod(shop.it.member(workspace), { id });
      expect((await liveOf(customer)).default_payment_method).toBe(id);
    }
  });

  test('stays the default when a scheduled change takes effect', async () => {
    const { ctx, customer } = await subscriber();
    const live = await liveOf(customer);
    const [item] = live.items.data;
    const schedule = await shop.it.stripe.subscriptionSchedules.create({ from_subscription: live.id });
    const phase = { items: [{ price: item?.price.id, quantity: 1 }] };
    await shop.it.stripe.subscriptionSchedules.update(schedule.id, {
      phases: [{ ...phase, start_date: item?.current_period_start, end_date: item?.current_period_end }, { ...phase, duration: { interval: 'month', interval_count: 1 }, proration_behavior: 'none' }], end_behavior: 'release',
    });
    const second = await attach(customer);
    await setDefaultPaymentMethod(ctx, { id: second.id });
    await shop.it.control('time/advance', { seconds: 32 * 86_400 });
    expect((await liveOf(customer)).default_payment_method).toBe(second.id);
    const [renewal] = (await shop.it.stripe.charges.list({ customer, limit: 1 })).data;
    expect(renewal).toMatchObject({ paid: true, payment_method: second.id });
  });

  test('is never a card of somebody else’s', async () => {
    const mine = await subscriber();
    const theirs = await onlyCard((await subscriber()).ctx);
    const before = (await liveOf(mine.customer)).default_payment_method;
    expect(await refusal(setDefaultPaymentMethod(mine.ctx, { id: theirs.id }))).toBe('not_found');
    expect(await refusal(setDefaultPaymentMethod(mine.ctx, { id: 'pm_card_visa' }))).toBe('not_found');
    expect((await liveOf(mine.customer)).default_payment_method).toBe(before);
  });
});

describe('removing', () => {
  test('the card that pays for a live subscription stays, alone or not; any other goes', async () => {
    const { ctx, customer } = await subscriber();
    const only = await onlyCard(ctx);
    expect(await refusal(removePaymentMethod(ctx, { id: only.id }))).toBe('conflict');
    const second = await attach(customer);
    expect(await refusal(removePaymentMethod(ctx, { id: only.id }))).toBe('conflict');
    await setDefaultPaymentMethod(ctx, { id: second.id });
    await removePaymentMethod(ctx, { id: only.id });
    expect(await onlyCard(ctx)).toMatchObject({ id: second.id, canRemove: false });
  });

  test('of two tabs that remove the last two cards of a live subscription one keeps its card', async () => {
    const { workspace, ctx, customer } = await subscriber();
    const { id: subscription } = await liveOf(customer);
    await attach(customer);
    await shop.it.stripe.subscriptions.update(subscription, { default_payment_method: '' });
    await shop.it.stripe.customers.update(customer, { invoice_settings: { default_payment_method: '' } });
    const cards = await cardsOf(ctx);
    expect(cards.map((card) => card.canRemove)).toEqual([true, true]);
    await shop.it.control('latency', { ms: 400 });
    const answers = await Promise.all(cards.map(({ id }) => refusal(removePaymentMethod(shop.it.member(workspace), { id }))));
    await shop.it.control('latency', { ms: 0 });
    expect(answers.toSorted()).toEqual(['conflict', 'nothing was refused']);
    expect(await cardsOf(ctx)).toHaveLength(1);
  });

  test('without a live subscription every card can go', async () => {
    const { ctx, customer } = await subscriber();
    const card = await onlyCard(ctx);
    await shop.it.stripe.subscriptions.cancel((await liveOf(customer)).id);
    expect(await onlyCard(ctx)).toMatchObject({ canRemove: true, keptBecause: null });
    await removePaymentMethod(ctx, { id: card.id });
    expect(await cardsOf(ctx)).toEqual([]);
    expect(await refusal(removePaymentMethod(ctx, { id: card.id }))).toBe('not_found');
  });

  test('a card of somebody else’s is not there', async () => {
    const mine = await subscriber();
    const other = await subscriber();
    const extra = await attach(other.customer);
    expect(await refusal(removePaymentMethod(mine.ctx, { id: extra.id }))).toBe('not_found');
    expect((await cardsOf(other.ctx)).map((card) => card.id)).toContain(extra.id);
  });
});

describe('billing details', () => {
  const address = { line1: '1 Main Street', line2: null, city: 'Lomé', state: null, postalCode: null, country: 'TG' };

  test('are kept at Stripe whole: what is left out is forgotten', async () => {
    const workspace = await shop.it.workspace();
    const full = { ...address, line2: 'Floor 3', state: 'Maritime', postalCode: '01BP' };
    await putBillingAddress(shop.it.member(workspace), { name: 'Acme', email: 'Bills@Acme.test', address: full });
    expect((await listPaymentMethods(shop.it.member(workspace))).billing).toEqual({ name: 'Acme', email: 'bills@acme.test', address: full, taxIds: [] });
    await putBillingAddress(shop.it.member(workspace), { name: 'Acme', email: 'bills@acme.test', address });
    expect((await listPaymentMethods(shop.it.member(workspace))).billing.address).toEqual(address);
  });

  test('tax ids are checked in form, kept once, shown with their state, and theirs alone', async () => {
    const workspace = await shop.it.workspace();
    const other = shop.it.member(await shop.it.workspace());
    await addTaxId(other, { type: 'us_ein', value: '12-3456789' });
    expect(await refusal(addTaxId(shop.it.member(workspace), { type: 'eu_vat', value: 'nonsense' }))).toBe('invalid_input');
    const made = await addTaxId(shop.it.member(workspace), { type: 'eu_vat', value: 'DE123456789' });
    expect(await addTaxId(shop.it.member(workspace), { type: 'eu_vat', value: 'DE123456789' })).toEqual(made);
    expect((await listPaymentMethods(shop.it.member(workspace))).billing.taxIds).toEqual([{ id: made.id, type: 'eu_vat', value: 'DE123456789', status: 'verified' }]);
    expect(await refusal(removeTaxId(other, { id: made.id }))).toBe('not_found');
    await removeTaxId(shop.it.member(workspace), { id: made.id });
    await addTaxId(shop.it.member(workspace), { type: 'eu_vat', value: 'DE123456789' });
    expect((await listPaymentMethods(shop.it.member(workspace))).billing.taxIds).toHaveLength(1);
  });
});
