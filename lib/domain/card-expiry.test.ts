import { expect, test } from 'vitest';
import { cardExpiry } from './card-expiry';

const at = (time: string) => new Date(time);

test('a card is good to the last instant of its month, and not one longer', () => {
  expect(cardExpiry(11, 2026, at('2026-11-30T23:59:59.999Z'))).toBe('soon');
  expect(cardExpiry(11, 2026, at('2026-12-01T00:00:00.000Z'))).toBe('expired');
  expect(cardExpiry(12, 2026, at('2026-12-31T23:59:59.999Z'))).toBe('soon');
  expect(cardExpiry(12, 2026, at('2027-01-01T00:00:00.000Z'))).toBe('expired');
});

test('it ends soon from sixty days before, and what carries no date never ends', () => {
  expect(cardExpiry(11, 2026, at('2026-10-02T00:00:00.000Z'))).toBe('soon');
  expect(cardExpiry(11, 2026, at('2026-10-01T23:59:59.999Z'))).toBe('ok');
  expect(cardExpiry(0, 0, at('2026-10-01T00:00:00.000Z'))).toBe('ok');
});
