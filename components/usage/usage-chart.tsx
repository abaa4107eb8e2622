'use client';

import dynamic from 'next/dynamic';
import { ChartFigure } from '@/components/charts/chart-figure';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { chartDays } from '@/components/charts/usage-series';
import { usagePace } from '@/lib/domain/usage-pace';
import type { LimitView, MeterView, UsageHistory } from '@/lib/domain/views/usage-view';
import { HistoryTable } from './history-table';
import { historyCaption, historySummary, paceWords } from './history-words';

const DailyBars = dynamic(() => import('@/components/charts/daily-bars'), { ssr: false, loading: ChartSkeleton });
const RunningTotal = dynamic(() => import('@/components/charts/running-total'), { ssr: false, loading: ChartSkeleton });

type UsageChartProps = { meter: MeterView; limit: LimitView | undefined; history: UsageHistory; asOf: string; isPeriod: boolean; view: 'daily' | 'total' };

/** A meter's days. Over the running period it also says and draws where that is heading. */
export const UsageChart = ({ meter, limit, history, asOf, isPeriod, view }: UsageChartProps) => {
  const pace = limit ? usagePace({ ...limit, asOf }) : null;
  const shown = isPeriod && limit?.remaining !== 0 ? pace : null;
  const days = chartDays(history.points, asOf, shown, shown && limit ? limit.resetsAt : null);
  const heading = isPeriod && limit ? paceWords(meter, limit, pace) : null;
  const today = asOf.slice(0, 10);
  return (
    <ChartFigure
      caption={<>{historyCaption(history, meter)} {heading && <span className="text-muted">{heading}</span>}</>}
      summary={`${historySummary(history, meter)} ${heading ?? ''}`}
      table={<HistoryTable points={history.points} meter={meter} />}
    >
      {view === 'total' && isPeriod
        ? <RunningTotal days={days} unit={meter.unit} limit={limit?.limit ?? null} today={today} label={`Running total of ${meter.name}`} />
        : <DailyBars days={days} unit={meter.unit} evenPerDay={pace?.evenPerDay ?? null} today={today} label={`${meter.name} by day`} />}
    </ChartFigure>
  );
};
