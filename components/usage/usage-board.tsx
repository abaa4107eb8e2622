'use client';

import { useQuery } from '@tanstack/react-query';
import type { MeterView, RecentCalls, UsageBreakdown, UsageCurrent, UsageHistory } from '@/lib/domain/views/usage-view';
import { PageHeader } from '@/components/shell/page-header';
import { Card } from '@/components/ui/card';
import { SegmentedLinks } from '@/components/ui/segmented';
import { AsOf } from './as-of';
import { BreakdownCard } from './breakdown-card';
import { ExportMenu } from './export-menu';
import { mainLimit } from './main-limit';
import { MeterCard } from './meter-card';
import { isOf, rangeWords, ranges, spanOf, type Range } from './range';
import { QuotaNotice } from './quota-notice';
import { RecentCallsCard } from './recent-calls-card';
import { UsageChart } from './usage-chart';
import { UsageTabs } from './usage-tabs';
import { currentUsageQuery, usageHistoryQuery } from './usage-queries';

export type UsageChoice = { meter: string; range: Range; view: 'daily' | 'total' };
type UsageBoardProps = { choice: UsageChoice; usage: UsageCurrent; history: UsageHistory; byOperation: UsageBreakdown; byKey: UsageBreakdown; calls: RecentCalls };

const addressOf = (choice: UsageChoice, change: Partial<UsageChoice>): string => `/usage?${new URLSearchParams({ ...choice, ...change }).toString()}`;

/** All of the usage page that lives: limits, the chart, where units went, the newest calls. */
export const UsageBoard = ({ choice, usage, history, byOperation, byKey, calls }: UsageBoardProps) => {
  const { data, isError } = useQuery({ ...currentUsageQuery(), initialData: usage });
  const meter = data.meters.find((one) => one.meter === choice.meter) ?? data.meters[0];
  if (!meter) return null;
  const span = spanOf(choice.range, data.asOf, mainLimit(meter));
  return (
    <>
      <PageHeader title="Usage" description={`What this workspace used on the ${data.plan.name} plan. All days and times are UTC.`}><AsOf at={data.asOf} isStale={isError} /><ExportMenu span={span} /><UsageTabs at="usage" /></PageHeader>
      <div className="grid gap-6">
        <QuotaNotice usage={data} />
        <section aria-label="Limits" className="grid gap-6 md:grid-cols-2">{data.meters.map((one) => <MeterCard key={one.meter} meter={one} asOf={data.asOf} />)}</section>
        <HistoryCard choice={choice} meters={data.meters} meter={meter} span={span} asOf={data.asOf} history={history} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <BreakdownCard by="operation" title="By operation" noun="Operation" meter={meter} span={span} initial={byOperation} />
          <BreakdownCard by="key" title="By API key" noun="Key" meter={meter} span={span} initial={byKey} />
        </div>
        <RecentCallsCard initial={calls} meters={data.meters} />
      </div>
    </>
  );
};

type HistoryCardProps = { choice: UsageChoice; meters: MeterView[]; meter: MeterView; span: { from: string; to: string }; asOf: string; history: UsageHistory };

const HistoryCard = ({ choice, meters, meter, span, asOf, history }: HistoryCardProps) => {
  const { data, isPlaceholderData } = useQuery({ ...usageHistoryQuery(meter.meter, span), initialData: isOf(history, span) && history.meter === meter.meter ? history : undefined });
  const shown = data ?? history;
  return (
    <Card aria-label="Usage by day" className="p-4 sm:p-5">
      <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2">
        {meters.length > 1 && <SegmentedLinks label="Meter" value={meter.meter} options={meters.map((one) => ({ value: one.meter, label: one.name, href: addressOf(choice, { meter: one.meter }) }))} />}
        <SegmentedLinks label="Range" value={choice.range} options={ranges.map((range) => ({ value: range, label: rangeWords[range], href: addressOf(choice, { range }) }))} />
        {choice.range === 'period' && (
          <SegmentedLinks
            label="View" value={choice.view}
            options={[{ value: 'daily', label: 'Each day', href: addressOf(choice, { view: 'daily' }) }, { value: 'total', label: 'Running total', href: addressOf(choice, { view: 'total' }) }]}
          />
        )}
      </div>
      <div className={isPlaceholderData ? 'opacity-60' : undefined}>
        <UsageChart meter={meter} limit={mainLimit(meter)} history={shown} asOf={asOf} isPeriod={choice.range === 'period'} view={choice.view} />
      </div>
    </Card>
  );
};
