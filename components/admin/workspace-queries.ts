import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { whileOnFirstPage } from '@/components/ui/pages';
import type { DebtView, ShadowView, WorkspaceDetail, WorkspacesView } from '@/lib/domain/views/admin-view';
import type { OverridesView } from '@/lib/domain/views/override-view';

const workspace = (id: string): string => `/api/v1/admin/workspaces/${encodeURIComponent(id)}`;

export const workspacesQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'workspaces', q],
    queryFn: ({ pageParam, signal }) => api.get<WorkspacesView>(`/api/v1/admin/workspaces?${new URLSearchParams({ q, ...(pageParam !== null && { cursor: pageParam }) }).toString()}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: whileOnFirstPage(15_000),
  });

export const workspaceQuery = (id: string) => queryOptions({ queryKey: ['admin', 'workspace', id], queryFn: ({ signal }) => api.get<WorkspaceDetail>(workspace(id), signal), refetchInterval: 5_000 });

export const overridesQuery = (id: string) => queryOptions({ queryKey: ['admin', 'overrides', id], queryFn: ({ signal }) => api.get<OverridesView>(`${workspace(id)}/overrides`, signal), refetchInterval: 5_000 });

export type NewOverride = { reason: string; expiresAt?: string } & (
  | { kind: 'limit'; meter: string; window: string; limit: number | null }
  | { kind: 'plan'; plan: string }
  | { kind: 'grant'; meter: string; units: number });

export const createOverride = (id: string, given: NewOverride, idempotencyKey: string) => api.post<OverridesView>(`${workspace(id)}/overrides`, given, { idempotencyKey });
export const revokeOverride = (id: string) => api.post<OverridesView>(`/api/v1/admin/overrides/${encodeURIComponent(id)}/revoke`, {});

export const shadowQuery = (days: number) => queryOptions({ queryKey: ['admin', 'shadow', days], queryFn: ({ signal }) => api.get<ShadowView>(`/api/v1/admin/shadow?days=${days}`, signal), refetchInterval: 15_000 });
export const debtQuery = (days: number) => queryOptions({ queryKey: ['admin', 'debt', days], queryFn: ({ signal }) => api.get<DebtView>(`/api/v1/admin/debt?days=${days}`, signal), refetchInterval: 15_000 });

export const dayChoices = [7, 30, 90] as const;
export const daysFrom = (value: string | string[] | undefined): number => dayChoices.find((one) => String(one) === value) ?? 30;
