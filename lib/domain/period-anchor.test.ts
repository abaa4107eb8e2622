import { expect, test } from 'vitest';
import { periodAnchor } from './period-anchor';
import { windowAt } from './windows';

const at = (text: string) => new Date(text);

test('a subscription begun on the 31st keeps Stripe’s months: Feb 28 is followed by Mar 31', () => {
  const anchor = periodAnchor(at('2026-01-31T10:00:00Z'), at('2026-02-28T10:00:00Z'));
  expect(windowAt('billing_period', at('2026-03-01T00:00:00Z'), anchor)).toEqual({ start: at('2026-02-28T10:00:00Z'), end: at('2026-03-31T10:00:00Z') });
});

test('a trial counts from its own start until it ends', () => {
  const start = at('2026-03-01T08:00:00Z');
  const anchor = periodAnchor(at('2026-03-15T08:00:00Z'), start);
  expect(windowAt('billing_period', at('2026-03-10T00:00:00Z'), anchor).start).toEqual(start);
});

test('a yearly subscription counts months inside its year', () => {
  const anchor = periodAnchor(at('2025-05-20T00:00:00Z'), at('2026-05-20T00:00:00Z'));
  expect(windowAt('billing_period', at('2026-07-21T00:00:00Z'), anchor)).toEqual({ start: at('2026-07-20T00:00:00Z'), end: at('2026-08-20T00:00:00Z') });
});
