import { expect, test } from 'vitest';
import { changePercent, projectMonth, trendSpans } from './usage-trend';

const at = (text: string) => new Date(text);

test('three months end with the running one, and are compared with the three before up to the same day and hour', () => {
  const spans = trendSpans(at('2026-11-21T14:35:00Z'), 3);
  expect(spans.months.map((month) => month.toISOString().slice(0, 10))).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
  expect(spans.current).toEqual({ from: at('2026-09-01T00:00:00Z'), to: at('2026-11-21T14:35:00Z') });
  expect(spans.previous).toEqual({ from: at('2026-06-01T00:00:00Z'), to: at('2026-08-21T14:00:00Z') });
});

test('the last day of a long month is compared with the whole of a shorter one, never with a day of the next', () => {
  expect(trendSpans(at('2026-05-31T12:00:00Z'), 3).previous).toEqual({ from: at('2025-12-01T00:00:00Z'), to: at('2026-02-28T12:00:00Z') });
  expect(trendSpans(at('2028-02-29T12:00:00Z'), 12).previous).toEqual({ from: at('2026-03-01T00:00:00Z'), to: at('2027-02-28T12:00:00Z') });
});

test('a month is projected as its average so far times its days', () => {
  expect(projectMonth(1_000, at('2026-11-11T00:00:00Z'))).toEqual({ soFar: 1_000, elapsedDays: 10, daysInMonth: 30, perDay: 100, projected: 3_000 });
  expect(projectMonth(290, at('2028-02-15T12:00:00Z'))).toMatchObject({ elapsedDays: 14.5, daysInMonth: 29, perDay: 20, projected: 580 });
  expect(projectMonth(0, at('2026-11-11T00:00:00Z'))).toMatchObject({ projected: 0 });
});

test('nothing is projected from the first hour of a month', () => {
  expect(projectMonth(500, at('2026-11-01T00:59:00Z'))).toBeNull();
});

test('a change is in percent of what was before, and unknown where nothing was', () => {
  expect(changePercent(88, 100)).toBe(-12);
  expect(changePercent(5, 0)).toBeNull();
});
