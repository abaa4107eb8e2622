'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { BackLink } from '@/components/shell/back-link';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { formatInstant } from '@/components/ui/format-time';
import type { InboundEventDetailView } from '@/lib/domain/views/billing-view';
import { eventQuery } from './admin-queries';
import { EventStatusBadge } from './event-status-badge';
import { ReplayButton } from './replay-button';

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 border-b border-line py-1.5 last:border-b-0 sm:justify-start">
    <dt className="w-44 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);

const Id = ({ id, label }: { id: string; label: string }) => <span className="flex items-center gap-1 font-mono text-12"><span className="break-all">{id}</span><CopyButton text={id} label={label} /></span>;

/** One event: where it stands, what it was about, what it changed, and what Stripe sent. */
export const EventDetail = ({ initial }: { initial: InboundEventDetailView }) => {
  const { data: event } = useQuery({ ...eventQuery(initial.id), initialData: initial });
  return (
    <>
      <BackLink href="/admin/webhooks">Webhooks</BackLink>
      <PageHeader title={event.type}><EventStatusBadge event={event} /><ReplayButton event={event} /></PageHeader>
      <div className="grid gap-6">
        {event.lastError && <p role="alert" className="break-words rounded-inner bg-danger-soft p-3 text-13 text-danger">{event.lastError}</p>}
        <Facts event={event} />
        <Card aria-labelledby="effect">
          <CardHeader id="effect" title="Effect" description="What applying it changed here. What happened at Stripe was already true." />
          <CardBody>
            {event.effect.length === 0
              ? <p className="text-13 text-muted">{event.status === 'received' ? 'It has not been applied yet.' : event.status === 'ignored' ? 'Events of this kind change nothing here, or nobody here has this customer.' : 'Nothing was different, or it was applied before effects were recorded.'}</p>
              : <ul className="grid gap-1.5 text-13">{event.effect.map((sentence) => <li key={sentence} className="break-words">{sentence}</li>)}</ul>}
          </CardBody>
        </Card>
        <Card aria-labelledby="payload">
          <CardHeader id="payload" title="What Stripe sent" description="Without what says who somebody is, and without secrets. Only the customer’s id in it is believed; everything else was read from Stripe again." />
          <CardBody><CodeBlock code={JSON.stringify(event.payload, null, 2)} label="payload" /></CardBody>
        </Card>
      </div>
    </>
  );
};

const Facts = ({ event }: { event: InboundEventDetailView }) => (
  <Card aria-label="Facts">
    <dl className="px-4 py-2 text-13 sm:px-5">
      <Line name="Event"><Id id={event.id} label="event id" /></Line>
      <Line name="About">{event.cause.id ? <Id id={event.cause.id} label="object id" /> : 'Nothing with an id'}</Line>
      <Line name="Customer">{event.cause.customerId ? <Id id={event.cause.customerId} label="customer id" /> : 'None named'}</Line>
      <Line name="Workspace">{event.workspace?.name ?? 'None'}</Line>
      <Line name="Made by Stripe">{formatInstant(event.createdAt)}</Line>
      <Line name="Received">{formatInstant(event.receivedAt)}</Line>
      <Line name="Applied">{event.appliedAt ? formatInstant(event.appliedAt) : 'Not yet'}</Line>
      <Line name="Tries">{event.attempts}{event.replays > 0 && `, replayed ${event.replays} ${event.replays === 1 ? 'time' : 'times'}`}</Line>
    </dl>
  </Card>
);
