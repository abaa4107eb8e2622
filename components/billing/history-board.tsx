'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import Link from 'next/link';
import { ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import type { HistoryView } from '@/lib/domain/views/billing-view';
import { historyQuery } from './history-query';
import { HistoryTable } from './history-table';

/** Every change of the subscription, a page at a time. */
export const HistoryBoard = ({ initial }: { initial: HistoryView }) => {
  const query = useInfiniteQuery({ ...historyQuery(), initialData: { pages: [initial], pageParams: [null] } });
  const entries = query.data.pages.flatMap((page) => page.data);
  const error = query.error;
  return (
    <Card aria-label="Changes">
      {entries.length === 0 ? (
        <div className="flex min-h-80 flex-col justify-center">
          <EmptyState icon={History} title="Nothing has changed yet">
            <p>Purchases, changes, cancellations and failed payments appear here, with who made them.</p>
            <p className="mt-3"><Button asChild size="sm"><Link href="/plans">Compare plans</Link></Button></p>
          </EmptyState>
        </div>
      ) : <HistoryTable entries={entries} />}
      {error && <div className="border-t border-line"><ErrorState title="Older changes could not be read" detail={error.message} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} /></div>}
      {query.hasNextPage && !error && <div className="border-t border-line px-5 py-3"><Button size="sm" isPending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>Show older changes</Button></div>}
    </Card>
  );
};
