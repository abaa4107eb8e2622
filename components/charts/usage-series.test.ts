import { describe, expect, it } from 'vitest';
import { usagePace } from '@/lib/domain/usage-pace';
import { chartDays } from './usage-series';

const points = Array.from({ length: 10 }, (_, i) => ({ at: `2026-11-${String(i + 1).padStart(2, '0')}T00:00:00.000Z`, units: 100, calls: 100, costMicros: 0, refused: 0 }));
const asOf = '2026-11-10T12:00:00Z';
const endsAt = '2026-12-01T00:00:00Z';
const pace = usagePace({ used: 1_000, limit: 5_000, startedAt: '2026-11-01T00:00:00Z', resetsAt: endsAt, asOf });

describe('chartDays', () => {
  it('fills the period to its end and ends where the projection does', () => {
    const days = chartDays(points, asOf, pace, endsAt);
    expect(days).toHaveLength(30);
    expect(days.at(-1)?.expectedTotal).toBe(pace?.projected);
  });

  it('never mixes what happened with what is expected', () => {
    const days = chartDays(points, asOf, pace, endsAt);
    expect(days.filter((day) => day.units !== null)).toHaveLength(10);
    expect(days.filter((day) => day.units !== null && day.expected !== null).map((day) => day.isToday)).toEqual([true]);
  });

  it('shows only the past without a pace', () => {
    expect(chartDays(points, asOf, null, endsAt)).toHaveLength(10);
  });
});
