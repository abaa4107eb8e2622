import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import { Bench } from './bench';
import { prorated } from './money';

/** The same changes in every run; others with SEED=n. */
const seed = Number(process.env.SEED ?? 1);
const start = Date.UTC(2026, 10, 1, 9, 30) / 1000;

interface World {
  bench: Bench;
  prices: string[];
  subscription: string;
}

const currencies = fc.constantFrom('usd', 'xof', 'kwd');
const coupons = fc.oneof(
  fc.constant(null),
  fc.record({ percent_off: fc.constantFrom(10, 12.5, 33, 100), duration: fc.constantFrom('once', 'forever') }),
  fc.record({ amount_off: fc.integer({ min: 1, max: 9000 }), duration: fc.constantFrom('once', 'forever') }),
);
const worlds = fc.record({
  currency: currencies, coupon: coupons, anchorDay: fc.integer({ min: 0, max: 30 }), items: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }),
  amounts: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 250_000 }))),
});
type Given = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function build({ currency, coupon, anchorDay, items, amounts }: Given): World {
  const bench = new Bench(start + anchorDay * 86_400);
  const { id: product } = bench.post<{ id: string }>('/v1/products', { name: 'Plan' });
  const prices = amounts.map((unit) => bench.post<{ id: string }>('/v1/prices', { product, currency, unit_amount: unit, 'recurring[interval]': 'month' }).id);
  const { id: customer } = bench.post<{ id: string }>('/v1/customers');
  const { id: card } = bench.post<{ id: string }>('/v1/payment_methods/pm_card_visa/attach', { customer });
  bench.post(`/v1/customers/${customer}`, { 'invoice_settings[default_payment_method]': card });
  const off = coupon === null ? null : bench.post<{ id: string }>('/v1/coupons', { ...coupon, ...('amount_off' in coupon ? { currency } : {}) }).id;
  const chosen = [...new Set(items)];
  const form = Object.fromEntries(chosen.flatMap((price, index): [string, string | number][] => [[`items[${index}][price]`, prices[price] ?? ''], [`items[${index}][quantity]`, index + 1]]));
  const { id } = bench.post<{ id: string }>('/v1/subscriptions', { customer, ...form, ...(off ? { 'discounts[0][coupon]': off } : {}) });
  return { bench, prices, subscription: id };
}

const steps = fc.record({
  /** How far into what is left of the period, in thousandths. */
  later: fc.integer({ min: 0, max: 999 }), backdated: fc.boolean(), price: fc.integer({ min: 0, max: 3 }), quantity: fc.integer({ min: 0, max: 40 }),
  proration: fc.constantFrom('always_invoice', 'create_prorations', 'none'), anchor: fc.constantFrom('now', 'unchanged'), item: fc.integer({ min: 0, max: 1 }),
});
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

const read = ({ bench, subscription }: World): Subscription => bench.get(`/v1/subscriptions/${subscription}`);

interface Asked {
  items: Record<string, string | number>;
  proration_behavior: string;
  proration_date: number;
  anchor: string;
}

/** Null when the change names a price that another item has already. */
function ask(world: World, step: Step): Asked | null {
  const { bench, prices } = world;
  const data = read(world).items.data;
  const item = data[step.item % data.length];
  const price = prices[step.price] ?? '';
  if (!item || data.some((one) => one.id !== item.id && one.price.id === price)) return null;
  const from = Math.max(...data.map((one) => one.current_period_start));
  const end = Math.min(...data.map((one) => one.current_period_end));
  bench.advanceTo(bench.now + Math.floor(((end - bench.now) * step.later) / 1000));
  const now = read(world).items.data[0];
  const at = step.backdated ? Math.max(from, now?.current_period_start ?? from, bench.now - 3600) : bench.now;
  return { items: { 'items[0][id]': item.id, 'items[0][price]': price, 'items[0][quantity]': step.quantity }, proration_behavior: step.proration, proration_date: at, anchor: step.anchor };
}

function preview({ bench, subscription }: World, { items, anchor, ...rest }: Asked): Invoice {
  const form = Object.fromEntries(Object.entries({ ...items, ...rest, 'billing_cycle_anchor[type]': anchor }).map(([key, value]) => {
    const [head = '', ...tail] = key.split('[');
    return [`subscription_details[${head}]${tail.map((part) => `[${part}`).join('')}`, value];
  }));
  return bench.post('/v1/invoices/create_preview', { subscription, ...form });
}

const commit = ({ bench, subscription }: World, { items, anchor, ...rest }: Asked): Subscription =>
  bench.post(`/v1/subscriptions/${subscription}`, { ...items, ...rest, 'billing_cycle_anchor[type]': anchor });

const facts = (invoice: Invoice): unknown => ({
  lines: invoice.lines.data.map(({ amount, quantity, period, description, discount_amounts: off }) => ({ amount, quantity, period, description, off: off?.map((one) => one.amount) })),
  subtotal: invoice.subtotal, total: invoice.total, currency: invoice.currency,
});

function expectSum(invoice: Invoice): void {
  const lines = invoice.lines.data.reduce((sum, line) => sum + line.amount - (line.discount_amounts ?? []).reduce((off, one) => off + one.amount, 0), 0);
  expect(invoice.total).toBe(lines);
  expect(invoice.subtotal - invoice.total).toBe((invoice.total_discount_amounts ?? []).reduce((off, one) => off + one.amount, 0));
}

function check(world: World, step: Step): void {
  const asked = ask(world, step);
  if (!asked) return;
  const { bench } = world;
  const before = read(world);
  const foreseen = preview(world, asked);
  expect(read(world)).toEqual(before);
  expectSum(foreseen);
  const after = commit(world, asked);
  const isNow = after.latest_invoice !== before.latest_invoice;
  if (!isNow) bench.advanceTo(Math.min(...after.items.data.map((item) => item.current_period_end)));
  const made = bench.get<Invoice>(`/v1/invoices/${read(world).latest_invoice ?? ''}`);
  expect(facts(foreseen)).toEqual(facts(made));
  // A later invoice is due less or more when the balance moves until then.
  if (isNow) expect(made.amount_due).toBe(foreseen.amount_due);
  expectSum(made);
}

test('a preview shows exactly what the change then makes, in any currency, with any coupon, after any changes before it', () => {
  fc.assert(
    fc.property(worlds, fc.array(steps, { minLength: 1, maxLength: 6 }), (given, changes) => {
      const world = build(given);
      for (const step of changes) check(world, step);
    }),
    { numRuns: 600, seed },
  );
}, 120_000);

/** With any other coupon what was charged before and what is charged since may differ by right: one is used up, one is shared out anew. */
const steady = worlds.map((given): Given => ({ ...given, coupon: given.coupon && 'percent_off' in given.coupon ? { ...given.coupon, duration: 'forever' } : null }));

test('an upgrade and a downgrade at the same instant cost nothing together', () => {
  fc.assert(
    fc.property(steady, fc.array(steps, { maxLength: 3 }), steps, (given, before, step) => {
      const world = build(given);
      for (const one of before) {
        const asked = ask(world, { ...one, backdated: false });
        if (asked) commit(world, { ...asked, proration_behavior: 'always_invoice', anchor: 'unchanged' });
      }
      const there = ask(world, { ...step, backdated: false });
      if (!there) return;
      const old = read(world).items.data.find((item) => item.id === there.items['items[0][id]']);
      const back: Asked = { ...there, items: { ...there.items, 'items[0][price]': old?.price.id ?? '', 'items[0][quantity]': old?.quantity ?? 0 } };
      const pending = (): number => world.bench.sandbox.store.all('invoiceitem').filter((item) => item.invoice === null).reduce((sum, item) => sum + item.amount, 0);
      const ready = pending();
      for (const change of [there, back]) commit(world, { ...change, proration_behavior: 'create_prorations', anchor: 'unchanged' });
      expect(pending() - ready).toBe(0);
    }),
    { numRuns: 300, seed },
  );
}, 60_000);

test('a share of an amount is rounded half away from zero, exactly', () => {
  expect([prorated(7000, 1_792_800, 2_592_000), prorated(22_000, 1_792_800, 2_592_000)]).toEqual([4842, 15_217]);
  expect([prorated(1000, 445_540, 2_678_400), prorated(3252, 445_540, 2_678_400)]).toEqual([166, 541]);
  expect([prorated(5, 1, 2), prorated(-5, 1, 2), prorated(9_007_199_254_740_991, 1, 1)]).toEqual([3, -3, 9_007_199_254_740_991]);
});
