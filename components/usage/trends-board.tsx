'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { ChartPie } from 'lucide-react';
import { ChartFigure } from '@/components/charts/chart-figure';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { SharePie } from '@/components/charts/share-pie';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatAxis, formatCount } from '@/components/ui/format-count';
import { formatMonth } from '@/components/ui/format-time';
import { SegmentedLinks } from '@/components/ui/segmented';
import { trendMetrics, trendMonths, type TrendMetric, type TrendMonths, type TrendPoint, type UsageTrends } from '@/lib/domain/views/trend-view';
import type { UsageBreakdown } from '@/lib/domain/views/usage-view';
import { AsOf } from './as-of';
import { ExportMenu } from './export-menu';
import { shareRows, valueOf } from './share-rows';
import { ShareTable } from './share-table';
import { formatMetric, formatMetricBare, metricNames, projectionWords, trendCaption, trendSummary } from './trend-words';
import { UsageTabs } from './usage-tabs';
import { usageBreakdownQuery, usageTrendsQuery } from './usage-queries';

const MonthlyBars = dynamic(() => import('@/components/charts/monthly-bars'), { ssr: false, loading: ChartSkeleton });

export type TrendsChoice = { months: TrendMonths; metric: TrendMetric };
type TrendsBoardProps = { choice: TrendsChoice; /** Whether the catalogue calls models; else there are calls only. */ hasModels: boolean; meter: string; trends: UsageTrends; breakdowns: UsageBreakdown[] };

const addressOf = (choice: TrendsChoice, change: Partial<TrendsChoice>): string => {
  const { months, metric } = { ...choice, ...change };
  return `/usage/trends?${new URLSearchParams({ months: String(months), metric }).toString()}`;
};

/** Where usage is heading, month by month, and who and what it goes to. */
export const TrendsBoard = ({ choice, hasModels, meter, trends, breakdowns }: TrendsBoardProps) => {
  const { data = trends, isError, isPlaceholderData } = useQuery({ ...usageTrendsQuery(choice.months, choice.metric), initialData: trends });
  const span = { from: trends.from, to: trends.to };
  return (
    <>
      <PageHeader title="Trends" description="What this workspace used month by month, where it went, and where it is heading. All months are UTC."><AsOf at={data.asOf} isStale={isError} /><ExportMenu span={span} /><UsageTabs at="trends" /></PageHeader>
      <div className="grid gap-6">
        <Card aria-label="By month" className="p-4 sm:p-5">
          <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2">
            {hasModels && <SegmentedLinks label="Measure" value={choice.metric} options={trendMetrics.map((metric) => ({ value: metric, label: metricNames[metric], href: addressOf(choice, { metric }) }))} />}
            <SegmentedLinks label="Months" value={String(choice.months)} options={trendMonths.map((months) => ({ value: String(months), label: `${months} months`, href: addressOf(choice, { months }) }))} />
          </div>
          <div className={isPlaceholderData ? 'opacity-60' : undefined}><TrendChart trends={data} /></div>
        </Card>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          {breakdowns.map((initial) => <ShareCard key={initial.by} initial={initial} meter={meter} metric={choice.metric} months={choice.months} />)}
        </div>
      </div>
    </>
  );
};

const TrendChart = ({ trends }: { trends: UsageTrends }) => {
  const { metric, projection } = trends;
  const months = trends.points.map((point) => ({ ...point, expected: !point.isComplete && projection ? Math.max(0, projection.projected - point.value) : null }));
  const heading = projectionWords(trends);
  const unpriced = metric === 'cost' && trends.unpriced > 0 ? `${formatCount(trends.unpriced)} ${trends.unpriced === 1 ? 'call' : 'calls'} to models without a known price ${trends.unpriced === 1 ? 'is' : 'are'} not in it.` : null;
  const columns: Column<TrendPoint>[] = [
    { id: 'month', header: 'Month (UTC)', cell: (point) => `${formatMonth(point.at)}${point.isComplete ? '' : ', so far'}`, isTitle: true },
    { id: 'value', header: metricNames[metric], cell: (point) => formatMetricBare(metric, point.value), isNumber: true },
  ];
  return (
    <ChartFigure
      caption={<>{trendCaption(trends)} {heading && <span className="text-muted">{heading}</span>} {unpriced && <span className="text-muted">{unpriced}</span>}</>}
      summary={`${trendSummary(trends)} ${heading ?? ''}`}
      table={<DataTable caption={`${metricNames[metric]} by month`} columns={columns} rows={[...trends.points].reverse()} rowKey={(point) => point.at} />}
    >
      <MonthlyBars months={months} name={metricNames[metric]} format={(value) => formatMetric(metric, value)} formatAxis={(value) => formatAxis(value, metric === 'cost' ? dollars : plain)} label={`${metricNames[metric]} by month`} />
    </ChartFigure>
  );
};

const plain = { one: '', many: '' };
const dollars = { ...plain, isMoney: true as const };

const titles: Partial<Record<UsageBreakdown['by'], [title: string, noun: string]>> = {
  provider: ['By provider', 'Provider'], model: ['By model', 'Model'], member: ['By member', 'Member'], key: ['By API key', 'Key'], operation: ['By operation', 'Operation'], status: ['By outcome', 'Outcome'],
};

const ShareCard = ({ initial, meter, metric, months }: { initial: UsageBreakdown; meter: string; metric: TrendMetric; months: TrendMonths }) => {
  const { data = initial } = useQuery({ ...usageBreakdownQuery(initial.by, meter, { from: initial.from, to: initial.to }), initialData: initial });
  const [title, noun] = titles[initial.by] ?? ['', ''];
  const rows = shareRows(data, metric);
  const total = valueOf(metric, data.total);
  const id = `share-${initial.by}`;
  const isPie = initial.by === 'provider';
  const table = <ShareTable rows={rows} noun={noun} metric={metric} total={total} totalCalls={data.total.calls} isColoured={isPie} />;
  const [first] = rows;
  return (
    <Card aria-labelledby={id} className={isPie ? 'lg:col-span-2' : undefined}>
      <CardHeader id={id} title={`${metricNames[metric]} ${title.toLowerCase().replace('api', 'API')}`} description={first && isPie ? `${first.name} is ${Math.round(first.share * 100)} % of ${formatMetric(metric, total)} in ${months} months.` : undefined} className="pb-3" />
      {rows.length === 0 && <EmptyState icon={ChartPie} title={`No ${metric} in these ${months} months`}>Choose a longer time above, or make a call.</EmptyState>}
      {rows.length > 0 && isPie && (
        <div className="grid items-center gap-x-6 md:grid-cols-[auto_1fr]">
          <div className="flex justify-center px-5 pb-4 md:pb-5"><SharePie slices={rows.filter((row) => row.share > 0)} total={formatMetricBare(metric, total)} noun={metricNames[metric].toLowerCase()} /></div>
          {table}
        </div>
      )}
      {rows.length > 0 && !isPie && table}
    </Card>
  );
};
