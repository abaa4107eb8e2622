'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { ShowOlder } from '@/components/ui/show-older';
import type { HistoryView } from '@/lib/domain/views/billing-view';
import { historyQuery } from './history-query';
import { HistoryTable } from './history-table';

/** Every change of the subscription, a page at a time. */
export const HistoryBoard = ({ initial }: { initial: HistoryView }) => {
  const query = useInfiniteQuery({ ...historyQuery(), initialData: firstPage(initial) });
  const entries = distinctRows(query.data.pages, (entry) => entry.id);
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
      <ShowOlder query={query}>Show older changes</ShowOlder>
    </Card>
  );
};
