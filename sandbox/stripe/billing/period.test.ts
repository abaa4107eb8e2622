import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundary, periodAt, type Interval } from './period';

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
const at = (date: string): number => Date.parse(`${date}T10:30:00Z`) / 1000;
const month: Interval = { interval: 'month', interval_count: 1 };

test('an anchor on the 31st bills the last day of short months and comes back', () => {
  const days = [0, 1, 2, 3, 4].map((n) => iso(boundary(at('2027-01-31'), month, n)));
  expect(days).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
});

test('a yearly anchor on 29 February bills 28 February until the next leap year', () => {
  const days = [0, 1, 2, 3, 4].map((n) => iso(boundary(at('2028-02-29'), { interval: 'year', interval_count: 1 }, n)));
  expect(days).toEqual(['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
});

const anchors = fc.integer({ min: at('2020-01-01'), max: at('2035-12-31') });
const lateAnchors = fc.record({ year: fc.integer({ min: 2020, max: 2032 }), month: fc.integer({ min: 0, max: 11 }), day: fc.integer({ min: 29, max: 31 }) })
  .map(({ year, month: index, day }) => Date.UTC(year, index, Math.min(day, new Date(Date.UTC(year, index + 1, 0)).getUTCDate()), 12) / 1000);
const intervals = fc.record({ interval: fc.constantFrom('day', 'week', 'month', 'year'), interval_count: fc.integer({ min: 1, max: 12 }) });

test('periods tile time without gap or overlap, whatever the anchor', () => {
  fc.assert(
    fc.property(fc.oneof(anchors, lateAnchors), intervals, fc.integer({ min: 0, max: 60 }), (anchor, interval, n) => {
      const start = boundary(anchor, interval, n);
      const end = boundary(anchor, interval, n + 1);
      expect(end).toBeGreaterThan(start);
      expect(periodAt(anchor, interval, start)).toEqual({ start, end });
      expect(periodAt(anchor, interval, end - 1)).toEqual({ start, end });
    }),
    { numRuns: 500 },
  );
});

test('every instant lies in exactly the period that is found for it', () => {
  fc.assert(
    fc.property(fc.oneof(anchors, lateAnchors), intervals, fc.integer({ min: -100_000_000, max: 500_000_000 }), (anchor, interval, offset) => {
      const { start, end } = periodAt(anchor, interval, anchor + offset);
      expect(start <= anchor + offset && anchor + offset < end).toBe(true);
    }),
  );
});

test('fifty years of months and of years tile from the anchor of every day of a leap year', () => {
  for (let day = 0; day < 366; day += 1) {
    const anchor = at('2028-01-01') + day * 86_400;
    for (const [interval, count] of [[month, 600], [{ interval: 'year', interval_count: 1 }, 50]] as const) {
      let start = anchor;
      for (let n = 0; n < count; n += 1) {
        const period = periodAt(anchor, interval, start);
        if (period.start !== start || period.end <= start) throw new Error(`${iso(anchor)} ${interval.interval} ${n}: ${iso(period.start)} to ${iso(period.end)}, not from ${iso(start)}`);
        start = period.end;
      }
      expect(start).toBe(boundary(anchor, interval, count));
    }
  }
});
