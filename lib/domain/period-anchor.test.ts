import { expect, test } from 'vitest';
import { anchorAfter, periodAnchor, type Times } from './period-anchor';
import { boundary } from './periods';
import { windowAt } from './windows';

const at = (text: string) => new Date(text);

/** A subscription by the month, from one day on, in the period that begins on another. */
const since = (startedAt: Date, currentPeriodStart: Date = startedAt, more: Partial<Times> = {}): Times => ({
  startedAt, trialEnd: null, billingAnchor: startedAt, currentPeriodStart, currentPeriodEnd: boundary(currentPeriodStart, 'month', 1), endedAt: null, ...more,
});

test('a subscription begun on the 31st keeps Stripe’s months: Feb 28 is followed by Mar 31', () => {
  const anchor = periodAnchor(since(at('2026-01-31T10:00:00Z'), at('2026-02-28T10:00:00Z')));
  expect(windowAt('billing_period', at('2026-03-01T00:00:00Z'), anchor)).toEqual({ start: at('2026-02-28T10:00:00Z'), end: at('2026-03-31T10:00:00Z') });
});

test('a trial counts from its own start until it ends, and what is paid from the trial’s end', () => {
  const [start, end] = [at('2026-03-01T08:00:00Z'), at('2026-03-15T08:00:00Z')];
  const trial = since(start, start, { trialEnd: end, billingAnchor: end, currentPeriodEnd: end });
  expect(windowAt('billing_period', at('2026-03-10T00:00:00Z'), periodAnchor(trial)).start).toEqual(start);
  expect(periodAnchor({ ...trial, currentPeriodStart: end, currentPeriodEnd: boundary(end, 'month', 1) })).toEqual(end);
});

test('a yearly subscription counts months inside its year', () => {
  const anchor = periodAnchor(since(at('2025-05-20T00:00:00Z'), at('2026-05-20T00:00:00Z')));
  expect(windowAt('billing_period', at('2026-07-21T00:00:00Z'), anchor)).toEqual({ start: at('2026-07-20T00:00:00Z'), end: at('2026-08-20T00:00:00Z') });
});

test('a period that Stripe begins anew inside a month does not begin a month, now or later', () => {
  const start = at('2026-01-10T00:00:00Z');
  for (const begun of [at('2026-01-10T00:00:01Z'), at('2026-01-20T00:00:00Z'), at('2026-06-09T23:59:59Z')]) {
    for (const later of [0, 1, 5]) expect(periodAnchor(since(start, boundary(begun, 'month', later), { billingAnchor: begun }))).toEqual(start);
  }
});

test('a period that Stripe begins anew where a month begins is the month', () => {
  const [start, begun] = [at('2026-01-31T00:00:00Z'), at('2026-02-28T00:00:00Z')];
  expect(periodAnchor(since(start, boundary(begun, 'month', 1), { billingAnchor: begun }))).toEqual(begun);
});

test('ending at once and buying anew, however often, goes on with the months that were paid for; after that time it begins new ones', () => {
  const first = since(at('2026-01-10T00:00:00Z'), undefined, { endedAt: at('2026-01-11T00:00:00Z') });
  const second = since(at('2026-01-12T00:00:00Z'), undefined, { endedAt: at('2026-01-13T00:00:00Z') });
  expect(anchorAfter(first)).toEqual(first.startedAt);
  expect(periodAnchor(second, [first])).toEqual(first.startedAt);
  expect(anchorAfter(second, [first])).toEqual(first.startedAt);
  expect(periodAnchor(since(at('2026-01-14T00:00:00Z')), [second, first])).toEqual(first.startedAt);
  const much = at('2026-03-01T00:00:00Z');
  expect(periodAnchor(since(much), [second, first])).toEqual(much);
});

test('what ended with its period, or in its trial, gives way to months from its end', () => {
  const whole = since(at('2026-01-10T00:00:00Z'), undefined, { endedAt: at('2026-02-10T00:00:00Z') });
  expect(anchorAfter(whole)).toEqual(whole.endedAt);
  const tried = since(at('2026-01-10T00:00:00Z'), undefined, { trialEnd: at('2026-01-24T00:00:00Z'), currentPeriodEnd: at('2026-01-24T00:00:00Z'), endedAt: at('2026-01-15T00:00:00Z') });
  expect(anchorAfter(tried)).toEqual(tried.endedAt);
});
