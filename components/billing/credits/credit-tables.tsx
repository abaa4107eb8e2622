import Link from 'next/link';
import { Coins } from 'lucide-react';
import { Card, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { RelativeTime } from '@/components/ui/relative-time';
import type { CreditsView } from '@/lib/domain/views/billing-view';

type Grant = CreditsView['grants'][number];
type Entry = CreditsView['entries'][number];

const sources: Record<Grant['source'], string> = { plan: 'Plan', pack: 'Credit pack', gift: 'Gift' };
const kinds: Record<string, string> = { granted: 'Added', spent: 'Call', returned: 'Given back, the call failed', refunded: 'Taken back after a refund', expired: 'Expired' };

const grantColumns: Column<Grant>[] = [
  { id: 'source', header: 'From', isTitle: true, cell: (one) => sources[one.source] },
  { id: 'left', header: 'Left', isNumber: true, cell: (one) => <span className="whitespace-nowrap">{formatCount(one.remaining)}<span className="text-muted"> of {formatCount(one.units)}</span></span> },
  { id: 'expires', header: 'Expires', cell: (one) => <span className="text-muted">{one.expiresAt ? formatDate(one.expiresAt) : 'Never'}</span> },
  { id: 'added', header: 'Added', cell: (one) => <span className="whitespace-nowrap text-muted">{formatDate(one.createdAt)}</span> },
];

const Why = ({ entry }: { entry: Entry }) =>
  entry.kind === 'spent' || entry.kind === 'returned'
    ? <Link href={`/usage/decisions/${entry.reason}`} aria-label={`Why: decision ${entry.reason}`} className="text-13 font-medium text-accent underline-offset-4 hover:underline">Why</Link>
    : <span className="text-muted">–</span>;

const entryColumns = (asOf: string): Column<Entry>[] => [
  { id: 'what', header: 'Movement', isTitle: true, cell: (one) => kinds[one.kind] ?? one.kind },
  { id: 'units', header: 'Units', isNumber: true, cell: (one) => <span className="whitespace-nowrap">{one.units > 0 ? '+' : '−'}{formatCount(Math.abs(one.units))}</span> },
  { id: 'when', header: 'When', cell: (one) => <RelativeTime at={one.at} now={asOf} className="whitespace-nowrap text-muted" /> },
  { id: 'why', header: 'Decision', isNumber: true, cell: (one) => <Why entry={one} /> },
];

/** Every grant with what is left of it, and every movement, newest first. */
export const CreditTables = ({ view }: { view: CreditsView }) => (
  <>
    <Card aria-labelledby="grants">
      <CardHeader id="grants" title="What you were given" description="Spent in this order: what expires first, then the oldest." className="pb-3" />
      {view.grants.length === 0
        ? <EmptyState icon={Coins} title="No packs yet">A pack appears here as soon as it is paid.</EmptyState>
        : <DataTable caption="Grants, newest first" columns={grantColumns} rows={view.grants} rowKey={(one) => one.id} />}
    </Card>
    <Card aria-labelledby="movements">
      <CardHeader id="movements" title="Movements" description={`The newest ${formatCount(50)}. Calls that the plan’s own credits paid are on the usage page.`} className="pb-3" />
      {view.entries.length === 0
        ? <EmptyState icon={Coins} title="Nothing has moved">Buying, spending and refunds are listed here.</EmptyState>
        : <DataTable caption="Movements, newest first" columns={entryColumns(view.asOf)} rows={view.entries} rowKey={(one) => one.id} />}
    </Card>
  </>
);
