import { expect, test } from 'vitest';
import type { UsageTrends } from '@/lib/domain/views/trend-view';
import { formatMetric, projectionWords, trendCaption, trendSummary } from './trend-words';

const trends = (given: Partial<UsageTrends> = {}): UsageTrends => ({
  months: 3, metric: 'cost', unit: 'micro_dollars', from: '2026-09-01T00:00:00.000Z', to: '2026-11-21T14:00:00.000Z', total: 8_800_000, unpriced: 0, asOf: '2026-11-21T14:00:00.000Z',
  points: [{ at: '2026-09-01T00:00:00.000Z', value: 4_000_000, isComplete: true }, { at: '2026-10-01T00:00:00.000Z', value: 2_800_000, isComplete: true }, { at: '2026-11-01T00:00:00.000Z', value: 2_000_000, isComplete: false }],
  change: { previous: { from: '2026-06-01T00:00:00.000Z', to: '2026-08-21T14:00:00.000Z', total: 10_000_000 }, difference: -1_200_000, percent: -12 },
  projection: { month: '2026-11-01T00:00:00.000Z', soFar: 2_000_000, elapsedDays: 20, daysInMonth: 30, perDay: 100_000, projected: 3_000_000, arithmetic: '$2.00 in 20 days is $0.10 a day; times 30 days is $3.00.' },
  ...given,
});

test('the caption is the finding: which way, how much, against what', () => {
  expect(trendCaption(trends())).toBe('Cost fell 12 % against the 3 months before, up to 21 Aug: $8.80 after $10.00.');
  expect(trendCaption(trends({ metric: 'calls', total: 150, change: { previous: { from: '', to: '2026-08-21T14:00:00.000Z', total: 100 }, difference: 50, percent: 50 } }))).toBe('Calls rose 50 % against the 3 months before, up to 21 Aug: 150 after 100.');
});

test('what grew many times over is said in times, not in thousands of percent', () => {
  const change = { previous: { from: '', to: '2026-08-21T14:00:00.000Z', total: 250_000 }, difference: 8_550_000, percent: 3_420 };
  expect(trendCaption(trends({ change }))).toBe('Cost in these 3 months is 35 times what it was in the 3 months before, up to 21 Aug: $8.80 after $0.25.');
});

test('where nothing was before, no percentage is made up', () => {
  const change = { previous: { from: '', to: '2026-08-21T14:00:00.000Z', total: 0 }, difference: 8_800_000, percent: null };
  expect(trendCaption(trends({ change }))).toBe('$8.80 in 3 months, and none in the 3 months before, up to 21 Aug.');
  expect(trendCaption(trends({ metric: 'tokens', total: 0, change: { ...change, difference: 0 } }))).toBe('No tokens in these 3 months, nor in the 3 before.');
});

test('the projection says its arithmetic, and nothing where there is nothing to carry on', () => {
  expect(projectionWords(trends())).toBe('Nov 2026 is heading for $3.00: $2.00 in 20 days is $0.10 a day; times 30 days is $3.00.');
  expect(projectionWords(trends({ projection: null }))).toBeNull();
});

test('whoever does not see the chart hears every month, and that the last one runs', () => {
  expect(trendSummary(trends())).toContain('most in Sep 2026. Sep 2026 $4.00, Oct 2026 $2.80, Nov 2026 $2.00 so far.');
});

test('one call is not "1 calls"', () => {
  expect([formatMetric('calls', 1), formatMetric('calls', 4_812), formatMetric('tokens', 1), formatMetric('cost', 4_200)]).toEqual(['1 call', '4,812 calls', '1 token', '$0.0042']);
});
