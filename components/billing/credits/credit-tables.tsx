import { Coins, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { RelativeTime } from '@/components/ui/relative-time';
import type { CreditsView } from '@/lib/domain/views/billing-view';

type Grant = CreditsView['grants'][number];
type Entry = CreditsView['entries'][number];

const sources: Record<Grant['source'], string> = { plan: 'Plan, this period', rollover: 'Left over from the period before', pack: 'Credit pack', gift: 'Gift' };
const short: Record<Grant['source'], string> = { plan: 'plan', rollover: 'left over', pack: 'pack', gift: 'gift' };

/** What a movement is called. */
const kinds: Record<string, string> = {
  granted: 'Added', spent: 'Call', returned: 'Given back', refunded: 'Taken back after a refund', restored: 'Given back, the refund failed', expired: 'Expired', adjusted: 'Follows the plan’s limit', rolled_over: 'Moved to the next period', revoked: 'Taken back',
};

const grantColumns: Column<Grant & { place: number }>[] = [
  { id: 'place', header: 'Order', className: 'sm:hidden md:table-cell', cell: (one) => <span className="text-muted">{one.place}</span> },
  { id: 'source', header: 'From', isTitle: true, cell: (one) => <span className="inline-flex flex-wrap items-center gap-2">{sources[one.source]}{one.expiresSoon && <Badge tone="warning" icon={TriangleAlert}>Expires soon</Badge>}</span> },
  { id: 'left', header: 'Left', isNumber: true, cell: (one) => <span className="whitespace-nowrap">{formatCount(one.remaining)}<span className="text-muted"> of {formatCount(Math.max(one.units, one.remaining))}</span></span> },
  { id: 'expires', header: 'Expires', cell: (one) => <span className="text-muted">{one.expiresAt ? formatDate(one.expiresAt) : 'Never'}</span> },
  { id: 'added', header: 'Added', cell: (one) => <span className="whitespace-nowrap text-muted">{formatDate(one.createdAt)}</span> },
];

/** What a movement belongs to: the call, the purchase, or neither. */
const Why = ({ entry }: { entry: Entry }) => {
  if (entry.decisionId !== null) return <Link href={`/usage/decisions/${entry.decisionId}`} aria-label={`Which call: decision ${entry.decisionId}`} className="text-13 font-medium text-accent underline-offset-4 hover:underline">Which call</Link>;
  if (entry.source === 'pack' && entry.kind === 'granted') return <Link href="/invoices" className="text-13 font-medium text-accent underline-offset-4 hover:underline">Invoice</Link>;
  return <span className="text-muted">–</span>;
};

const entryColumns = (asOf: string): Column<Entry>[] => [
  { id: 'what', header: 'Movement', isTitle: true, cell: (one) => <>{kinds[one.kind] ?? one.kind} <span className="font-normal text-muted">{one.units > 0 ? 'to' : 'from'} {short[one.source]}</span></> },
  { id: 'units', header: 'Units', isNumber: true, cell: (one) => <span className="whitespace-nowrap">{one.units > 0 ? '+' : '−'}{formatCount(Math.abs(one.units))}</span> },
  { id: 'when', header: 'When', cell: (one) => <RelativeTime at={one.at} now={asOf} className="whitespace-nowrap text-muted" /> },
  { id: 'why', header: 'Belongs to', isNumber: true, cell: (one) => <Why entry={one} /> },
];

/** Every grant with what is left of it, in the order in which they are spent, and every movement, newest first. */
export const CreditTables = ({ view }: { view: CreditsView }) => (
  <>
    <Card aria-labelledby="grants">
      <CardHeader id="grants" title="What is there" description="In the order in which it is spent: what expires first, then the plan’s before gifts before packs, then the oldest." className="pb-3" />
      {view.grants.length === 0
        ? <EmptyState icon={Coins} title="Nothing yet">The plan’s own appear with the first call, a pack as soon as it is paid.</EmptyState>
        : <DataTable caption="Grants, in the order in which they are spent" columns={grantColumns} rows={view.grants.map((one, i) => ({ ...one, place: i + 1 }))} rowKey={(one) => one.id} />}
    </Card>
    <Card aria-labelledby="movements">
      <CardHeader id="movements" title="Movements" description={`The newest ${formatCount(50)}. Each balance is the sum of its movements.`} className="pb-3" />
      {view.entries.length === 0
        ? <EmptyState icon={Coins} title="Nothing has moved">Buying, spending and refunds are listed here.</EmptyState>
        : <DataTable caption="Movements, newest first" columns={entryColumns(view.asOf)} rows={view.entries} rowKey={(one) => one.id} />}
    </Card>
  </>
);
