'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { BackLink } from '@/components/shell/back-link';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardHeader } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { formatDate } from '@/components/ui/format-time';
import { RelativeTime } from '@/components/ui/relative-time';
import { AsOf } from '@/components/usage/as-of';
import { MeterCard } from '@/components/usage/meter-card';
import type { WorkspaceDetail } from '@/lib/domain/views/admin-view';
import type { OverridesView } from '@/lib/domain/views/override-view';
import { OverridesCard } from './overrides-card';
import { workspaceQuery } from './workspace-queries';

/** One workspace: who it is, what it uses, and the exceptions that hold for it. */
export const WorkspaceBoard = ({ initial, overrides }: { initial: WorkspaceDetail; overrides: OverridesView }) => {
  const { data, isError } = useQuery({ ...workspaceQuery(initial.id), initialData: initial });
  return (
    <>
      <BackLink href="/admin/workspaces">Workspaces</BackLink>
      <PageHeader title={data.name} description={`On the ${data.plan.name} plan. Made ${formatDate(data.createdAt)}.`}><AsOf at={data.usage.asOf} isStale={isError} /></PageHeader>
      <div className="grid gap-6">
        <OverridesCard workspaceId={data.id} initial={overrides} />
        <section aria-label="Usage" className="grid gap-6 md:grid-cols-2">{data.usage.meters.map((meter) => <MeterCard key={meter.meter} meter={meter} asOf={data.usage.asOf} />)}</section>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Facts workspace={data} />
          <People workspace={data} />
        </div>
      </div>
    </>
  );
};

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-10 flex-wrap items-baseline justify-between gap-x-4 border-b border-line py-2.5 last:border-b-0 sm:flex-nowrap sm:justify-start">
    <dt className="w-36 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);

const Id = ({ id, label }: { id: string; label: string }) => <span className="flex items-center gap-1 font-mono text-12"><span className="break-all">{id}</span><CopyButton text={id} label={label} /></span>;

const Facts = ({ workspace }: { workspace: WorkspaceDetail }) => {
  const { subscription } = workspace;
  return (
    <Card aria-labelledby="facts">
      <CardHeader id="facts" title="Facts" />
      <dl className="px-4 py-2 text-13 sm:px-5">
        <Line name="Workspace id"><Id id={workspace.id} label="workspace id" /></Line>
        <Line name="Stripe customer">{workspace.stripeCustomerId ? <Id id={workspace.stripeCustomerId} label="customer id" /> : 'None yet'}</Line>
        <Line name="Subscription">{subscription ? `${subscription.plan}, ${subscription.formatted} a ${subscription.interval}, ${subscription.status.replaceAll('_', ' ')}` : 'None'}</Line>
        {subscription && <Line name={subscription.cancelAt ? 'Ends' : 'Renews'}>{formatDate(subscription.cancelAt ?? subscription.currentPeriodEnd)}</Line>}
        <Line name="Open disputes">{workspace.disputes.length === 0 ? 'None' : workspace.disputes.map((one) => <DisputeLine key={one.id} dispute={one} />)}</Line>
        <Line name="Own limits">{workspace.ownLimits === 0 ? 'None' : workspace.ownLimits}</Line>
        <Line name="Unread alerts">{workspace.unreadAlerts === 0 ? 'None' : workspace.unreadAlerts}</Line>
      </dl>
    </Card>
  );
};

const plain = (words: string): string => words.replaceAll('_', ' ');

const DisputeLine = ({ dispute: { id, formatted, reason, status, dueBy } }: { dispute: WorkspaceDetail['disputes'][number] }) => (
  <span className="grid gap-0.5 not-first:mt-2">
    <span>{formatted}, {plain(reason)}</span>
    <span className="block text-muted first-letter:uppercase">{plain(status)}{dueBy && ` by ${formatDate(dueBy)}`}</span>
    <Id id={id} label="dispute id" />
  </span>
);

type Person = WorkspaceDetail['members'][number];
type Key = WorkspaceDetail['keys'][number];

const peopleColumns: Column<Person>[] = [
  { id: 'name', header: 'Person', isTitle: true, className: 'sm:max-w-[200px]', cell: (one) => <span className="block truncate">{one.name || one.email}</span> },
  { id: 'email', header: 'E-mail', className: 'sm:max-w-[220px]', cell: (one) => <span className="block truncate text-muted">{one.email}</span> },
  { id: 'role', header: 'Role', cell: (one) => one.role },
];

const keyColumns = (now: string): Column<Key>[] => [
  { id: 'name', header: 'Key', isTitle: true, className: 'sm:max-w-[200px]', cell: (one) => <span className="block truncate">{one.name}</span> },
  { id: 'key', header: 'Begins, ends', cell: (one) => <span className="whitespace-nowrap font-mono text-12 text-muted">{one.prefix}…{one.last4}</span> },
  { id: 'used', header: 'Last used', cell: (one) => <span className="whitespace-nowrap text-muted">{one.lastUsedAt ? <RelativeTime at={one.lastUsedAt} now={now} /> : 'Never'}</span> },
];

const People = ({ workspace }: { workspace: WorkspaceDetail }) => (
  <Card aria-labelledby="people">
    <CardHeader id="people" title="People and keys" className="pb-2" />
    <DataTable caption="People" columns={peopleColumns} rows={workspace.members} rowKey={(one) => one.id} />
    {workspace.keys.length > 0 && <div className="border-t border-line"><DataTable caption="Live API keys" columns={keyColumns(workspace.usage.asOf)} rows={workspace.keys} rowKey={(one) => one.id} /></div>}
  </Card>
);
