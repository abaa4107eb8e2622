'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Building2, Search } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { ShowOlder } from '@/components/ui/show-older';
import { useFocusAfter } from '@/components/ui/moved-focus';
import { AsOf } from '@/components/usage/as-of';
import type { WorkspacesView } from '@/lib/domain/views/admin-view';
import { workspacesQuery } from './workspace-queries';
import { WorkspacesTable } from './workspaces-table';

/** Every workspace, or those that fit what is looked for. */
export const WorkspacesBoard = ({ initial, q }: { initial: WorkspacesView; q: string }) => {
  const query = useInfiniteQuery({ ...workspacesQuery(q), initialData: firstPage(initial) });
  const { asOf } = query.data.pages[0] ?? initial;
  const rows = distinctRows(query.data.pages, (row) => row.id);
  const search = useRef<HTMLInputElement>(null);
  const showAll = useFocusAfter(q === '', search);
  return (
    <>
      <PageHeader title="Workspaces" description="Who uses the product, on which plan, and where an exception holds."><AsOf at={asOf} isStale={query.isRefetchError} /></PageHeader>
      <Card aria-label="Workspaces">
        <form role="search" action="/admin/workspaces" className="flex flex-wrap items-center gap-2 border-b border-line p-4 sm:px-5">
          <div className="relative min-w-0 grow sm:max-w-[440px]">
            <Search aria-hidden className="pointer-events-none absolute left-3 top-3 size-4 text-muted" />
            <Input key={q} ref={search} type="search" name="q" defaultValue={q} aria-label="Find a workspace" placeholder="E-mail, name, id, Stripe customer or key prefix" maxLength={200} autoComplete="off" className="pl-9" />
          </div>
          <Button type="submit" className="h-10">Find</Button>
          {q !== '' && <Button asChild variant="ghost" className="h-10"><Link href="/admin/workspaces" onClick={showAll}>Show all</Link></Button>}
        </form>
        {rows.length === 0
          ? <EmptyState icon={Building2} title={q === '' ? 'No workspaces yet' : 'No workspace fits'}>{q === '' ? 'One appears as soon as somebody signs up.' : <>Nothing is called “{q}”: no member, no name, no id, no customer, no key.</>}</EmptyState>
          : <WorkspacesTable rows={rows} now={asOf} />}
        <ShowOlder key={q} query={query}>Show older workspaces</ShowOlder>
      </Card>
    </>
  );
};
