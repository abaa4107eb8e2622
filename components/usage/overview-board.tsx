'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Card, CardHeader } from '@/components/ui/card';
import { formatAmount, formatCount, formatRate, type Unit } from '@/components/ui/format-count';
import { firstPage } from '@/components/ui/pages';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import type { RecentCalls, UsageCurrent, UsageHistory } from '@/lib/domain/views/usage-view';
import { PlanCard } from '@/components/billing/plan-card';
import { subscriptionQuery } from '@/components/billing/subscription-query';
import { usagePace } from '@/lib/domain/usage-pace';
import { AsOf } from './as-of';
import { CallsTable } from './calls-table';
import type { CallExample } from './curl-words';
import { GettingStarted } from './getting-started';
import { paceWords } from './history-words';
import { mainLimit, mainMeter } from './main-limit';
import { MainFigure } from './meter-card';
import { QuotaBadge } from './quota-badge';
import { QuotaNotice } from './quota-notice';
import { overviewCalls, overviewRange } from './overview-scope';
import { isOf, spanOf } from './range';
import { UsageChart } from './usage-chart';
import { currentUsageQuery, recentCallsQuery, usageHistoryQuery } from './usage-queries';

type OverviewBoardProps = { usage: UsageCurrent; history: UsageHistory; calls: RecentCalls; subscription: SubscriptionView; example: CallExample; hasKey: boolean };

/** Where the workspace stands, at a glance, live. */
export const OverviewBoard = ({ usage, history, calls, subscription, example, hasKey }: OverviewBoardProps) => {
  const current = useQuery({ ...currentUsageQuery(), initialData: usage });
  const plan = useQuery({ ...subscriptionQuery(), initialData: subscription });
  const { data: recent } = useInfiniteQuery({ ...recentCallsQuery(overviewCalls), initialData: firstPage(calls) });
  const latest = recent.pages[0] ?? calls;
  const meter = mainMeter(current.data);
  const limit = meter && mainLimit(meter);
  const span = spanOf(overviewRange, current.data.asOf, undefined);
  const days = useQuery({ ...usageHistoryQuery(meter?.meter ?? history.meter, span), initialData: isOf(history, span) ? history : undefined });
  if (!meter || !limit) return null;
  const shown = days.data ?? history;
  const asOf = current.data.asOf;
  const isFirstCallAwaited = latest.data.length === 0;
  const heading = paceWords(meter, limit, usagePace({ ...limit, asOf }));
  return (
    <div className="grid gap-6">
      <QuotaNotice usage={current.data} />
      <div className="grid gap-6 lg:grid-cols-3">
        <Card aria-labelledby="main-meter" className="flex flex-col gap-4 p-4 sm:p-5 lg:col-span-2">
          <div className="flex items-center justify-between gap-3">
            <h2 id="main-meter" className="text-14 font-semibold">{meter.name}</h2>
            <QuotaBadge status={limit.status} />
          </div>
          <MainFigure meter={meter} limit={limit} asOf={asOf} />
          <p className="mt-auto flex flex-wrap justify-between gap-x-4 gap-y-1 text-13 text-muted"><span>{heading}</span><AsOf at={asOf} isStale={current.isError} /></p>
        </Card>
        <PlanCard subscription={plan.data} now={asOf} />
      </div>
      {isFirstCallAwaited ? <GettingStarted example={example} hasKey={hasKey} /> : (
        <>
          <TodayCard history={shown} meterName={meter.name} unit={meter.unit} />
          <Card aria-label="The last 30 days" className="p-4 sm:p-5"><UsageChart meter={meter} limit={limit} history={shown} asOf={asOf} isPeriod={false} view="daily" /></Card>
          <Card aria-labelledby="latest-calls">
            <CardHeader id="latest-calls" title="Latest calls" className="pb-3"><Link href="/usage" className="text-13 font-medium text-accent underline-offset-4 hover:underline">All calls</Link></CardHeader>
            <CallsTable calls={latest.data} meters={current.data.meters} asOf={latest.asOf} />
          </Card>
        </>
      )}
    </div>
  );
};

const TodayCard = ({ history, meterName, unit }: { history: UsageHistory; meterName: string; unit: Unit }) => {
  const today = history.points.at(-1);
  const yesterday = history.points.at(-2);
  const facts = [
    { label: `${meterName} today`, value: formatAmount(today?.units ?? 0, unit), note: yesterday ? `${formatAmount(yesterday.units, unit)} yesterday` : '' },
    { label: 'Refused today', value: formatCount(today?.refused ?? 0), note: `${formatCount(history.total.refused)} in 30 days` },
    { label: `${meterName} in 30 days`, value: formatAmount(history.total.units, unit), note: `${formatRate(history.total.units / Math.max(1, history.points.length), unit)} a day on average` },
  ];
  return (
    <Card aria-label="Today, in UTC" className="grid divide-y divide-line sm:grid-cols-3 sm:divide-x sm:divide-y-0">
      {facts.map((fact) => (
        <dl key={fact.label} className="grid gap-1 px-4 py-3 sm:p-5">
          <dt className="text-13 text-muted">{fact.label}</dt>
          <dd className="text-20 font-semibold tracking-tight">{fact.value}</dd>
          <dd className="text-12 text-muted">{fact.note}</dd>
        </dl>
      ))}
    </Card>
  );
};
