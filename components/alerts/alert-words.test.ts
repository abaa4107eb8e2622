import { expect, it } from 'vitest';
import { alertTitle, scopeWords, windowOf } from './alert-words';

const calls = { meter: 'calls', name: 'API calls', unit: { one: 'call', many: 'calls' }, money: null };
const spend = { meter: 'spend', name: 'Spend', unit: { one: '', many: '' }, money: { currency: 'usd', unitsPerMinor: 1 } };

it('says what was crossed: a share, the limit itself, more than the limit, money', () => {
  expect(alertTitle({ threshold: 80, limit: 1_000, measure: calls, window: 'month' })).toBe('80 % of 1,000 calls a month used');
  expect(alertTitle({ threshold: 100, limit: 1, measure: calls, window: 'day' })).toBe('Limit of 1 call a day reached');
  expect(alertTitle({ threshold: 120, limit: 50, measure: calls, window: 'billing_period' })).toBe('120 % of 50 calls a billing period used');
  expect(alertTitle({ threshold: 90, limit: 5_000, measure: spend, window: 'billing_period' })).toBe('90 % of $50.00 a billing period beyond the plan used');
});

it('says whose limit it is', () => {
  expect(scopeWords({ kind: 'plan', id: null, name: null })).toBe('The plan’s limit');
  expect(scopeWords({ kind: 'key', id: 'key_1', name: 'Laptop' })).toBe('Limit of the key “Laptop”');
});

it('says of a window that is over when it began', () => {
  const november = { window: 'month', windowStart: '2026-11-01T00:00:00Z', windowEnd: '2026-12-01T00:00:00Z' } as const;
  expect(windowOf(november, '2026-11-30T23:59:59Z')).toBe('this month');
  expect(windowOf(november, '2026-12-01T00:00:00Z')).toBe('in the month from 1 Nov');
});
