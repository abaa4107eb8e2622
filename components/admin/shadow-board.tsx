'use client';

import { useQuery } from '@tanstack/react-query';
import { EyeOff } from 'lucide-react';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { RelativeTime } from '@/components/ui/relative-time';
import { SegmentedLinks } from '@/components/ui/segmented';
import { AsOf } from '@/components/usage/as-of';
import { perWindow, windowNoun } from '@/components/usage/main-limit';
import { sayMeasured } from '@/components/usage/format-measure';
import type { ShadowRow, ShadowView } from '@/lib/domain/views/admin-view';
import { DayCountsFigure } from './day-counts-figure';
import { dayChoices, shadowQuery } from './workspace-queries';

const columns = (now: string): Column<ShadowRow>[] => [
  { id: 'whose', header: 'Workspace', isTitle: true, className: 'sm:max-w-[240px]', cell: (row) => <Link href={`/admin/workspaces/${row.workspace.id}`} className="block truncate font-medium text-ink underline-offset-4 hover:underline">{row.workspace.name}</Link> },
  { id: 'limit', header: 'Limit', cell: (row) => (row.limit === null ? `${row.measure.name}, each ${windowNoun[row.window]}` : `${sayMeasured(row.limit, row.measure)} ${perWindow(row.window)}`) },
  { id: 'count', header: 'Would be refused', isNumber: true, cell: (row) => <span className="whitespace-nowrap">{formatCount(row.count)}<span className="text-muted"> {row.count === 1 ? 'call' : 'calls'}</span></span> },
  { id: 'first', header: 'First', className: 'sm:hidden lg:table-cell', cell: (row) => <RelativeTime at={row.firstAt} now={now} className="whitespace-nowrap text-muted" /> },
  { id: 'last', header: 'Last', cell: (row) => <RelativeTime at={row.lastAt} now={now} className="whitespace-nowrap text-muted" /> },
];

/** Whom the limits in shadow mode would have refused: what to know before they refuse anybody. */
export const ShadowBoard = ({ initial, days }: { initial: ShadowView; days: number }) => {
  const { data, isError } = useQuery({ ...shadowQuery(days), initialData: initial });
  return (
    <>
      <PageHeader title="Shadow limits" description="Limits that refuse nobody yet, and whom they would have refused."><AsOf at={data.asOf} isStale={isError} /></PageHeader>
      <div className="grid gap-6">
        <Card aria-label="Would be refused, by day">
          <CardBody>
            <div className="mb-5"><SegmentedLinks label="Range" value={String(days)} options={dayChoices.map((one) => ({ value: String(one), label: `${one} days`, href: `/admin/shadow?days=${one}` }))} /></div>
            <DayCountsFigure days={data.days} what="Calls that would be refused" asOf={data.asOf} caption={captionOf(data, days)} />
          </CardBody>
        </Card>
        <Card aria-labelledby="shadow-rows">
          <CardHeader id="shadow-rows" title="By workspace and limit" description={runningWords(data)} className="pb-3" />
          {data.rows.length === 0
            ? <EmptyState icon={EyeOff} title="Nobody would have been refused">{data.limits.length === 0 ? 'A limit runs in shadow mode when its entitlement in the catalogue says “shadow: true”.' : `Not in the last ${days} days.`}</EmptyState>
            : <DataTable caption="Whom limits in shadow mode would have refused" columns={columns(data.asOf)} rows={data.rows} rowKey={(row) => `${row.workspace.id} ${row.measure.meter} ${row.window}`} />}
        </Card>
      </div>
    </>
  );
};

const captionOf = (data: ShadowView, days: number): string =>
  data.total === 0 ? `No call would have been refused in the last ${days} days.` : `${formatCount(data.total)} ${data.total === 1 ? 'call' : 'calls'} of ${new Set(data.rows.map((row) => row.workspace.id)).size} workspaces would have been refused in the last ${days} days. All of them passed.`;

const runningWords = ({ limits }: ShadowView): string =>
  limits.length === 0 ? 'No limit of the catalogue runs in shadow mode now.' : `In shadow mode now: ${limits.map((one) => `${one.plan}, ${sayMeasured(one.limit, one.measure)} ${perWindow(one.window)}`).join('; ')}.`;
