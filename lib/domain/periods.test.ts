import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundary, periodAt } from './periods';

const date = (text: string) => new Date(text);
const dates = fc.date({ min: date('2000-01-01T00:00:00Z'), max: date('2035-12-31T23:59:59Z'), noInvalidDate: true });
const intervals = fc.constantFrom('day', 'month', 'year');

describe('periods from an anchor', () => {
  it('come back to the anchor’s day after a short month', () => {
    const ends = [1, 2, 3, 13].map((n) => boundary(date('2026-01-31T10:30:00.123Z'), 'month', n).toISOString());
    expect(ends).toEqual(['2026-02-28T10:30:00.123Z', '2026-03-31T10:30:00.123Z', '2026-04-30T10:30:00.123Z', '2027-02-28T10:30:00.123Z']);
  });

  it('of a year that began on 29 February end on the 28th and meet the 29th again', () => {
    expect([1, 4].map((n) => boundary(date('2024-02-29T00:00:00Z'), 'year', n).toISOString().slice(0, 10))).toEqual(['2025-02-28', '2028-02-29']);
  });

  it('tile fifty years: each begins where the one before ended, whatever the anchor', () => {
    fc.assert(fc.property(dates, fc.constantFrom('month', 'year'), (anchor, interval) => {
      const count = interval === 'month' ? 600 : 50;
      for (let n = -count / 2; n < count / 2; n += 1) {
        const start = boundary(anchor, interval, n);
        const end = boundary(anchor, interval, n + 1);
        const days = (end.getTime() - start.getTime()) / 86_400_000;
        if (interval === 'month' ? days < 28 || days > 31 : days < 365 || days > 366) return false;
        if (periodAt(anchor, interval, start).end.getTime() !== end.getTime()) return false;
        if (periodAt(anchor, interval, new Date(end.getTime() - 1)).start.getTime() !== start.getTime()) return false;
      }
      return true;
    }), { numRuns: 60 });
  });

  it('tile fifty years from every day of a leap cycle, always on the anchor’s day or the last of a shorter month', () => {
    const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    for (let day = 0; day < 1_461; day += 1) {
      const anchor = new Date(Date.UTC(2024, 0, 1 + day, 17, 45, 3, 7));
      for (const [interval, count, months] of [['month', 600, 1], ['year', 50, 12]] as const) {
        let start = anchor;
        for (let n = 1; n <= count; n += 1) {
          const end = boundary(anchor, interval, n);
          const total = anchor.getUTCFullYear() * 12 + anchor.getUTCMonth() + n * months;
          const [year, month] = [Math.floor(total / 12), total % 12];
          const expected = Date.UTC(year, month, Math.min(anchor.getUTCDate(), lastDay(year, month)), 17, 45, 3, 7);
          const before = periodAt(anchor, interval, new Date(end.getTime() - 1));
          if (end.getTime() !== expected || before.start.getTime() !== start.getTime() || before.end.getTime() !== end.getTime()) {
            expect.fail(`${interval} ${n} from ${anchor.toISOString()}: ${start.toISOString()} to ${end.toISOString()}`);
          }
          start = end;
        }
      }
    }
  });

  it('hold the instant that was asked for', () => {
    fc.assert(fc.property(dates, intervals, dates, (anchor, interval, at) => {
      const { start, end } = periodAt(anchor, interval, at);
      return start.getTime() <= at.getTime() && at.getTime() < end.getTime();
    }));
  });
});
