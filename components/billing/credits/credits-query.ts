import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { CreditPurchaseView, CreditsView } from '@/lib/domain/views/billing-view';

export const creditsQuery = () =>
  queryOptions({
    queryKey: ['credits'],
    queryFn: ({ signal }) => api.get<CreditsView>('/api/v1/credits', signal),
    refetchInterval: 5_000,
  });

/** Asked every second until the purchase has ended. */
export const creditPurchaseQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['credit-purchase', sessionId],
    queryFn: ({ signal }) => api.get<CreditPurchaseView>(`/api/v1/credits/purchases/${encodeURIComponent(sessionId)}`, signal),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'open' ? 1_000 : false),
  });
