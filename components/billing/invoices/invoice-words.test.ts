import { expect, test } from 'vitest';
import { invoiceName, isPayable, periodWords, reasonWords, refundWords } from './invoice-words';

test('an invoice without a number is called what it is', () => {
  expect(invoiceName({ number: 'A-0001', status: 'open' })).toBe('A-0001');
  expect(invoiceName({ number: null, status: 'draft' })).toBe('Draft invoice');
});

test('a period is said with both ends in UTC, a moment once', () => {
  expect(periodWords({ periodStart: '2026-11-30T23:59:59Z', periodEnd: '2026-12-31T00:00:00Z' })).toBe('30 Nov 2026 to 31 Dec 2026');
  expect(periodWords({ periodStart: '2026-11-30T01:00:00Z', periodEnd: '2026-11-30T02:00:00Z' })).toBe('30 Nov 2026');
});

test('only what is open and owes something can be paid', () => {
  expect(isPayable({ status: 'open', amountRemainingMinor: 1 })).toBe(true);
  expect(isPayable({ status: 'uncollectible', amountRemainingMinor: 1 })).toBe(true);
  expect(isPayable({ status: 'open', amountRemainingMinor: 0 })).toBe(false);
  for (const status of ['draft', 'paid', 'void'] as const) expect(isPayable({ status, amountRemainingMinor: 1 })).toBe(false);
});

test('a reason is said in words, an unknown one as it is, and a refund that arrived says nothing more', () => {
  expect([reasonWords('duplicate'), reasonWords('other words'), reasonWords(null)]).toEqual(['Charged twice', 'other words', null]);
  expect([refundWords('pending'), refundWords('succeeded')]).toEqual(['on its way', null]);
});
