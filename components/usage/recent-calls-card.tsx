'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { ShowOlder } from '@/components/ui/show-older';
import type { MeterView, RecentCalls } from '@/lib/domain/views/usage-view';
import { AsOf } from './as-of';
import { callsPageSize } from './calls-page-size';
import { CallsTable } from './calls-table';
import { recentCallsQuery } from './usage-queries';

/** The newest calls, kept fresh; older ones a page at a time. */
export const RecentCallsCard = ({ initial, meters }: { initial: RecentCalls; meters: MeterView[] }) => {
  const query = useInfiniteQuery({ ...recentCallsQuery(callsPageSize), initialData: firstPage(initial) });
  const { asOf } = query.data.pages[0] ?? initial;
  const calls = distinctRows(query.data.pages, (call) => call.decisionId);
  return (
    <Card aria-labelledby="recent-calls">
      <CardHeader id="recent-calls" title="Recent calls" description="Every call has a decision that says why it passed or was refused." className="pb-3">
        <AsOf at={asOf} isStale={query.isRefetchError} />
      </CardHeader>
      {calls.length === 0
        ? <EmptyState icon={Activity} title="No calls yet">Calls appear here within seconds of being made.</EmptyState>
        : <CallsTable calls={calls} meters={meters} asOf={asOf} />}
      <ShowOlder query={query}>Show older calls</ShowOlder>
    </Card>
  );
};
