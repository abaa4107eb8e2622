import { expect, it } from 'vitest';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { warnExpiringCards } from '@/lib/services/emails/warn-expiring-cards';
import { openShop } from '@/test/integration/billing/shop';

const shop = openShop();

/** A workspace whose card is valid until the end of this month, as Stripe says and as our copy knows. */
const payingWith = async (expMonth: number, expYear: number) => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  expect(await shop.it.pay(sessionId)).toBe(200);
  const customer = await shop.it.customerOf(workspace);
  const [card] = (await shop.it.stripe.customers.listPaymentMethods(customer)).data;
  await shop.it.stripe.paymentMethods.update(card?.id ?? '', { card: { exp_month: expMonth, exp_year: expYear } });
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  return { ...workspace, card: card?.id ?? '' };
};
const mailTo = async (email: string) => (await shop.it.database.db.email.findMany({ where: { recipient: email, kind: 'card_expiring' } })).map((row) => row.data);
const run = (at: string) => warnExpiringCards(shop.it.ctx({ now: new Date(at) }));

it('warns once of a card that ends within thirty days, from the thirtieth day to the last moment', async () => {
  const { owner } = await payingWith(3, 2027);
  await run('2027-03-01T23:59:59Z');
  expect(await mailTo(owner.email)).toEqual([]);
  await run('2027-03-02T00:00:00Z');
  expect(await mailTo(owner.email)).toEqual([{ brand: 'visa', last4: '4242', expMonth: 3, expYear: 2027 }]);
  await run('2027-03-03T09:11:00Z');
  await run('2027-03-31T23:59:59Z');
  expect(await mailTo(owner.email)).toHaveLength(1);
});

it('counts thirty days across the end of a short month, and says nothing of a card that has ended', async () => {
  const { owner } = await payingWith(2, 2027);
  await run('2027-01-29T23:59:59Z');
  expect(await mailTo(owner.email)).toEqual([]);
  await run('2027-03-01T00:00:00Z');
  expect(await mailTo(owner.email)).toEqual([]);
  await run('2027-01-30T00:00:00Z');
  expect(await mailTo(owner.email)).toHaveLength(1);
});

it('asks Stripe before it warns: a card that the bank renewed is left alone, and its next end is warned of', async () => {
  const { owner, card } = await payingWith(5, 2027);
  await shop.it.stripe.paymentMethods.update(card, { card: { exp_month: 5, exp_year: 2028 } });
  await run('2027-05-15T00:00:00Z');
  expect(await mailTo(owner.email)).toEqual([]);
  await run('2028-05-15T00:00:00Z');
  expect(await mailTo(owner.email)).toMatchObject([{ expYear: 2028 }]);
});
