import { expect, test } from 'vitest';
import type { LimitView, MeterView } from '@/lib/domain/views/usage-view';
import { beyondLimit } from './beyond-limit';

const limit = (given: Partial<LimitView> = {}): LimitView => ({
  window: 'billing_period', limit: 100, used: 115, remaining: 0, percentage: 115, resetsAt: '2026-12-01T00:00:00Z', startedAt: '2026-11-01T00:00:00Z', status: 'limit_reached', overage: null, ...given,
});
const meter = (packs: number | null): MeterView => ({ meter: 'credits', name: 'Credits', unit: { one: 'credit', many: 'credits' }, isMain: true, limits: [], packs });
const overage = { units: 15, amountMinor: 400, currency: 'usd', formatted: '$4.00', per: 10, priceMinor: 200 };

test('a hard limit refuses, also where packs are sold and none is left', () => {
  for (const packs of [null, 0]) expect(beyondLimit(meter(packs), limit())).toEqual({ isRefused: true, usesPacks: false, sentence: 'Calls that need more are refused.' });
});

test('packs pay, but only what a billing period no longer covers', () => {
  expect(beyondLimit(meter(1), limit())).toMatchObject({ isRefused: false, sentence: 'Calls beyond it are paid from your credit packs, which hold 1 credit.' });
  expect(beyondLimit(meter(1), limit({ window: 'day' })).isRefused).toBe(true);
});

test('a soft limit says what it costs and has cost, after the packs', () => {
  expect(beyondLimit(meter(null), limit({ overage })).sentence).toBe('Calls beyond it pass and are billed at $2.00 for every begun 10 credits, $4.00 so far.');
  expect(beyondLimit(meter(5), limit({ overage: { ...overage, units: 0 } })).sentence).toBe('Calls beyond it are paid from your credit packs, which hold 5 credits, and then billed at $2.00 for every begun 10 credits.');
});
