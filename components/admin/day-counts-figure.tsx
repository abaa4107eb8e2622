'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { ChartFigure } from '@/components/charts/chart-figure';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { DataTable } from '@/components/ui/data-table';
import { formatCount } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';

const DayCounts = dynamic(() => import('@/components/charts/day-counts'), { ssr: false, loading: ChartSkeleton });

type DayCountsFigureProps = { days: { day: string; count: number }[]; what: string; caption: ReactNode; asOf: string };

/** A count for each day: as bars, as a sentence, and as a table. */
export const DayCountsFigure = ({ days, what, caption, asOf }: DayCountsFigureProps) => {
  const most = days.reduce((a, b) => (b.count > a.count ? b : a), { day: '', count: 0 });
  const summary = most.count === 0 ? `${what}: none on any of these ${days.length} days.` : `${what}: most on ${formatDate(most.day)}, ${formatCount(most.count)}.`;
  return (
    <ChartFigure
      caption={caption} summary={summary}
      table={(
        <DataTable
          caption={`${what} by day`} rows={days.toReversed()} rowKey={(one) => one.day}
          columns={[{ id: 'day', header: 'Day', isTitle: true, cell: (one) => formatDate(one.day) }, { id: 'count', header: what, isNumber: true, cell: (one) => formatCount(one.count) }]}
        />
      )}
    >
      <DayCounts days={days.map(({ day, count }) => ({ at: `${day}T00:00:00.000Z`, count, isToday: day === asOf.slice(0, 10) }))} what={what} today={asOf.slice(0, 10)} label={`${what} by day`} />
    </ChartFigure>
  );
};
