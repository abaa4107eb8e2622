'use client';

import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { ProblemError } from '@/components/api-client';
import { PageHeader } from '@/components/shell/page-header';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount } from '@/components/ui/format-count';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { Segmented } from '@/components/ui/segmented';
import { ShowOlder } from '@/components/ui/show-older';
import { Skeleton } from '@/components/ui/skeleton';
import { AsOf } from '@/components/usage/as-of';
import type { InboundEventsView, ReconciliationsView } from '@/lib/domain/views/billing-view';
import { eventsQuery, type EventFilter } from './admin-queries';
import { eventStatusWord } from './event-status-badge';
import { EventsTable } from './events-table';
import { ReconciliationCard } from './reconciliation-card';

const statuses = ['quarantined', 'received', 'applied', 'ignored'] as const;

const options = (counts: InboundEventsView['counts']) => [
  { value: 'all', label: `All ${formatCount(statuses.reduce((sum, status) => sum + counts[status], 0))}` },
  ...statuses.map((status) => ({ value: status, label: `${eventStatusWord(status)} ${formatCount(counts[status])}` })),
];

type EventsBoardProps = { initial: InboundEventsView; reconciliations: ReconciliationsView };

/** Everything that Stripe told us, what it did, and whether we still agree with Stripe. */
export const EventsBoard = ({ initial, reconciliations }: EventsBoardProps) => {
  const [filter, setFilter] = useState<EventFilter>({ status: null, type: '' });
  const isFirst = filter.status === null;
  const query = useInfiniteQuery({ ...eventsQuery(filter), ...(isFirst && { initialData: firstPage(initial) }) });
  const newest = query.data?.pages[0];
  const counts = newest?.counts ?? initial.counts;
  return (
    <>
      <PageHeader title="Webhooks" description="What Stripe told us, what applying it changed, and what could not be applied." />
      <div className="grid gap-6">
        <ReconciliationCard initial={reconciliations} />
        <Card aria-label="Events from Stripe">
          <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-4 sm:px-5">
            <Segmented label="Status" value={filter.status ?? 'all'} options={options(counts)} onChange={(next) => setFilter({ ...filter, status: statuses.find((status) => status === next) ?? null })} />
            {newest && <AsOf at={newest.asOf} isStale={query.isRefetchError} />}
          </div>
          <EventsList key={filter.status ?? 'all'} query={query} filter={filter} />
        </Card>
      </div>
    </>
  );
};

type EventsListProps = { query: UseInfiniteQueryResult<InfiniteData<InboundEventsView>>; filter: EventFilter };

const EventsList = ({ query, filter }: EventsListProps) => {
  const { error } = query;
  const pages = query.data?.pages ?? [];
  const [newest] = pages;
  if (!newest) {
    return error
      ? <ErrorState title="The events could not be read" detail={error.message} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      : <Skeleton className="mx-5 mb-5 h-64" />;
  }
  const events = distinctRows(pages, (event) => event.id);
  if (events.length === 0) return <EmptyState icon={Webhook} title="No such events">{filter.status === 'quarantined' ? 'Nothing was set aside: every event could be applied.' : 'Events appear here within a second of Stripe sending them.'}</EmptyState>;
  return (
    <>
      <EventsTable events={events} now={newest.asOf} />
      <ShowOlder query={query}>Show older events</ShowOlder>
    </>
  );
};
