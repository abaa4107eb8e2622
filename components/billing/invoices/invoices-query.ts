import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { InvoiceDetailView, InvoicesView, InvoiceStatus } from '@/lib/domain/views/billing-view';

/** Invoices of the first page, and more with each "Show older invoices". */
export const invoicesPageSize = 20;

export type InvoiceFilter = Extract<InvoiceStatus, 'open' | 'paid'> | 'all';

const address = (filter: InvoiceFilter, startingAfter: string | null): string => {
  const query = new URLSearchParams({ limit: String(invoicesPageSize), ...(filter !== 'all' && { status: filter }), ...(startingAfter !== null && { startingAfter }) });
  return `/api/v1/invoices?${query.toString()}`;
};

/** Pages add what the server rendered as `initialData`. */
export const invoicesQuery = (filter: InvoiceFilter) =>
  infiniteQueryOptions({
    queryKey: ['invoices', 'list', filter],
    queryFn: ({ pageParam, signal }) => api.get<InvoicesView>(address(filter, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.hasMore ? (page.data.at(-1)?.id ?? null) : null),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? 30_000 : 5_000),
  });

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['invoices', 'one', id],
    queryFn: ({ signal }) => api.get<InvoiceDetailView>(`/api/v1/invoices/${encodeURIComponent(id)}`, signal),
    staleTime: 10_000,
  });
