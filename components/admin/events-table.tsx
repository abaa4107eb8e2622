import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { formatCount } from '@/components/ui/format-count';
import { RelativeTime } from '@/components/ui/relative-time';
import type { InboundEventView } from '@/lib/domain/views/billing-view';
import { EventStatusBadge } from './event-status-badge';
import { ReplayButton } from './replay-button';

const What = ({ event }: { event: InboundEventView }) => (
  <span className="grid min-w-0">
    <Link href={`/admin/webhooks/${event.id}`} className="truncate font-medium text-ink underline-offset-4 hover:underline">{event.type}</Link>
    <span className="truncate font-mono text-12 font-normal text-muted">{event.cause.id ?? event.id}</span>
  </span>
);

const Outcome = ({ event }: { event: InboundEventView }) => {
  if (event.lastError) return <span className="line-clamp-2 break-words text-danger">{event.lastError}</span>;
  if (event.status === 'received') return <span className="text-muted">Not yet</span>;
  if (event.effect.length === 0) return <span className="text-muted">{event.status === 'ignored' ? 'Changes nothing here' : 'Nothing was different'}</span>;
  const [first] = event.effect;
  return <span className="line-clamp-2 break-words">{first}{event.effect.length > 1 && <span className="text-muted"> and {formatCount(event.effect.length - 1)} more</span>}</span>;
};

const columns = (now: string): Column<InboundEventView>[] => [
  { id: 'what', header: 'Event', isTitle: true, className: 'sm:max-w-[260px]', cell: (event) => <What event={event} /> },
  { id: 'status', header: 'Status', cell: (event) => <EventStatusBadge event={event} /> },
  { id: 'whose', header: 'Workspace', className: 'sm:hidden md:table-cell sm:max-w-[180px]', cell: (event) => <span className="block truncate">{event.workspace?.name ?? <span className="text-muted">–</span>}</span> },
  { id: 'outcome', header: 'Effect', className: 'sm:max-w-[300px]', cell: (event) => <Outcome event={event} /> },
  { id: 'tries', header: 'Tries', isNumber: true, className: 'sm:hidden lg:table-cell', cell: (event) => <span className="text-muted">{event.attempts}{event.replays > 0 && `, replayed ${event.replays} ×`}</span> },
  { id: 'when', header: 'Received', className: 'sm:hidden lg:table-cell', cell: (event) => <RelativeTime at={event.receivedAt} now={now} className="whitespace-nowrap text-muted" /> },
  { id: 'replay', header: 'Actions', isHeaderHidden: true, isNumber: true, cell: (event) => <ReplayButton event={event} size="sm" /> },
];

/** Events, newest first: what about, whose, how it ended and what it changed. */
export const EventsTable = ({ events, now }: { events: InboundEventView[]; now: string }) => <DataTable caption="Events from Stripe, newest first" columns={columns(now)} rows={events} rowKey={(event) => event.id} />;
