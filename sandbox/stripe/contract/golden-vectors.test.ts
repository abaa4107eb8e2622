import { isDeepStrictEqual } from 'node:util';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goldenVectors, type Bought, type GoldenVector } from './golden-vectors';
import { targets, type OpenTarget } from './targets';

const slow = 180_000;
/** A period of so many days begins then. */
const starts = { 30: Date.UTC(2027, 3, 1, 12) / 1000, 31: Date.UTC(2027, 4, 1, 12) / 1000, 365: Date.UTC(2027, 0, 1, 12) / 1000 };

const amountsOf = (lines: { amount: number }[]): number[] => lines.map(({ amount }) => amount).sort((a, b) => a - b);

describe.each(targets)('$name', ({ open }) => {
  let target: OpenTarget;
  beforeAll(async () => (target = await open()), slow);
  afterAll(() => target.close(), slow);

  const customer = async (clock: string): Promise<string> => {
    const { id } = await target.stripe.customers.create({ test_clock: clock, email: 'golden@example.com' });
    const method = await target.stripe.paymentMethods.attach('pm_card_visa', { customer: id });
    await target.stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
    return id;
  };

  const priced = async ({ product, amount, interval = 'month', quantity = 1 }: Bought, currency: string) => {
    const { id } = await target.stripe.prices.create({ currency, unit_amount: amount, recurring: { interval }, product_data: { name: `Golden ${product}` } });
    return { price: id, quantity };
  };

  /** An item that stays as it is is not named. */
  const changed = async (items: Stripe.SubscriptionItem[], was: Bought[], wanted: (Bought | null)[], currency: string): Promise<Stripe.SubscriptionUpdateParams.Item[]> => {
    const changes = items.map(async ({ id }, index) => (wanted[index] ? { id, ...(await priced(wanted[index], currency)) } : { id, deleted: true }));
    return (await Promise.all(changes)).filter((_, index) => !isDeepStrictEqual(was[index], wanted[index]));
  };

  const subscribed = async ({ currency, days, first, before, coupon }: GoldenVector, clock: string, coupons: { coupon: string }[]): Promise<Stripe.Subscription> => {
    const items = await Promise.all(first.map((item) => priced(item, currency)));
    const made = await target.stripe.subscriptions.create({ customer: await customer(clock), items, discounts: coupon?.from === 'first' ? coupons : [], expand: ['latest_invoice'] });
    expect(made.items.data[0]?.current_period_end).toBe(starts[days] + days * 86_400);
    if (before) await target.stripe.subscriptions.update(made.id, { items: await changed(made.items.data, first, before, currency), proration_behavior: 'none' });
    return made;
  };

  test.each(goldenVectors.map((vector) => [vector.name, vector] as const))('previews and charges to the minor unit: %s', async (_name, vector) => {
    const { stripe } = target;
    const { currency, days, left, coupon, balance, discounts, lines, total, due, balanceAfter, next } = vector;
    const clock = await target.clock(starts[days]);
    const at = starts[days] + days * 86_400 - left;
    const coupons = coupon ? [{ coupon: (await stripe.coupons.create(coupon.terms)).id }] : [];
    const subscription = await subscribed(vector, clock, coupons);
    const bought = subscription.latest_invoice as Stripe.Invoice;
    if (discounts) expect(bought.lines.data.map((line) => line.discount_amounts?.[0]?.amount)).toEqual(discounts);
    await target.advance(clock, at);
    if (balance !== undefined) await stripe.customers.createBalanceTransaction(String(subscription.customer), { amount: balance, currency });

    const isAnew = vector.first[0]?.interval !== vector.then[0]?.interval;
    const change = { items: await changed(subscription.items.data, vector.before ?? vector.first, vector.then, currency), proration_behavior: 'always_invoice' as const, proration_date: at, ...(isAnew ? { billing_cycle_anchor: { type: 'now' as const } } : {}) };
    const added = coupon?.from === 'change' ? { discounts: coupons } : {};
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id, ...added, subscription_details: change });
    const { latest_invoice: latest } = await stripe.subscriptions.update(subscription.id, { ...change, ...added, expand: ['latest_invoice'] });
    const invoice = latest as Stripe.Invoice;
    for (const told of [preview, invoice]) {
      expect({ lines: amountsOf(told.lines.data), total: told.total, due: told.amount_due }).toEqual({ lines, total, due });
    }
    expect([invoice.status, invoice.amount_paid]).toEqual(['paid', due]);
    expect(await stripe.customers.retrieve(String(subscription.customer))).toMatchObject({ balance: balanceAfter });
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).amount_due).toBe(next);
  }, slow);
});
