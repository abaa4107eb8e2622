'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff, CheckCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { ProblemError } from '@/components/api-client';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount } from '@/components/ui/format-count';
import { SegmentedLinks } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { AsOf } from '@/components/usage/as-of';
import type { AlertRulesView, AlertsView, AlertView } from '@/lib/domain/views/alert-view';
import { AlertRow } from './alert-row';
import { alertFilters, alertsQuery, markAllRead, readAlerts, type AlertFilter } from './alert-queries';
import { RulesCard } from './rules-card';

type AlertsBoardProps = { filter: AlertFilter; initial: AlertsView; rules: AlertRulesView; mayEdit: boolean };

const labels: Record<AlertFilter, string> = { all: 'All', unread: 'Unread', critical: 'Critical', warning: 'Warning', info: 'Info' };

const options = (unread: number) =>
  alertFilters.map((value) => ({ value, href: value === 'all' ? '/alerts' : `/alerts?show=${value}`, label: value === 'unread' && unread > 0 ? `Unread ${formatCount(unread)}` : labels[value] }));

/** What came near a limit or reached it, and when one wants to be told. */
export const AlertsBoard = ({ filter, initial, rules, mayEdit }: AlertsBoardProps) => {
  const query = useQuery({ ...alertsQuery(filter), initialData: initial });
  const { data, isError } = query;
  return (
    <>
      <PageHeader title="Alerts" description="The call that comes near a limit, or reaches it, is noted here: once for each threshold and period.">
        <ReadAll view={data} />
      </PageHeader>
      <div className="grid gap-6">
        <Card aria-label="Inbox">
          <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3 sm:px-5">
            <SegmentedLinks label="Show" value={filter} options={options(data.unread)} />
            <AsOf at={data.asOf} isStale={isError} />
          </div>
          <Inbox key={filter} filter={filter} query={query} />
        </Card>
        <RulesCard initial={rules} mayEdit={mayEdit} />
      </div>
    </>
  );
};

const ReadAll = ({ view }: { view: AlertsView }) => {
  const queries = useQueryClient();
  const read = useMutation({
    mutationFn: () => markAllRead(view.asOf),
    onSuccess: ({ read: count }) => toast.success(count === 1 ? 'One alert is read.' : `${formatCount(count)} alerts are read.`),
    onError: (error) => toast.error(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return <Button disabled={view.unread === 0} isPending={read.isPending} onClick={() => read.mutate()}>{!read.isPending && <CheckCheck aria-hidden />}Mark all read</Button>;
};

type InboxProps = { filter: AlertFilter; query: ReturnType<typeof useQuery<AlertsView>> };

const Inbox = ({ filter, query }: InboxProps) => {
  const { data, error } = query;
  const [older, setOlder] = useState<{ alerts: AlertView[]; nextCursor: string | null } | null>(null);
  const more = useMutation({
    mutationFn: (cursor: string) => readAlerts(filter, cursor),
    onSuccess: (page) => setOlder({ alerts: [...(older?.alerts ?? data?.data ?? []), ...page.data], nextCursor: page.nextCursor }),
  });
  if (!data) {
    return error
      ? <ErrorState title="The alerts could not be read" detail={error.message} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      : <Skeleton className="m-5 h-64" />;
  }
  const alerts = [...new Map([...(older?.alerts ?? []), ...data.data].map((alert) => [alert.id, alert])).values()].sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
  const cursor = older ? older.nextCursor : data.nextCursor;
  if (alerts.length === 0) return <Nothing filter={filter} />;
  return (
    <>
      <ul aria-label="Alerts, newest first">{alerts.map((alert) => <AlertRow key={alert.id} alert={alert} now={data.asOf} />)}</ul>
      {(cursor !== null || more.isError) && (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
          {cursor !== null && <Button size="sm" isPending={more.isPending} onClick={() => more.mutate(cursor)}>Show older alerts</Button>}
          {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
        </div>
      )}
    </>
  );
};

const Nothing = ({ filter }: { filter: AlertFilter }) => (
  <EmptyState icon={BellOff} title={filter === 'all' ? 'No alerts yet' : `No ${filter === 'unread' ? 'unread' : labels[filter].toLowerCase()} alerts`}>
    {filter === 'all'
      ? <>No limit has come near. How much is used is on the <Link href="/usage" className="font-medium text-accent underline underline-offset-4">usage page</Link>; what you are told is chosen below.</>
      : <Link href="/alerts" className="font-medium text-accent underline underline-offset-4">Show all alerts</Link>}
  </EmptyState>
);
