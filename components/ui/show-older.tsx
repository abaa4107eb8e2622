'use client';

import { useMutation, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from './button';

type ShowOlderProps = { query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isRefetching' | 'fetchNextPage' | 'refetch'>; children: string };

/** The foot of a list that goes on: reads the next page, and says until the next try why it could not be read. */
export const ShowOlder = ({ query, children }: ShowOlderProps) => {
  const { hasNextPage, isRefetching, fetchNextPage, refetch } = query;
  const more = useMutation({
    mutationFn: async () => {
      await fetchNextPage({ throwOnError: true });
      // It took the place of a refetch that was under way, and with it of what that would have brought up to date.
      if (isRefetching) void refetch();
    },
  });
  if (!hasNextPage && !more.isError) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
      {hasNextPage && <Button size="sm" isPending={more.isPending} onClick={() => more.mutate()}>{children}</Button>}
      {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
    </div>
  );
};
