import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { formatCount, formatUnits } from '@/components/ui/format-count';
import { RelativeTime } from '@/components/ui/relative-time';
import type { MeterView, RecentCall } from '@/lib/domain/views/usage-view';
import { OutcomeBadge } from './outcome-badge';

type CallsTableProps = { calls: RecentCall[]; meters: MeterView[]; asOf: string };

const unitsOf = (call: RecentCall, meters: MeterView[]): string =>
  meters.flatMap((meter) => (call.units[meter.meter] ? [formatUnits(call.units[meter.meter] ?? 0, meter.unit)] : [])).join(', ') || '0';

const Call = ({ call }: { call: RecentCall }) => (
  <span className="grid min-w-0">
    <span className="truncate font-medium text-ink">{call.operationName}{call.count > 1 && <span className="font-normal text-muted"> × {formatCount(call.count)}</span>}</span>
    {call.path && <span className="truncate font-mono text-12 font-normal text-muted">{call.method} {call.path}</span>}
  </span>
);

/** Calls, newest first: what was called, with which key, what it took and how it ended. Each leads to its decision. */
export const CallsTable = ({ calls, meters, asOf }: CallsTableProps) => {
  const columns: Column<RecentCall>[] = [
    { id: 'call', header: 'Call', isTitle: true, cell: (call) => <Call call={call} />, className: 'sm:max-w-[280px]' },
    { id: 'when', header: 'When', cell: (call) => <RelativeTime at={call.at} now={asOf} className="whitespace-nowrap text-muted" /> },
    { id: 'outcome', header: 'Outcome', cell: (call) => <OutcomeBadge call={{ allowed: call.kind === 'admitted', outcome: call.outcome, code: call.code }} /> },
    { id: 'status', header: 'Status', isNumber: true, className: 'hidden sm:hidden md:table-cell', cell: (call) => <span className="text-muted">{call.statusCode ?? '–'}</span> },
    { id: 'latency', header: 'Took', isNumber: true, className: 'hidden sm:hidden md:table-cell', cell: (call) => <span className="whitespace-nowrap text-muted">{call.latencyMs === null ? '–' : `${formatCount(call.latencyMs)} ms`}</span> },
    { id: 'key', header: 'Key', className: 'hidden sm:hidden xl:table-cell', cell: (call) => <span className="text-muted">{call.apiKeyName ?? '–'}</span> },
    { id: 'units', header: 'Units', isNumber: true, className: 'hidden sm:hidden lg:table-cell', cell: (call) => <span className="whitespace-nowrap">{call.kind === 'refused' || call.outcome === 'released' ? '0' : unitsOf(call, meters)}</span> },
    {
      id: 'why', header: 'Decision', isHeaderHidden: true, isNumber: true,
      cell: (call) => <Link href={`/usage/decisions/${call.decisionId}`} aria-label={`Why: ${call.operationName}, decision ${call.decisionId}`} className="inline-flex h-7 items-center text-13 font-medium text-accent underline-offset-4 hover:underline">Why</Link>,
    },
  ];
  return <DataTable caption="Recent calls, newest first" columns={columns} rows={calls} rowKey={(call) => call.decisionId} />;
};
