'use client';

import { useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { AsOf } from '@/components/usage/as-of';
import { UsageTabs } from '@/components/usage/usage-tabs';
import type { OwnLimitsView, OwnLimitView } from '@/lib/domain/views/own-limit-view';
import { limitsQuery } from './limit-queries';
import { LimitDialog, type Draft } from './limit-dialog';
import { LimitRow } from './limit-row';
import { RemoveLimitDialog } from './remove-limit-dialog';
import { SpendCap } from './spend-cap';

type Acted = { action: 'edit'; draft: Draft } | { action: 'remove'; limit: OwnLimitView };

const groups = [
  { kind: 'workspace', title: 'Whole workspace', description: 'Below what the plan allows, for everything together.', empty: 'Nothing below the plan’s own limits.' },
  { kind: 'key', title: 'For API keys', description: 'So that one key cannot use up what the others need.', empty: 'No key has a limit of its own.' },
  { kind: 'member', title: 'For people', description: 'Calls with the keys that somebody made count as theirs.', empty: 'Nobody has a limit of their own.' },
] as const;

/** The limits that a workspace sets itself: a cap on spending, and shares for keys and people. */
export const LimitsBoard = ({ initial, mayEdit }: { initial: OwnLimitsView; mayEdit: boolean }) => {
  const { data, isError } = useQuery({ ...limitsQuery(), initialData: initial });
  const [acted, setActed] = useState<Acted | null>(null);
  const close = () => setActed(null);
  const edit = mayEdit ? (draft: Draft) => setActed({ action: 'edit', draft }) : null;
  const remove = mayEdit ? (limit: OwnLimitView) => setActed({ action: 'remove', limit }) : null;
  return (
    <>
      <PageHeader
        title="Your limits"
        description={<>Limits that you set yourself, inside those of the plan. They hold from the next call on. At which share of them you are told is chosen under <Link href="/alerts" className="font-medium text-accent underline underline-offset-4">Alerts</Link>.</>}
      >
        <AsOf at={data.asOf} isStale={isError} />
        <UsageTabs at="limits" />
        {edit && <Button variant="primary" onClick={() => edit({})}>Set a limit</Button>}
      </PageHeader>
      <div className="grid gap-6">
        {data.spend && <SpendCap view={data} measure={data.spend} onEdit={edit} onRemove={remove} />}
        {groups.map((group) => <Group key={group.kind} group={group} view={data} onEdit={edit} onRemove={remove} />)}
        {!mayEdit && <p className="text-13 text-muted">Your role can see limits, not change them. Ask an owner or an admin.</p>}
      </div>
      {acted?.action === 'edit' && <LimitDialog view={data} draft={acted.draft} onClose={close} />}
      {acted?.action === 'remove' && <RemoveLimitDialog limit={acted.limit} onClose={close} />}
    </>
  );
};

type GroupProps = { group: (typeof groups)[number]; view: OwnLimitsView; onEdit: ((draft: Draft) => void) | null; onRemove: ((limit: OwnLimitView) => void) | null };

const Group = ({ group: { kind, title, description, empty }, view, onEdit, onRemove }: GroupProps) => {
  const limits = view.data.filter((one) => one.scope.kind === kind && one.measure.meter !== 'spend');
  const isOfNobody = (kind === 'key' && view.keys.length === 0) || (kind === 'member' && view.members.length === 0);
  return (
    <Card aria-labelledby={`limits-${kind}`}>
      <CardHeader id={`limits-${kind}`} title={title} description={description} className="pb-3">
        {onEdit && !isOfNobody && <Button size="sm" onClick={() => onEdit({ scope: kind })}>Add<span className="sr-only"> a limit: {title}</span></Button>}
      </CardHeader>
      {limits.length === 0
        ? <EmptyState icon={Gauge} title={empty} />
        : <ul aria-label={title} className="border-t border-line">{limits.map((limit) => <LimitRow key={limit.id} limit={limit} asOf={view.asOf} onEdit={onEdit} onRemove={onRemove} />)}</ul>}
    </Card>
  );
};
