import { expect, test } from 'vitest';
import { previewChange } from '@/lib/services/subscriptions/preview-change';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, { now: time.now, ...given });

let made = 0;
const promotion = async (coupon: object, terms: object = {}): Promise<string> => {
  made += 1;
  const { id } = await shop.it.stripe.coupons.create({ name: 'Welcome', duration: 'once', ...coupon });
  const { code } = await shop.it.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: id }, code: `WELCOME${made}`, ...terms });
  return code;
};

/** The same numbers for the same seed. */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

test.each([1, 2, 3])('whatever is changed and whenever, what is charged is what was shown (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const one = await subscribed({ plan: 'business', quantity: 2 });
  for (let step = 0; step < 8; step += 1) {
    await time.advance(random(9), random(24));
    await one.sync();
    const wanted = [{ plan: 'starter' }, { plan: 'pro' }, { plan: 'business', quantity: 1 + random(5) }][random(3)] ?? { plan: 'pro' };
    const preview = await one.preview({ ...wanted, interval: random(4) === 0 ? 'year' : 'month' });
    if (preview.kind === 'none') continue;
    const before = await one.invoices();
    const result = await one.confirm(preview);
    const news = (await one.invoices()).filter((invoice) => !before.some((known) => known.id === invoice.id));
    expect(news.reduce((sum, invoice) => sum + invoice.amount_paid, 0), `step ${step}: ${preview.kind}`).toBe(preview.dueNowMinor);
    const total = preview.creditMinor + preview.chargeMinor + preview.discountMinor + preview.taxMinor;
    if (total >= 0) expect(total + preview.balanceMinor).toBe(preview.dueNowMinor);
    expect(result.kind).toBe(preview.when === 'now' ? 'applied' : 'scheduled');
    if (preview.when === 'now') expect(await balanceOf(one)).toBe(0 - preview.creditLeftMinor);
  }
});

test('a first purchase shows the price, what a code takes off and what comes after, and is charged so', async () => {
  const coupon = await promotion({ percent_off: 25 });
  const workspace = await shop.it.workspace();
  const preview = await previewChange(shop.it.member(workspace, { now: time.now() }), { plan: 'starter', interval: 'month', coupon });
  expect(preview).toMatchObject({ kind: 'first', when: 'checkout', chargeMinor: 1_900, discountMinor: -475, dueNowMinor: 1_425, nextInvoice: { amountMinor: 1_900 }, coupon: { name: 'Welcome', percentOff: 25 } });
  const one = await subscribed({ coupon });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: 1_425 });
});

test('a code on a change keeps the discounts there are, and is charged as shown', async () => {
  const coupon = await promotion({ percent_off: 50, duration: 'repeating', duration_in_months: 2 });
  const one = await subscribed();
  const preview = await one.preview({ plan: 'pro', interval: 'month', coupon });
  expect(preview).toMatchObject({ coupon: { percentOff: 50 }, nextInvoice: { amountMinor: 2_450 } });
  expect(await one.confirm(preview)).toEqual({ kind: 'applied' });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: preview.dueNowMinor });
  expect(await one.current()).toMatchObject({ discount: { name: 'Welcome', percentOff: 50 } });
  expect(await one.types()).toEqual(['started', 'promotion_applied', 'upgraded']);
});

test.each<[string, object]>([['as long as it holds', { duration: 'forever' }], ['after it is used up', { duration: 'once' }]])('a code is taken once by a workspace, %s', async (_, terms) => {
  const coupon = await promotion({ percent_off: 50, ...terms });
  const one = await subscribed();
  expect((await one.change({ plan: 'pro', interval: 'month', coupon })).result).toEqual({ kind: 'applied' });
  await expect(one.preview({ plan: 'business', interval: 'month', quantity: 2, coupon })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?coupon' }] } });
  const bought = await subscribed({ coupon });
  await expect(bought.preview({ plan: 'pro', interval: 'month', coupon })).rejects.toMatchObject({ code: 'invalid_input' });
  expect((await one.change({ plan: 'business', interval: 'month', quantity: 2 })).result).toEqual({ kind: 'applied' });
});

test('a code is taken once by a workspace, also one that came with a scheduled change and is used up', async () => {
  const coupon = await promotion({ percent_off: 50, duration: 'once' });
  const one = await subscribed({ plan: 'business' });
  await one.change({ plan: 'starter', interval: 'month', coupon });
  await time.advanceTo((await one.current()).period.end, 7_200);
  await one.sync();
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: 950 });
  await expect(one.preview({ plan: 'business', interval: 'month', coupon })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?coupon' }] } });
});

test('a code for some months that comes with a change a year from now counts from that change on, as was shown', async () => {
  const coupon = await promotion({ percent_off: 50, duration: 'repeating', duration_in_months: 3 });
  const one = await subscribed({ plan: 'business', interval: 'year' });
  const { preview } = await one.change({ plan: 'starter', interval: 'year', coupon });
  expect(preview).toMatchObject({ when: 'period_end', dueNowMinor: 0 });
  await time.advanceTo(preview.effectiveAt, 7_200);
  await one.sync();
  const [renewal] = await one.invoices();
  expect([renewal?.billing_reason, renewal?.amount_paid]).toEqual(['subscription_cycle', preview.nextInvoice?.amountMinor]);
  expect(renewal?.total_discount_amounts?.[0]?.amount).toBe(renewal?.amount_paid);
});

test('a code is taken once by a workspace, also one that was typed on Stripe’s page and is used up', async () => {
  const coupon = await promotion({ percent_off: 50, duration: 'once' });
  const workspace = await shop.it.workspace();
  const one = new Subscriber(shop.it, workspace, time.now);
  const { sessionId, url } = await shop.it.buy(workspace, 'starter', { now: time.now() });
  const typed = await fetch(`${url}/update`, { method: 'POST', body: new URLSearchParams({ code: coupon }), redirect: 'manual' });
  expect(typed.status).toBeLessThan(400);
  expect(await shop.it.pay(sessionId)).toBe(200);
  await one.sync();
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: 950 });
  await expect(one.preview({ plan: 'pro', interval: 'month', coupon })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?coupon' }] } });
});

test.each<[string, () => Promise<string>]>([
  ['that does not exist', () => Promise.resolve('NOSUCHCODE')],
  ['that was switched off', async () => {
    const code = await promotion({ percent_off: 10 });
    const { data } = await shop.it.stripe.promotionCodes.list({ code });
    await shop.it.stripe.promotionCodes.update(data[0]?.id ?? '', { active: false });
    return code;
  }],
  ['for a first purchase', () => promotion({ percent_off: 10 }, { restrictions: { first_time_transaction: true } })],
  ['of somebody else', async () => promotion({ percent_off: 10 }, { customer: (await shop.it.stripe.customers.create({})).id })],
  ['in another currency', () => promotion({ amount_off: 500, currency: 'eur' })],
])('a code %s is refused at its field', async (_, code) => {
  const one = await subscribed();
  await expect(one.preview({ plan: 'pro', interval: 'month', coupon: await code() })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?coupon' }] } });
});

test.each([
  [{ plan: 'free', interval: 'month' }, '/plan'],
  [{ plan: 'enterprise', interval: 'month' }, '/plan'],
  [{ plan: 'no_such_plan', interval: 'month' }, '/plan'],
  [{ plan: 'pro', interval: 'month', quantity: 2 }, '/quantity'],
  [{ plan: 'business', interval: 'month', quantity: 51 }, '/quantity'],
] as const)('what is not sold so is refused at its field: %o', async (wanted, pointer) => {
  const one = await subscribed();
  await expect(one.preview(wanted)).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer }] } });
});

test('what one has already is no change, and cannot be confirmed', async () => {
  const one = await subscribed();
  const preview = await one.preview({ plan: 'starter', interval: 'month' });
  expect(preview).toMatchObject({ kind: 'none', dueNowMinor: 0, lost: [], blockers: [], nextInvoice: { amountMinor: 1_900 } });
  await expect(one.confirm(preview)).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a plain member cannot look at what a change costs', async () => {
  const one = await subscribed();
  await expect(previewChange(one.ctx({ role: 'member' }), { plan: 'pro', interval: 'month' })).rejects.toMatchObject({ code: 'forbidden' });
});

const balanceOf = async (one: Subscriber): Promise<number> => {
  const customer = await shop.it.stripe.customers.retrieve(await shop.it.customerOf(one.workspace));
  return customer.deleted ? 0 : customer.balance;
};
