'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { toast } from '@/components/ui/toast';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatMoment } from '@/components/ui/format-time';
import { RelativeTime } from '@/components/ui/relative-time';
import { sayMeasured } from '@/components/usage/format-measure';
import type { AlertView } from '@/lib/domain/views/alert-view';
import { markRead } from './alert-queries';
import { alertTitle, scopeWords, windowOf } from './alert-words';
import { SeverityBadge } from './severity-badge';
import { readButtonId } from './use-next-unread';

type AlertRowProps = { alert: AlertView; now: string; /** When "Mark read" is pressed. */ onRead: (id: string) => void };

/** One alert: how serious, what was crossed, by which call, and whether anybody has seen it. */
export const AlertRow = ({ alert, now, onRead }: AlertRowProps) => {
  const isUnread = alert.readAt === null;
  const title = alertTitle(alert);
  return (
    <li className="grid grid-cols-[8px_minmax(0,1fr)] gap-x-3 border-b border-line px-4 py-3 last:border-b-0 sm:grid-cols-[8px_96px_minmax(0,1fr)_auto] sm:px-5">
      <span aria-hidden className={cn('mt-2 size-2 rounded-full', isUnread && 'bg-accent')} />
      <span className="mb-1 sm:mb-0"><SeverityBadge severity={alert.severity} /></span>
      <div className="col-start-2 min-w-0 sm:col-start-3">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-14">
          <span className={cn('text-ink', isUnread && 'font-semibold')}>{isUnread && <span className="sr-only">Unread: </span>}{title}</span>
          {alert.recoveredAt && <Badge tone="success" icon={CircleCheck}><span title={formatMoment(alert.recoveredAt)}>Recovered</span></Badge>}
        </p>
        <p className="mt-0.5 text-13 text-muted">
          {scopeWords(alert.scope)} · {sayMeasured(alert.used, alert.measure)} used {windowOf(alert, now)} · <RelativeTime at={alert.at} now={now} />
          {alert.recoveredAt && ' · The limit was raised since'}
        </p>
      </div>
      <div className="col-start-2 mt-2 flex flex-wrap items-center gap-2 sm:col-start-4 sm:mt-0">
        {alert.decisionId && <Button asChild size="sm" variant="ghost"><Link href={`/usage/decisions/${alert.decisionId}`} aria-label={`Which call crossed it: ${title}`}>Which call</Link></Button>}
        {isUnread && <MarkRead alert={alert} title={title} onRead={onRead} />}
      </div>
    </li>
  );
};

const MarkRead = ({ alert, title, onRead }: Omit<AlertRowProps, 'now'> & { title: string }) => {
  const queries = useQueryClient();
  const read = useMutation({
    mutationFn: () => markRead(alert.id),
    onError: (error) => toast.error(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const press = () => {
    onRead(alert.id);
    read.mutate();
  };
  return <Button id={readButtonId(alert.id)} size="sm" isPending={read.isPending} aria-label={`Mark read: ${title}`} onClick={press}>Mark read</Button>;
};
