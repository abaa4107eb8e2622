import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { whileOnFirstPage } from '@/components/ui/pages';
import type { InboundEventDetailView, InboundEventsView, InboundEventView, ReconciliationsView } from '@/lib/domain/views/billing-view';

export type EventFilter = { status: InboundEventView['status'] | null; type: string };

const query = (filter: EventFilter, cursor: string | null): string => {
  const given = new URLSearchParams();
  if (filter.status) given.set('status', filter.status);
  if (filter.type) given.set('type', filter.type);
  if (cursor !== null) given.set('cursor', cursor);
  return given.size === 0 ? '' : `?${given.toString()}`;
};

export const eventsQuery = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'events', filter.status, filter.type],
    queryFn: ({ pageParam, signal }) => api.get<InboundEventsView>(`/api/v1/admin/inbound-events${query(filter, pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: whileOnFirstPage(5_000),
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'event', id],
    queryFn: ({ signal }) => api.get<InboundEventDetailView>(`/api/v1/admin/inbound-events/${encodeURIComponent(id)}`, signal),
    refetchInterval: ({ state }) => (state.data?.status === 'received' ? 2_000 : false),
  });

export const replayEvent = (id: string) => api.post<InboundEventDetailView>(`/api/v1/admin/inbound-events/${encodeURIComponent(id)}/replay`, {});

export const reconciliationsQuery = () =>
  queryOptions({ queryKey: ['admin', 'reconciliations'], queryFn: ({ signal }) => api.get<ReconciliationsView>('/api/v1/admin/reconciliations?limit=5', signal), refetchInterval: 15_000 });
