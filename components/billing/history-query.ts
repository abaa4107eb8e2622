import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { HistoryView } from '@/lib/domain/views/billing-view';
import { historyPageSize } from './history-page-size';

/** The changes of the subscription, a page at a time, newest first. */
export const historyQuery = () =>
  infiniteQueryOptions({
    queryKey: ['subscription', 'history'],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(historyPageSize), ...(pageParam !== null && { cursor: pageParam }) });
      return api.get<HistoryView>(`/api/v1/subscriptions/history?${query.toString()}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.hasMore ? (page.data.at(-1)?.id ?? null) : null),
  });
