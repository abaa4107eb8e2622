'use client';

import { useMutation, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { Button } from './button';
import { useFocusAfter } from './moved-focus';

type ShowOlderProps = { query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isRefetching' | 'fetchNextPage' | 'refetch'>; children: string };

/** The foot of a list that goes on: reads the next page, says when that was the last one, and until the next try why it could not be read. */
export const ShowOlder = ({ query, children }: ShowOlderProps) => {
  const { hasNextPage, isRefetching, fetchNextPage, refetch } = query;
  const more = useMutation({
    mutationFn: async () => {
      await fetchNextPage({ throwOnError: true });
      // It took the place of a refetch that was under way, and with it of what that would have brought up to date.
      if (isRefetching) void refetch();
    },
  });
  const isAtEnd = !hasNextPage && !more.isIdle && !more.isError;
  const end = useRef<HTMLParagraphElement>(null);
  const pressed = useFocusAfter(isAtEnd, end);
  const press = () => {
    pressed();
    more.mutate();
  };
  if (!hasNextPage && more.isIdle) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
      {hasNextPage && <Button size="sm" isPending={more.isPending} onClick={press}>{children}</Button>}
      {isAtEnd && <p ref={end} tabIndex={-1} className="text-13 text-muted">There is nothing older.</p>}
      {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
    </div>
  );
};
