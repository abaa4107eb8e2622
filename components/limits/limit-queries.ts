import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { LimitMode, OwnLimitsView, OwnLimitView, OwnWindow } from '@/lib/domain/views/own-limit-view';

export const limitsQuery = () => queryOptions({ queryKey: ['limits'], queryFn: ({ signal }) => api.get<OwnLimitsView>('/api/v1/limits', signal), refetchInterval: 5_000 });

export type LimitChoice = { scope: 'workspace' | { key: string } | { member: string }; meter: string; window: OwnWindow; limit: number; mode: LimitMode };

export const putLimit = (choice: LimitChoice) => api.put<OwnLimitView>('/api/v1/limits', choice);
export const deleteLimit = (id: string) => api.delete<void>(`/api/v1/limits/${encodeURIComponent(id)}`);
