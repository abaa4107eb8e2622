'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { ProblemError } from '@/components/api-client';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount } from '@/components/ui/format-count';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { AsOf } from '@/components/usage/as-of';
import type { InboundEventsView, InboundEventView, ReconciliationsView } from '@/lib/domain/views/billing-view';
import { eventsQuery, readEvents, type EventFilter } from './admin-queries';
import { eventStatusWord } from './event-status-badge';
import { EventsTable } from './events-table';
import { ReconciliationCard } from './reconciliation-card';

const statuses = ['quarantined', 'received', 'applied', 'ignored'] as const;
type Older = { events: InboundEventView[]; nextCursor: string | null };

const distinct = (events: InboundEventView[]): InboundEventView[] => [...new Map(events.map((event) => [event.id, event])).values()];

const options = (counts: InboundEventsView['counts']) => [
  { value: 'all', label: `All ${formatCount(statuses.reduce((sum, status) => sum + counts[status], 0))}` },
  ...statuses.map((status) => ({ value: status, label: `${eventStatusWord(status)} ${formatCount(counts[status])}` })),
];

type EventsBoardProps = { initial: InboundEventsView; reconciliations: ReconciliationsView };

/** Everything that Stripe told us, what it did, and whether we still agree with Stripe. */
export const EventsBoard = ({ initial, reconciliations }: EventsBoardProps) => {
  const [filter, setFilter] = useState<EventFilter>({ status: null, type: '' });
  const isFirst = filter.status === null;
  const query = useQuery({ ...eventsQuery(filter), ...(isFirst && { initialData: initial }) });
  const counts = query.data?.counts ?? initial.counts;
  return (
    <>
      <PageHeader title="Webhooks" description="What Stripe told us, what applying it changed, and what could not be applied." />
      <div className="grid gap-6">
        <ReconciliationCard initial={reconciliations} />
        <Card aria-label="Events from Stripe">
          <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-4 sm:px-5">
            <Segmented label="Status" value={filter.status ?? 'all'} options={options(counts)} onChange={(next) => setFilter({ ...filter, status: statuses.find((status) => status === next) ?? null })} />
            {query.data && <AsOf at={query.data.asOf} isStale={query.isError} />}
          </div>
          <EventsList key={filter.status ?? 'all'} query={query} filter={filter} />
        </Card>
      </div>
    </>
  );
};

type EventsListProps = { query: ReturnType<typeof useQuery<InboundEventsView>>; filter: EventFilter };

const EventsList = ({ query, filter }: EventsListProps) => {
  const { data, error } = query;
  const [older, setOlder] = useState<Older | null>(null);
  const more = useMutation({
    mutationFn: (cursor: string) => readEvents(filter, cursor),
    onSuccess: (page) => setOlder({ events: [...(older?.events ?? data?.data ?? []), ...page.data], nextCursor: page.nextCursor }),
  });
  if (!data) {
    return error
      ? <ErrorState title="The events could not be read" detail={error.message} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      : <Skeleton className="mx-5 mb-5 h-64" />;
  }
  const events = distinct([...data.data, ...(older?.events ?? [])]);
  const cursor = older ? older.nextCursor : data.nextCursor;
  if (events.length === 0) return <EmptyState icon={Webhook} title="No such events">{filter.status === 'quarantined' ? 'Nothing was set aside: every event could be applied.' : 'Events appear here within a second of Stripe sending them.'}</EmptyState>;
  return (
    <>
      <EventsTable events={events} now={data.asOf} />
      {(cursor !== null || more.isError) && (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
          {cursor !== null && <Button size="sm" isPending={more.isPending} onClick={() => more.mutate(cursor)}>Show older events</Button>}
          {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
        </div>
      )}
    </>
  );
};
