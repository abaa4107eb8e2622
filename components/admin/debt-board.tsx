'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { RelativeTime } from '@/components/ui/relative-time';
import { SegmentedLinks } from '@/components/ui/segmented';
import { AsOf } from '@/components/usage/as-of';
import { sayMeasured } from '@/components/usage/format-measure';
import type { DebtRow, DebtView } from '@/lib/domain/views/admin-view';
import { DayCountsFigure } from './day-counts-figure';
import { dayChoices, debtQuery } from './workspace-queries';

const units = (count: number, { measure }: DebtRow) => (count === 0 ? <span className="text-muted">None</span> : <span className="whitespace-nowrap">{sayMeasured(count, measure)}</span>);

const columns = (now: string): Column<DebtRow>[] => [
  { id: 'whose', header: 'Workspace', isTitle: true, className: 'sm:max-w-[220px]', cell: (row) => <Link href={`/admin/workspaces/${row.workspace.id}`} className="block truncate font-medium text-ink underline-offset-4 hover:underline">{row.workspace.name}</Link> },
  { id: 'meter', header: 'Meter', cell: (row) => row.measure.name },
  { id: 'passed', header: 'Passed unmetered', isNumber: true, cell: (row) => (row.degradedCalls === 0 ? <span className="text-muted">None</span> : <span className="whitespace-nowrap">{sayMeasured(row.degradedUnits, row.measure)}</span>) },
  { id: 'debt', header: 'Not paid for', isNumber: true, cell: (row) => units(row.debt, row) },
  { id: 'overage', header: 'Billed beyond', isNumber: true, cell: (row) => units(row.overage, row) },
  { id: 'last', header: 'Last', className: 'sm:hidden lg:table-cell', cell: (row) => <RelativeTime at={row.lastAt} now={now} className="whitespace-nowrap text-muted" /> },
];

/** What passed while the meter was away, and what was used beyond limits: what the company is owed, or gave away. */
export const DebtBoard = ({ initial, days }: { initial: DebtView; days: number }) => {
  const { data, isError } = useQuery({ ...debtQuery(days), initialData: initial });
  return (
    <>
      <PageHeader title="Outages and debt" description="Calls that passed while the meter was away were recorded and counted afterwards. What of them lies beyond a limit is debt."><AsOf at={data.asOf} isStale={isError} /></PageHeader>
      <div className="grid gap-6">
        <Card aria-label="Passed while the meter was away, by day">
          <CardBody>
            <div className="mb-5"><SegmentedLinks label="Range" value={String(days)} options={dayChoices.map((one) => ({ value: String(one), label: `${one} days`, href: `/admin/debt?days=${one}` }))} /></div>
            <DayCountsFigure days={data.days} what="Calls that passed unmetered" asOf={data.asOf} caption={captionOf(data, days)} />
          </CardBody>
        </Card>
        <Card aria-labelledby="debt-rows">
          <CardHeader id="debt-rows" title="By workspace and meter" description="“Not paid for” is what no limit, no grant and no price covered." className="pb-3" />
          {data.rows.length === 0
            ? <EmptyState icon={CircleCheck} title="Nothing is owed">Every call of the last {days} days was decided in time, and within its limits.</EmptyState>
            : <DataTable caption="What passed unmetered or beyond a limit" columns={columns(data.asOf)} rows={data.rows} rowKey={(row) => `${row.workspace.id} ${row.measure.meter}`} />}
        </Card>
      </div>
    </>
  );
};

const captionOf = ({ total }: DebtView, days: number): string =>
  total.degradedCalls === 0 ? `No call passed without the meter in the last ${days} days.` : `${formatCount(total.degradedCalls)} ${total.degradedCalls === 1 ? 'call' : 'calls'} passed while the meter was away in the last ${days} days.`;
