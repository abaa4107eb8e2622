import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agenda } from '@/sandbox/stripe/billing/agenda';
import { redeem, redeemable, redeemableByCode, type Redeeming } from '@/sandbox/stripe/billing/redeem';
import { usualSettings } from '@/sandbox/stripe/billing/settings';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { createCustomer } from '@/sandbox/stripe/resources/customers';
import { Clock } from '@/sandbox/stripe/store/clock';
import { Ids } from '@/sandbox/stripe/store/ids';
import { Store } from '@/sandbox/stripe/store/store';
import { openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

const day = 86_400;
const types = async (): Promise<string[]> => (await stripe.events.list({ types: ['coupon.*', 'promotion_code.*'] })).data.map((event) => event.type).reverse();

test('a coupon keeps its terms, hides what was not asked for, and is announced', async () => {
  const product = await stripe.products.create({ name: 'Pro' });
  const made = await stripe.coupons.create({
    id: 'TEN', amount_off: 1000, currency: 'usd', currency_options: { eur: { amount_off: 900 } }, duration: 'repeating', duration_in_months: 3, name: 'Ten off', max_redemptions: 2,
    applies_to: { products: [product.id] }, metadata: { campaign: 'x' },
  });
  expect(made).toMatchObject({ id: 'TEN', amount_off: 1000, percent_off: null, duration: 'repeating', duration_in_months: 3, valid: true, times_redeemed: 0, metadata: { campaign: 'x' } });
  expect([made.applies_to, made.currency_options]).toEqual([undefined, undefined]);
  expect(await stripe.coupons.retrieve('TEN', { expand: ['applies_to', 'currency_options'] })).toMatchObject({
    applies_to: { products: [product.id] }, currency_options: { eur: { amount_off: 900 } },
  });
  await stripe.coupons.update('TEN', { name: 'Ten', currency_options: { xof: { amount_off: 600 } } });
  expect((await stripe.coupons.retrieve('TEN', { expand: ['currency_options'] })).currency_options).toEqual({ eur: { amount_off: 900 }, xof: { amount_off: 600 } });
  await expect(stripe.coupons.create({ id: 'TEN', percent_off: 5 })).rejects.toMatchObject({ code: 'resource_already_exists' });
  expect(await types()).toEqual(['coupon.created', 'coupon.updated']);
});

test('terms that contradict each other are refused by name', async () => {
  const refused = (params: Stripe.CouponCreateParams): Promise<unknown> => stripe.coupons.create(params).then(() => 'taken', (error: Stripe.errors.StripeError) => [error.param, error.code]);
  expect(await refused({})).toEqual(['percent_off', 'parameter_missing']);
  expect(await refused({ percent_off: 5, amount_off: 5, currency: 'usd' })).toEqual(['percent_off', 'parameters_exclusive']);
  expect(await refused({ amount_off: 5 })).toEqual(['currency', 'parameter_missing']);
  expect(await refused({ percent_off: 101 })).toEqual(['percent_off', 'parameter_invalid_decimal']);
  expect(await refused({ percent_off: 12.5, duration: 'repeating' })).toEqual(['duration_in_months', 'parameter_missing']);
  expect(await refused({ percent_off: 5, redeem_by: 1 })).toEqual(['redeem_by', undefined]);
  expect(await refused({ percent_off: 5, applies_to: { products: ['prod_none'] } })).toEqual(['applies_to[products]', 'resource_missing']);
});

test('a promotion code is found by what was typed, is unique while active, and falls with its coupon', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: 'forever' });
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'Spring-26', restrictions: { first_time_transaction: true } });
  expect(code).toMatchObject({ active: true, code: 'Spring-26', promotion: { type: 'coupon', coupon: coupon.id }, restrictions: { first_time_transaction: true, minimum_amount: null } });
  const found = await stripe.promotionCodes.list({ code: 'spring-26', active: true, expand: ['data.promotion.coupon'] });
  expect(found.data).toMatchObject([{ id: code.id, promotion: { coupon: { percent_off: 12.5 } } }]);
  await expect(stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING-26' })).rejects.toMatchObject({ param: 'code' });
  await stripe.promotionCodes.update(code.id, { active: false });
  expect((await stripe.promotionCodes.list({ code: 'SPRING-26', active: true })).data).toEqual([]);
  await stripe.promotionCodes.update(code.id, { active: true });
  await stripe.coupons.del(coupon.id);
  expect((await stripe.promotionCodes.retrieve(code.id, { expand: ['promotion.coupon'] }))).toMatchObject({ active: false, promotion: { coupon: { id: coupon.id, valid: false } } });
  await expect(stripe.coupons.retrieve(coupon.id)).rejects.toMatchObject({ statusCode: 404 });
  await expect(stripe.promotionCodes.update(code.id, { active: true })).rejects.toMatchObject({ param: 'active' });
});

test('a coupon and a code end at their own time', async () => {
  const now = Math.floor(Date.now() / 1000);
  const coupon = await stripe.coupons.create({ percent_off: 10, redeem_by: now + 10 * day });
  const promotion = { type: 'coupon' as const, coupon: coupon.id };
  await expect(stripe.promotionCodes.create({ promotion, expires_at: now + 11 * day })).rejects.toMatchObject({ param: 'expires_at' });
  const code = await stripe.promotionCodes.create({ promotion, expires_at: now + 5 * day });
  const lasting = await stripe.promotionCodes.create({ promotion });
  const state = async (): Promise<boolean[]> => [
    (await stripe.coupons.retrieve(coupon.id)).valid, (await stripe.promotionCodes.retrieve(code.id)).active, (await stripe.promotionCodes.retrieve(lasting.id)).active,
  ];
  expect(await state()).toEqual([true, true, true]);
  await opened.control('/time/advance', { seconds: 6 * day });
  expect(await state()).toEqual([true, false, true]);
  await opened.control('/time/advance', { seconds: 5 * day });
  expect(await state()).toEqual([false, false, false]);
});

interface Bench {
  sandbox: Sandbox;
  at: Redeeming;
}
const bench = (): Bench => {
  const clock = new Clock();
  const ids = new Ids(3);
  const sandbox: Sandbox = { store: new Store(clock, ids), clock, ids, publicUrl: '', name: 'Bench', billing: usualSettings, agenda: new Agenda() };
  return { sandbox, at: { customer: createCustomer(sandbox).id, currency: 'usd', amount: 5000, param: 'discounts[0]' } };
};
const coupon = ({ sandbox }: Bench, more: Partial<Parameters<typeof saveCoupon>[1]> = {}): string => saveCoupon(sandbox, { ...plain, id: sandbox.ids.random(8), ...more });
const plain = {
  id: '', object: 'coupon' as const, amount_off: null as number | null, created: 1, currency: null as string | null, duration: 'once' as const, duration_in_months: null, livemode: false,
  max_redemptions: null as number | null, metadata: {}, name: null, percent_off: 10, redeem_by: null as number | null, times_redeemed: 0, valid: true,
};
const saveCoupon = ({ store }: Sandbox, row: typeof plain): string => store.transition('coupon', row).id;
const code = ({ sandbox }: Bench, couponId: string, more: object = {}, restrictions: object = {}): string =>
  sandbox.store.transition('promotion_code', {
    id: sandbox.ids.next('promo'), object: 'promotion_code', active: true, code: 'SAVE', created: 1, customer: null, customer_account: null, expires_at: null, livemode: false,
    max_redemptions: null, metadata: {}, promotion: { coupon: couponId, type: 'coupon' }, times_redeemed: 0,
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null, ...restrictions }, ...more,
  }).id;

test('a coupon is redeemed as often as it allows, and not one time more', () => {
  const it = bench();
  const id = coupon(it, { max_redemptions: 2 });
  const promotion = code(it, id);
  for (let time = 0; time < 2; time += 1) redeem(it.sandbox, redeemable(it.sandbox, { promotion_code: promotion }, it.at), { customer: it.at.customer });
  expect(it.sandbox.store.get('coupon', id)).toMatchObject({ times_redeemed: 2, valid: false });
  expect(it.sandbox.store.get('promotion_code', promotion)).toMatchObject({ times_redeemed: 2, active: false });
  expect(() => redeemable(it.sandbox, { coupon: id }, it.at)).toThrow('is used up');
  expect(() => redeemableByCode(it.sandbox, 'save', it.at)).toThrow('This code is invalid');
});

test('every restriction of a code is kept', () => {
  const it = bench();
  const other = createCustomer(it.sandbox).id;
  const refusal = (more: object, restrictions: object = {}, at: Partial<Redeeming> = {}): string => {
    try {
      redeemable(it.sandbox, { promotion_code: code(it, coupon(it), more, restrictions) }, { ...it.at, ...at });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'redeemable';
  };
  const now = it.sandbox.clock.now();
  expect(refusal({})).toBe('redeemable');
  expect(refusal({ customer: other })).toContain('another customer');
  expect(refusal({ expires_at: now - 1 })).toContain('expired');
  expect(refusal({ active: false })).toContain('inactive');
  expect(refusal({ max_redemptions: 1, times_redeemed: 1 })).toContain('maximum number of times');
  expect(refusal({}, { minimum_amount: 5001, minimum_amount_currency: 'usd' })).toContain('minimum amount');
  expect(refusal({}, { minimum_amount: 5000, minimum_amount_currency: 'usd' })).toBe('redeemable');
  expect(refusal({}, { minimum_amount: 1, minimum_amount_currency: 'eur' })).toContain('in eur');
  expect(refusal({}, { minimum_amount: 1, minimum_amount_currency: 'usd' }, { amount: null })).toContain('subscription update');
  expect(refusal({}, { first_time_transaction: true })).toBe('redeemable');
  expect(() => redeemable(it.sandbox, { coupon: coupon(it, { percent_off: 0, amount_off: 5, currency: 'eur' }) }, it.at)).toThrow('cannot be applied');
  expect(() => redeemable(it.sandbox, { coupon: 'none' }, it.at)).toThrow('No such coupon');
});
