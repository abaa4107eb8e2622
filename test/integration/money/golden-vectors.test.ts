import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import type { Plan } from '@/lib/domain/catalog';
import { boundary } from '@/lib/domain/periods';
import { goldenVectors, type Bought, type GoldenVector } from '@/sandbox/stripe/contract/golden-vectors';
import { Subscriber, Time } from '@/test/integration/billing/subscriber';
import { openMoneyShop, pricedPlan } from './money-shop';

/** What cannot happen in the portal, and why. */
const notInThePortal: Record<string, string> = {
  '500 off 1000 and 2000, of which the first is removed in the middle': 'a subscription has one item that is prorated; what else it has is usage, and no item can be removed',
};

const planId = (index: number, product: string): string => `v${index}_${product}`;

/** Each vector's products as plans of its own, in the order in which they step up, at the same amounts in every currency. */
const plansOf = ({ first, before = [], then }: GoldenVector, index: number): Record<string, Plan> => {
  const items = [...before, ...first, ...then].filter((item) => item !== null);
  const order = before.length > 0 ? [...before, ...then] : [...first, ...then];
  return Object.fromEntries(order.filter((item) => item !== null).map(({ product }) => {
    const prices = Object.fromEntries(items.filter((item) => item.product === product).map(({ interval = 'month', amount }) => [interval, amount]));
    const isPerSeat = items.some((item) => item.product === product && item.quantity !== undefined);
    return [planId(index, product), pricedPlan({ rank: 1, more: { prices: { usd: prices, xof: prices, kwd: prices }, ...(isPerSeat ? { perSeat: true, seats: 100 } : {}) } })];
  }));
};

const shop = openMoneyShop(Object.assign({}, ...goldenVectors.map(plansOf)) as Record<string, Plan>);
const time = new Time(() => shop.it);

const sold = goldenVectors.map((vector, index) => [vector.name, vector, index] as const).filter(([name]) => !(name in notInThePortal));
const wantedOf = (index: number, { product, interval = 'month', quantity }: Bought) => ({ plan: planId(index, product), interval, ...(quantity === undefined ? {} : { quantity }) });

/** The next first of a month with which a period of so many days begins. */
const beginningOf = ({ days, first }: GoldenVector): Date => {
  const now = time.now();
  const starts = Array.from({ length: 24 }, (_, later) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1 + later, 1)));
  const found = starts.find((start) => boundary(start, first[0]?.interval ?? 'month', 1).getTime() - start.getTime() === days * 86_400_000);
  if (!found) throw new Error(`no period of ${days} days begins within two years`);
  return found;
};

const codeOf = async ({ coupon }: GoldenVector, index: number): Promise<string | null> => {
  if (!coupon) return null;
  const { id } = await shop.it.stripe.coupons.create(coupon.terms);
  return (await shop.it.stripe.promotionCodes.create({ code: `GOLDEN${index}`, promotion: { type: 'coupon', coupon: id } })).code;
};

/** What somebody at Stripe makes of the subscription, which the portal would not. */
const changeAtStripe = async (one: Subscriber, plan: string, currency: string): Promise<void> => {
  const { stripe } = shop.it;
  const { id, items } = await one.subscription();
  const { stripePriceId } = await shop.it.database.db.stripePrice.findFirstOrThrow({ where: { planVersion: { plan }, currency, interval: 'month' } });
  await stripe.subscriptions.update(id, { items: [{ id: items.data[0]?.id, price: stripePriceId }], proration_behavior: 'none' });
  await one.sync();
};

test.each(sold)('the portal shows and charges to the minor unit: %s', async (_name, vector, index) => {
  const { currency, left, coupon, balance, before, lines, total, due, balanceAfter, next } = vector;
  const [first, then] = [vector.first[0], vector.then[0]];
  if (!first || !then) throw new Error('the vector buys or leaves nothing');
  const code = await codeOf(vector, index);
  await time.advanceTo(beginningOf(vector));
  let now = time.now;
  const one = await Subscriber.with(shop.in(currency), { ...wantedOf(index, first), ...(code !== null && coupon?.from === 'first' ? { coupon: code } : {}), now: () => now() });
  if (before?.[0]) await changeAtStripe(one, planId(index, before[0].product), currency);
  const customer = await one.shop.customerOf(one.workspace);
  const at = new Date((((await one.subscription()).items.data[0]?.current_period_end ?? 0) - left) * 1_000);
  await time.advanceTo(at, 0);
  now = () => at;
  if (balance !== undefined) await shop.it.stripe.customers.createBalanceTransaction(customer, { amount: balance, currency });

  const known = (await one.invoices()).length;
  const { preview, result } = await one.change({ ...wantedOf(index, then), ...(code !== null && coupon?.from === 'change' ? { coupon: code } : {}) });
  const { dueNowMinor, creditLeftMinor, creditMinor, chargeMinor, nextInvoice } = preview;
  expect({ lines: preview.lines.map((line) => line.amountMinor), total: creditMinor + chargeMinor, due: dueNowMinor, creditLeft: creditLeftMinor, next: nextInvoice?.amountMinor })
    .toEqual({ lines, total, due, creditLeft: Math.max(0, -balanceAfter), next });
  expect(result).toEqual({ kind: 'applied' });

  const invoices = await one.invoices();
  expect(invoices).toHaveLength(known + 1);
  expect(invoices[0]).toMatchObject({ total, status: 'paid', amount_due: due, amount_paid: due, lines: { data: lines.map((amount) => ({ amount })) } });
  expect(((await shop.it.stripe.customers.retrieve(customer)) as Stripe.Customer).balance).toBe(balanceAfter);
});

test('only vectors that there are can be left out', () => {
  expect(Object.keys(notInThePortal).filter((name) => !goldenVectors.some((vector) => vector.name === name))).toEqual([]);
});
