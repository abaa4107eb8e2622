import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { PaymentMethodsView, UpcomingInvoiceView } from '@/lib/domain/views/billing-view';

/** Pages add what the server rendered as `initialData`; without it the card asks by itself. */
export const paymentMethodsQuery = () =>
  queryOptions({
    queryKey: ['payment-methods', 'list'],
    queryFn: ({ signal }) => api.get<PaymentMethodsView>('/api/v1/payment-methods', signal),
    staleTime: 30_000,
  });

export const upcomingInvoiceQuery = () =>
  queryOptions({
    queryKey: ['payment-methods', 'upcoming-invoice'],
    queryFn: ({ signal }) => api.get<UpcomingInvoiceView>('/api/v1/payment-methods/upcoming-invoice', signal),
    staleTime: 30_000,
  });
