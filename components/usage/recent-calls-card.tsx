'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import type { MeterView, RecentCall, RecentCalls } from '@/lib/domain/views/usage-view';
import { AsOf } from './as-of';
import { callsPageSize } from './calls-page-size';
import { CallsTable } from './calls-table';
import { readCallsAfter, recentCallsQuery } from './usage-queries';

const distinct = (calls: RecentCall[]): RecentCall[] => [...new Map(calls.map((call) => [call.decisionId, call])).values()];

/** The newest calls, kept fresh; older ones a page at a time. */
export const RecentCallsCard = ({ initial, meters }: { initial: RecentCalls; meters: MeterView[] }) => {
  const { data, isError } = useQuery({ ...recentCallsQuery(callsPageSize), initialData: initial });
  const [older, setOlder] = useState<{ calls: RecentCall[]; nextCursor: string | null } | null>(null);
  const cursor = older ? older.nextCursor : data.nextCursor;
  const more = useMutation({
    mutationFn: (after: string) => readCallsAfter(after, callsPageSize),
    onSuccess: (page) => setOlder({ calls: [...(older?.calls ?? data.data.slice()), ...page.data], nextCursor: page.nextCursor }),
  });
  const calls = distinct([...data.data, ...(older?.calls ?? [])]);
  return (
    <Card aria-labelledby="recent-calls">
      <CardHeader id="recent-calls" title="Recent calls" description="Every call has a decision that says why it passed or was refused." className="pb-3">
        <AsOf at={data.asOf} isStale={isError} />
      </CardHeader>
      {calls.length === 0
        ? <EmptyState icon={Activity} title="No calls yet">Calls appear here within seconds of being made.</EmptyState>
        : <CallsTable calls={calls} meters={meters} asOf={data.asOf} />}
      {(cursor !== null || more.isError) && (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
          {cursor !== null && <Button size="sm" isPending={more.isPending} onClick={() => more.mutate(cursor)}>Show older calls</Button>}
          {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
        </div>
      )}
    </Card>
  );
};
