'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount } from '@/components/ui/format-count';
import { formatInstant } from '@/components/ui/format-time';
import type { DecisionView, MeterView } from '@/lib/domain/views/usage-view';
import { chargedWords, decisionRemedy, decisionWhy } from './decision-words';
import { OutcomeBadge } from './outcome-badge';
import { decisionQuery } from './usage-queries';

/** One decision: what was decided, why, and the facts it rests on. */
export const DecisionCard = ({ initial, meters, asOf }: { initial: DecisionView; meters: MeterView[]; asOf: string }) => {
  const { data } = useQuery({ ...decisionQuery(initial.decisionId), initialData: initial });
  const remedy = decisionRemedy(data, asOf);
  return (
    <article className="grid gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-20 font-semibold">{data.allowed ? 'Why this call passed' : 'Why this call was refused'}</h1>
        <OutcomeBadge call={data} />
      </div>
      <Card className="grid gap-3 p-4 sm:p-5">
        <p className="max-w-[68ch] text-16">{decisionWhy(data, meters)}</p>
        {remedy && <p className="max-w-[68ch] text-14 text-muted">{remedy}</p>}
        {!data.allowed && <div className="mt-1 flex flex-wrap gap-2"><Button asChild variant="primary" size="sm"><Link href="/plans">Compare plans</Link></Button></div>}
      </Card>
      <Card aria-label="Facts"><dl className="px-4 py-2 text-13 sm:px-5"><Facts decision={data} meters={meters} /></dl></Card>
    </article>
  );
};

const Facts = ({ decision, meters }: { decision: DecisionView; meters: MeterView[] }) => (
  <>
    <Fact name="Decision"><Id text={decision.decisionId} label="decision id" /></Fact>
    <Fact name="When"><time dateTime={decision.at}>{formatInstant(decision.at)}</time></Fact>
    <Fact name="Operation">{decision.operationName}</Fact>
    <Fact name="Plan then">{decision.plan.name}</Fact>
    <Fact name="Charged">{chargedWords(decision, meters)}</Fact>
    {decision.statusCode !== null && <Fact name="Status">{decision.statusCode}</Fact>}
    {decision.latencyMs !== null && <Fact name="Took">{formatCount(decision.latencyMs)} ms</Fact>}
    {decision.count > 1 && <Fact name="Like it in that minute">{formatCount(decision.count)} calls</Fact>}
    {decision.degraded && <Fact name="Meter">Away at that moment; the call passed and was recorded later</Fact>}
    {decision.code && <Fact name="Code"><Id text={decision.code} label="code" /></Fact>}
    {decision.requestId && <Fact name="Request"><Id text={decision.requestId} label="request id" /></Fact>}
  </>
);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 border-b border-line py-1.5 last:border-b-0 sm:justify-start">
    <dt className="w-44 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);

const Id = ({ text, label }: { text: string; label: string }) => (
  <span className="flex items-center gap-1 font-mono text-12"><span className="break-all">{text}</span><CopyButton text={text} label={label} /></span>
);
