'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Building2, Search } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { AsOf } from '@/components/usage/as-of';
import type { WorkspaceRow, WorkspacesView } from '@/lib/domain/views/admin-view';
import { readWorkspaces, workspacesQuery } from './workspace-queries';
import { WorkspacesTable } from './workspaces-table';

/** Every workspace, or those that fit what is looked for. */
export const WorkspacesBoard = ({ initial, q }: { initial: WorkspacesView; q: string }) => {
  const { data, isError } = useQuery({ ...workspacesQuery(q), initialData: initial });
  const [older, setOlder] = useState<{ rows: WorkspaceRow[]; nextCursor: string | null } | null>(null);
  const more = useMutation({
    mutationFn: (cursor: string) => readWorkspaces(q, cursor),
    onSuccess: (page) => setOlder({ rows: [...(older?.rows ?? []), ...page.data], nextCursor: page.nextCursor }),
  });
  const rows = [...new Map([...data.data, ...(older?.rows ?? [])].map((row) => [row.id, row])).values()];
  const cursor = older ? older.nextCursor : data.nextCursor;
  return (
    <>
      <PageHeader title="Workspaces" description="Who uses the product, on which plan, and where an exception holds."><AsOf at={data.asOf} isStale={isError} /></PageHeader>
      <Card aria-label="Workspaces">
        <form role="search" action="/admin/workspaces" className="flex flex-wrap items-center gap-2 border-b border-line p-4 sm:px-5">
          <div className="relative min-w-0 grow sm:max-w-[440px]">
            <Search aria-hidden className="pointer-events-none absolute left-3 top-3 size-4 text-muted" />
            <Input type="search" name="q" defaultValue={q} aria-label="Find a workspace" placeholder="E-mail, name, id, Stripe customer or key prefix" maxLength={200} autoComplete="off" className="pl-9" />
          </div>
          <Button type="submit" className="h-10">Find</Button>
          {q !== '' && <Button asChild variant="ghost" className="h-10"><Link href="/admin/workspaces">Show all</Link></Button>}
        </form>
        {rows.length === 0
          ? <EmptyState icon={Building2} title={q === '' ? 'No workspaces yet' : 'No workspace fits'}>{q === '' ? 'One appears as soon as somebody signs up.' : <>Nothing is called “{q}”: no member, no name, no id, no customer, no key.</>}</EmptyState>
          : <WorkspacesTable rows={rows} now={data.asOf} />}
        {(cursor !== null || more.isError) && (
          <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
            {cursor !== null && <Button size="sm" isPending={more.isPending} onClick={() => more.mutate(cursor)}>Show older workspaces</Button>}
            {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
          </div>
        )}
      </Card>
    </>
  );
};
