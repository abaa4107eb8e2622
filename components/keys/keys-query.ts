import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import type { ApiKeysView } from '@/lib/domain/views/workspace-view';

export const keysQuery = () =>
  queryOptions({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => api.get<ApiKeysView>('/api/v1/api-keys', signal),
    refetchInterval: 10_000,
  });
