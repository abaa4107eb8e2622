'use client';

import { useInfiniteQuery, useMutation, useQueryClient, type DefinedUseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import { BellOff, CheckCheck } from 'lucide-react';
import Link from 'next/link';
import { useRef, type RefObject } from 'react';
import { toast } from '@/components/ui/toast';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { SegmentedLinks } from '@/components/ui/segmented';
import { ShowOlder } from '@/components/ui/show-older';
import { useFocusAfter } from '@/components/ui/moved-focus';
import { AsOf } from '@/components/usage/as-of';
import type { AlertRulesView, AlertsView } from '@/lib/domain/views/alert-view';
import { AlertRow } from './alert-row';
import { alertFilters, alertsQuery, markAllRead, type AlertFilter } from './alert-queries';
import { RulesCard } from './rules-card';
import { useNextUnread } from './use-next-unread';

type AlertsBoardProps = { filter: AlertFilter; initial: AlertsView; rules: AlertRulesView; mayEdit: boolean };

const labels: Record<AlertFilter, string> = { all: 'All', unread: 'Unread', critical: 'Critical', warning: 'Warning', info: 'Info' };

const options = (unread: number) =>
  alertFilters.map((value) => ({ value, href: value === 'all' ? '/alerts' : `/alerts?show=${value}`, label: value === 'unread' && unread > 0 ? `Unread ${formatCount(unread)}` : labels[value] }));

/** What came near a limit or reached it, and when one wants to be told. */
export const AlertsBoard = ({ filter, initial, rules, mayEdit }: AlertsBoardProps) => {
  const query = useInfiniteQuery({ ...alertsQuery(filter), initialData: firstPage(initial) });
  const newest = query.data.pages[0] ?? initial;
  const inbox = useRef<HTMLElement>(null);
  const showAll = useFocusAfter(filter === 'all', inbox);
  return (
    <>
      <PageHeader title="Alerts" description="The call that comes near a limit, or reaches it, is noted here: once for each threshold and period.">
        <ReadAll view={newest} inbox={inbox} />
      </PageHeader>
      <div className="grid gap-6">
        <Card ref={inbox} tabIndex={-1} aria-label="Inbox">
          <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3 sm:px-5">
            <SegmentedLinks label="Show" value={filter} options={options(newest.unread)} />
            <AsOf at={newest.asOf} isStale={query.isRefetchError} />
          </div>
          <Inbox key={filter} filter={filter} query={query} now={newest.asOf} inbox={inbox} onShowAll={showAll} />
        </Card>
        <RulesCard initial={rules} mayEdit={mayEdit} />
      </div>
    </>
  );
};

const ReadAll = ({ view, inbox }: { view: AlertsView; inbox: RefObject<HTMLElement | null> }) => {
  const queries = useQueryClient();
  const pressed = useFocusAfter(view.unread === 0, inbox);
  const read = useMutation({
    mutationFn: () => markAllRead(view.asOf),
    onSuccess: ({ read: count }) => toast.success(count === 1 ? 'One alert is read.' : `${formatCount(count)} alerts are read.`),
    onError: (error) => toast.error(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const press = () => {
    pressed();
    read.mutate();
  };
  return <Button disabled={view.unread === 0} isPending={read.isPending} onClick={press}>{!read.isPending && <CheckCheck aria-hidden />}Mark all read</Button>;
};

type InboxProps = { filter: AlertFilter; query: DefinedUseInfiniteQueryResult<InfiniteData<AlertsView>>; now: string; inbox: RefObject<HTMLElement | null>; onShowAll: () => void };

const Inbox = ({ filter, query, now, inbox, onShowAll }: InboxProps) => {
  const alerts = distinctRows(query.data.pages, (alert) => alert.id);
  const onRead = useNextUnread(alerts, inbox);
  if (alerts.length === 0) return <Nothing filter={filter} onShowAll={onShowAll} />;
  return (
    <>
      <ul aria-label="Alerts, newest first">{alerts.map((alert) => <AlertRow key={alert.id} alert={alert} now={now} onRead={onRead} />)}</ul>
      <ShowOlder query={query}>Show older alerts</ShowOlder>
    </>
  );
};

const Nothing = ({ filter, onShowAll }: Pick<InboxProps, 'filter' | 'onShowAll'>) => (
  <EmptyState icon={BellOff} title={filter === 'all' ? 'No alerts yet' : `No ${filter === 'unread' ? 'unread' : labels[filter].toLowerCase()} alerts`}>
    {filter === 'all'
      ? <>No limit has come near. How much is used is on the <Link href="/usage" className="font-medium text-accent underline underline-offset-4">usage page</Link>; what you are told is chosen below.</>
      : <Link href="/alerts" onClick={onShowAll} className="font-medium text-accent underline underline-offset-4">Show all alerts</Link>}
  </EmptyState>
);
