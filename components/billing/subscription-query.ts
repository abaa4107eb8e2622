import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api } from '@/components/api-client';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';

const now = 1_000;
const often = 15_000;

/** Pages add what the server rendered as `initialData`. While a change waits for its payment it is asked for each second. */
export const subscriptionQuery = () =>
  queryOptions({
    queryKey: ['subscription', 'current'],
    queryFn: ({ signal }) => api.get<SubscriptionView>('/api/v1/subscriptions/current', signal),
    refetchInterval: ({ state }) => (state.data?.pendingPayment ? now : often),
  });

const stale = ['subscription', 'usage', 'invoices', 'payment-methods', 'credits', 'api-keys'];
/** What was asked before the change and is in sight beside its result: read again when it is opened the next time. */
const outdated = ['change-preview', 'retention-offer'];

/** Reads again all that a change of the subscription changes, on the page and on the server. */
export const useBillingChanged = (): (() => Promise<void>) => {
  const queries = useQueryClient();
  const router = useRouter();
  return async () => {
    router.refresh();
    for (const key of outdated) void queries.invalidateQueries({ queryKey: [key], refetchType: 'none' });
    await Promise.all(stale.map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
};
