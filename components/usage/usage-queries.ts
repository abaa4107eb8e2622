import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { whileOnFirstPage } from '@/components/ui/pages';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import type { TrendMetric, TrendMonths, UsageTrends } from '@/lib/domain/views/trend-view';
import type { BreakdownKind, RecentCalls, UsageBreakdown, UsageCurrent, UsageHistory } from '@/lib/domain/views/usage-view';

export type Span = { from: string; to: string };

/** While the first call is awaited. */
const everySecond = 1_000;
const everyTwoSeconds = 2_000;
const everyFiveSeconds = 5_000;
const everyHalfMinute = 30_000;

const address = (path: string, query: Record<string, string | undefined>): string => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/api/v1/${path}?${new URLSearchParams(given).toString()}`;
};

/** Pages add what the server rendered as `initialData`, so that the first paint and the live page are the same numbers. */
export const currentUsageQuery = () =>
  queryOptions({
    queryKey: ['usage', 'current'],
    queryFn: ({ signal }) => api.get<UsageCurrent>('/api/v1/usage/current', signal),
    refetchInterval: everyTwoSeconds,
  });

export const usageHistoryQuery = (meter: string, span: Span) =>
  queryOptions({
    queryKey: ['usage', 'history', meter, span.from, span.to],
    queryFn: ({ signal }) => api.get<UsageHistory>(address('usage/history', { ...span, meter, granularity: 'day' }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyFiveSeconds,
  });

export const usageBreakdownQuery = (by: BreakdownKind, meter: string, span: Span) =>
  queryOptions({
    queryKey: ['usage', 'breakdown', by, meter, span.from, span.to],
    queryFn: ({ signal }) => api.get<UsageBreakdown>(address('usage/breakdown', { by, ...span, meter }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyFiveSeconds,
  });

export const usageTrendsQuery = (months: TrendMonths, metric: TrendMetric) =>
  queryOptions({
    queryKey: ['usage', 'trends', months, metric],
    queryFn: ({ signal }) => api.get<UsageTrends>(address('usage/trends', { months: String(months), metric }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyHalfMinute,
  });

/** Where a browser downloads the calls of a range. */
export const exportAddress = (format: 'csv' | 'ndjson', span: Span): string => address('usage/export', { format, ...span });

export const recentCallsQuery = (limit: number) =>
  infiniteQueryOptions({
    queryKey: ['usage', 'calls', limit],
    queryFn: ({ pageParam, signal }) => api.get<RecentCalls>(address('usage/calls', { cursor: pageParam ?? undefined, limit: String(limit) }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: (query) => (query.state.data?.pages[0]?.data.length === 0 ? everySecond : whileOnFirstPage(everyFiveSeconds)(query)),
  });

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: ['decision', id],
    queryFn: ({ signal }) => api.get<DecisionDetail>(`/api/v1/decisions/${encodeURIComponent(id)}`, signal),
    refetchInterval: (query) => (query.state.data?.outcome === 'unknown' ? everyTwoSeconds : false),
  });
