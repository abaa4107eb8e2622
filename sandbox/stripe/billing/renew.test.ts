import { expect, test } from 'vitest';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import { Bench } from './bench';
import { boundary } from './period';

const at = (date: string): number => Date.parse(`${date}T10:30:00Z`) / 1000;
const day = 86_400;

function subscribed(date: string, interval: 'month' | 'year', form: Record<string, string | number> = {}): { bench: Bench; id: string } {
  const bench = new Bench(at(date));
  const { id: product } = bench.post<{ id: string }>('/v1/products', { name: 'Plan' });
  const price = bench.post<{ id: string }>('/v1/prices', { product, currency: 'usd', unit_amount: 1000, 'recurring[interval]': interval }).id;
  const { id: customer } = bench.post<{ id: string }>('/v1/customers');
  const { id: card } = bench.post<{ id: string }>('/v1/payment_methods/pm_card_visa/attach', { customer });
  bench.post(`/v1/customers/${customer}`, { 'invoice_settings[default_payment_method]': card });
  return { bench, id: bench.post<Subscription>('/v1/subscriptions', { customer, 'items[0][price]': price, ...form }).id };
}

const periodsOf = (bench: Bench, id: string): (Invoice['lines']['data'][number]['period'] | undefined)[] =>
  bench.sandbox.store.owned('invoice', id).map((invoice) => invoice.lines.data[0]?.period);

test.each(['2027-01-29', '2027-01-30', '2027-01-31', '2028-02-29', '2026-12-15'])('every renewal from %s on charges the period counted from the anchor, without a gap', (date) => {
  const month = { interval: 'month' as const, interval_count: 1 };
  const { bench, id } = subscribed(date, 'month');
  bench.advanceTo(boundary(at(date), month, 30) + 7200);
  const periods = periodsOf(bench, id);
  expect(periods).toEqual(Array.from({ length: 31 }, (_, n) => ({ start: boundary(at(date), month, n), end: boundary(at(date), month, n + 1) })));
  expect(bench.sandbox.store.owned('invoice', id).every((invoice) => invoice.status === 'paid' && invoice.total === 1000)).toBe(true);
});

test('a subscription with an anchor of its own charges the time before it by the second, or not at all', () => {
  const anchor = at('2026-12-01');
  const { bench, id } = subscribed('2026-11-16', 'month', { billing_cycle_anchor: anchor });
  expect(bench.sandbox.store.owned('invoice', id)[0]).toMatchObject({ total: 500, lines: { data: [{ amount: 500, period: { start: at('2026-11-16'), end: anchor } }] } });
  bench.advanceTo(anchor + 7200);
  expect(bench.get<Subscription>(`/v1/subscriptions/${id}`).items.data[0]).toMatchObject({ current_period_start: anchor, current_period_end: at('2027-01-01') });
  const free = subscribed('2026-11-16', 'month', { billing_cycle_anchor: anchor, proration_behavior: 'none' });
  expect(free.bench.sandbox.store.owned('invoice', free.id)).toEqual([]);
  expect(free.bench.get<Subscription>(`/v1/subscriptions/${free.id}`).status).toBe('active');
});

test('what falls due is done in time order however far the clock is moved at once', () => {
  const { bench, id } = subscribed('2026-11-30', 'month', { trial_period_days: 20 });
  bench.advanceTo(at('2027-03-01'));
  const events = bench.sandbox.store.all('event');
  expect(events.map(({ created }) => created)).toEqual(events.map(({ created }) => created).sort((a, b) => a - b));
  expect(bench.sandbox.store.owned('invoice', id).map((invoice) => invoice.total)).toEqual([0, 1000, 1000, 1000]);
  expect(events.filter(({ type }) => type === 'customer.subscription.trial_will_end').map(({ created }) => created)).toEqual([at('2026-11-30') + 17 * day]);
});

test('a walk over a time with nothing due does nothing', () => {
  const { bench } = subscribed('2026-11-30', 'year');
  expect([bench.advanceTo(at('2026-12-30')), bench.advanceTo(at('2027-11-01'))]).toEqual([0, 0]);
});
