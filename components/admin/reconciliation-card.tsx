'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Clock, Scale, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { api } from '@/components/api-client';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format-count';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ReconciliationsView, ReconciliationView } from '@/lib/domain/views/billing-view';
import { reconciliationsQuery } from './admin-queries';

type Detail = ReconciliationView['details'][number];

/** Whether what we hold is what Stripe holds, as a number; and what to do where it is not. */
export const ReconciliationCard = ({ initial }: { initial: ReconciliationsView }) => {
  const client = useQueryClient();
  const { data } = useQuery({ ...reconciliationsQuery(), initialData: initial });
  const [last] = data.data;
  const run = useMutation({
    mutationFn: () => api.post<ReconciliationView>('/api/v1/admin/reconciliations', {}),
    onSuccess: ({ drifts, checked }) => (drifts === 0 ? toast.success(`No differences in ${formatCount(checked)} workspaces.`) : toast.error(`${formatCount(drifts)} differences in ${formatCount(checked)} workspaces.`)),
    onError: (error) => toast.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  return (
    <Card aria-labelledby="reconciliation">
      <CardHeader id="reconciliation" title="Agreement with Stripe" description="Every workspace’s subscription, invoices, purchases and reported use against Stripe, each night and on demand. Comparing changes nothing." className="pb-4">
        <Button size="sm" isPending={run.isPending} onClick={() => run.mutate()}>Compare now</Button>
      </CardHeader>
      {last ? <Result last={last} view={data} /> : <EmptyState icon={Scale} title="Not compared yet">The first comparison runs tonight, or now if you ask for it.</EmptyState>}
    </Card>
  );
};

const Result = ({ last, view }: { last: ReconciliationView; view: ReconciliationsView }) => (
  <>
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-4 text-13 text-muted sm:px-5">
      <Verdict last={last} />
      <span>{formatCount(last.checked)} {last.checked === 1 ? 'workspace' : 'workspaces'} compared, <RelativeTime at={last.startedAt} now={view.asOf} /></span>
    </div>
    {last.details.length > 0 && <div className="border-t border-line"><DataTable caption="Differences from Stripe" columns={columns(view)} rows={last.details} rowKey={(one) => `${one.workspaceId} ${one.field}`} /></div>}
  </>
);

const Verdict = ({ last }: { last: ReconciliationView }) => {
  if (last.finishedAt === null) return <Badge tone="accent" icon={Clock}>Under way</Badge>;
  return last.drifts === 0 ? <Badge tone="success" icon={CircleCheck}>0 differences</Badge> : <Badge tone="danger" icon={TriangleAlert}>{formatCount(last.drifts)} {last.drifts === 1 ? 'difference' : 'differences'}</Badge>;
};

const columns = ({ workspaces }: ReconciliationsView): Column<Detail>[] => {
  const nameOf = (id: string): string => workspaces.find((one) => one.id === id)?.name ?? id;
  return [
    { id: 'whose', header: 'Workspace', isTitle: true, cell: (one) => nameOf(one.workspaceId) },
    { id: 'field', header: 'What', className: 'sm:max-w-[260px]', cell: (one) => <span className="break-words font-mono text-12">{one.field}</span> },
    { id: 'ours', header: 'Here', cell: (one) => <span className="break-words">{one.ours}</span> },
    { id: 'stripes', header: 'At Stripe', cell: (one) => <span className="break-words">{one.stripes}</span> },
    { id: 'heal', header: 'Actions', isHeaderHidden: true, isNumber: true, cell: (one) => <ResyncButton id={one.workspaceId} name={nameOf(one.workspaceId)} /> },
  ];
};

const ResyncButton = ({ id, name }: { id: string; name: string }) => {
  const client = useQueryClient();
  const [isDone, setDone] = useState(false);
  const sync = useMutation({
    mutationFn: () => api.post<{ effect: string[] }>(`/api/v1/admin/workspaces/${encodeURIComponent(id)}/sync`, {}),
    onSuccess: ({ effect }) => {
      setDone(true);
      toast.success(effect.length === 0 ? 'Asked Stripe again. Nothing was different.' : `Taken over from Stripe: ${formatCount(effect.length)} changes.`);
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  const words = isDone ? 'Taken over' : 'Take over from Stripe';
  return <Button size="sm" isPending={sync.isPending} aria-label={`${words}: ${name}`} onClick={() => sync.mutate()}>{words}</Button>;
};
