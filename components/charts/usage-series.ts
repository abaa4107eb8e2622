import type { HistoryPoint } from '@/lib/domain/views/usage-view';
import type { UsagePace } from '@/lib/domain/usage-pace';

const dayMs = 86_400_000;

/** One day of the chart. What has happened and what is expected are apart, so that they can look apart. */
export type ChartDay = { at: string; units: number | null; refused: number; calls: number; expected: number | null; total: number | null; expectedTotal: number | null; isToday: boolean };

/** The days of a history, and with a pace those that follow until `endsAt`, as the pace has them. */
export const chartDays = (points: HistoryPoint[], asOf: string, pace: UsagePace | null, endsAt: string | null): ChartDay[] => {
  const today = asOf.slice(0, 10);
  let sum = 0;
  const past = points.map((point): ChartDay => {
    sum += point.units;
    const isToday = point.at.slice(0, 10) === today;
    const rest = isToday && pace ? Math.max(0, Math.round(pace.perDay - point.units)) : null;
    return { at: point.at, units: point.units, refused: point.refused, calls: point.calls, expected: rest, total: sum, expectedTotal: isToday && pace ? sum : null, isToday };
  });
  const last = points.at(-1);
  if (!pace || !endsAt || !last) return past;
  return [...past, ...daysToCome(last.at, endsAt, pace, sum)];
};

const daysToCome = (lastAt: string, endsAt: string, pace: UsagePace, sum: number): ChartDay[] => {
  const first = Date.parse(lastAt) + dayMs;
  const count = Math.max(0, Math.ceil((Date.parse(endsAt) - first) / dayMs));
  return Array.from({ length: count }, (_, i) => {
    const share = (i + 1) / count;
    return {
      at: new Date(first + i * dayMs).toISOString(), units: null, refused: 0, calls: 0, expected: Math.round(pace.perDay),
      total: null, expectedTotal: Math.round(sum + (pace.projected - sum) * share), isToday: false,
    };
  });
};
