import { Layers } from 'lucide-react';
import Link from 'next/link';
import { StatusBadge } from '@/components/billing/status-badge';
import { Badge } from '@/components/ui/badge';
import { DataTable, type Column } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { WorkspaceRow } from '@/lib/domain/views/admin-view';

const columns = (now: string): Column<WorkspaceRow>[] => [
  { id: 'name', header: 'Workspace', isTitle: true, className: 'sm:max-w-[260px]', cell: (row) => <Link href={`/admin/workspaces/${row.id}`} className="block truncate font-medium text-ink underline-offset-4 hover:underline">{row.name}</Link> },
  { id: 'owner', header: 'Owner', className: 'sm:max-w-[240px]', cell: (row) => <span className="block truncate text-muted">{row.owner ?? 'Nobody'}</span> },
  { id: 'plan', header: 'Plan', cell: (row) => row.plan.name },
  { id: 'status', header: 'Subscription', className: 'sm:hidden md:table-cell', cell: (row) => (row.status === null ? <span className="text-muted">None</span> : <StatusBadge status={row.status} />) },
  {
    id: 'overrides', header: 'Exceptions', className: 'sm:hidden md:table-cell',
    cell: (row) => (row.overrides === 0 ? <span className="text-muted">None</span> : <Badge tone="accent" icon={Layers}>{row.overrides} in force</Badge>),
  },
  { id: 'made', header: 'Made', className: 'sm:hidden lg:table-cell', cell: (row) => <RelativeTime at={row.createdAt} now={now} className="whitespace-nowrap text-muted" /> },
];

export const WorkspacesTable = ({ rows, now }: { rows: WorkspaceRow[]; now: string }) => <DataTable caption="Workspaces, newest first" columns={columns(now)} rows={rows} rowKey={(row) => row.id} />;
