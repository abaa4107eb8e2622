import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { whileOnFirstPage } from '@/components/ui/pages';
import type { AlertRulesView, AlertsView, AlertView } from '@/lib/domain/views/alert-view';

export const alertFilters = ['all', 'unread', 'critical', 'warning', 'info'] as const;
export type AlertFilter = (typeof alertFilters)[number];

export const filterFrom = (value: string | string[] | undefined): AlertFilter => alertFilters.find((one) => one === value) ?? 'all';

/** What a filter asks of `GET /api/v1/alerts`. */
export const askedBy = (filter: AlertFilter): { unread?: 'true'; severity?: 'critical' | 'warning' | 'info' } => {
  if (filter === 'all') return {};
  return filter === 'unread' ? { unread: 'true' } : { severity: filter };
};

const address = (filter: AlertFilter, cursor: string | null): string => {
  const given = new URLSearchParams({ ...askedBy(filter), ...(cursor !== null && { cursor }) });
  return `/api/v1/alerts${given.size === 0 ? '' : `?${given.toString()}`}`;
};

export const alertsQuery = (filter: AlertFilter) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'list', filter],
    queryFn: ({ pageParam, signal }) => api.get<AlertsView>(address(filter, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: whileOnFirstPage(5_000),
  });

/** How many alerts are unread, wherever one is in the portal. */
export const unreadQuery = () =>
  queryOptions({ queryKey: ['alerts', 'unread'], queryFn: async ({ signal }) => (await api.get<AlertsView>('/api/v1/alerts?limit=1', signal)).unread, refetchInterval: 10_000 });

export const alertRulesQuery = () => queryOptions({ queryKey: ['alert-rules'], queryFn: ({ signal }) => api.get<AlertRulesView>('/api/v1/alert-rules', signal) });

export const markRead = (id: string) => api.post<AlertView>(`/api/v1/alerts/${encodeURIComponent(id)}/read`, {});
export const markAllRead = (until: string) => api.post<{ read: number }>('/api/v1/alerts/read-all', { until });

export type RuleChoice = { meter: string; thresholds: number[]; email: boolean };
export const putRules = (rules: RuleChoice[]) => api.put<AlertRulesView>('/api/v1/alert-rules', { rules });
