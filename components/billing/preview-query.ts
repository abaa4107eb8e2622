import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';

/** What is looked at. `quantity` is set for a plan per seat only. */
export type ChangeChoice = { plan: string; interval: PriceInterval; quantity: number | null; coupon: string | null };

export const choiceQuery = ({ plan, interval, quantity, coupon }: ChangeChoice): string => {
  const query = new URLSearchParams({ plan, interval });
  if (quantity !== null) query.set('quantity', String(quantity));
  if (coupon !== null) query.set('coupon', coupon);
  return query.toString();
};

const shortestMs = 5_000;

/** How long a preview holds, by the server's own clock. */
const lifetimeMs = ({ expiresAt, prorationDate }: ChangePreviewView): number => Math.max(shortestMs, Date.parse(expiresAt) - prorationDate * 1_000);

/** What a choice costs and changes. Asked for again when it no longer holds; until the next answer the last amounts stay in sight. */
export const previewQuery = (choice: ChangeChoice) =>
  queryOptions({
    queryKey: ['change-preview', choice.plan, choice.interval, choice.quantity, choice.coupon],
    queryFn: ({ signal }) => api.get<ChangePreviewView>(`/api/v1/subscriptions/preview-change?${choiceQuery(choice)}`, signal),
    placeholderData: keepPreviousData,
    staleTime: ({ state }) => (state.data ? lifetimeMs(state.data) : 0),
    refetchInterval: ({ state }) => (state.data ? lifetimeMs(state.data) : false),
    refetchOnWindowFocus: false,
    // Whoever comes back has perhaps put right what stood in the way.
    refetchOnMount: 'always',
    gcTime: 60_000,
  });
