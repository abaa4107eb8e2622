'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount } from '@/components/ui/format-count';
import { formatInstant } from '@/components/ui/format-time';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import type { MeterView } from '@/lib/domain/views/usage-view';
import { DecisionLimits } from './decision-limits';
import { DecisionMoney } from './decision-money';
import { DecisionRemedies } from './decision-remedies';
import { chargedWords, decisionRemedy, decisionWhy } from './decision-words';
import { holdWords, modelWords, rateWords } from './decision-facts';
import { OutcomeBadge } from './outcome-badge';
import { decisionQuery } from './usage-queries';

/** One decision: what was decided, why, and the facts it rests on. */
export const DecisionCard = ({ initial, meters, asOf }: { initial: DecisionDetail; meters: MeterView[]; asOf: string }) => {
  const { data } = useQuery({ ...decisionQuery(initial.decisionId), initialData: initial });
  const remedy = data.remedies.length === 0 ? decisionRemedy(data, asOf) : null;
  return (
    <article className="grid gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-20 font-semibold">{data.allowed ? 'Why this call passed' : 'Why this call was refused'}</h1>
        <OutcomeBadge call={data} />
      </div>
      <Card className="grid gap-3 p-4 sm:p-5">
        <p className="max-w-[68ch] text-16">{decisionWhy(data, meters)}</p>
        {remedy && <p className="max-w-[68ch] text-14 text-muted">{remedy}</p>}
        <DecisionRemedies decision={data} now={asOf} />
        {!data.allowed && data.code !== 'own_limit_reached' && <div className="mt-1 flex flex-wrap gap-2"><Button asChild variant="primary" size="sm"><Link href="/plans">Compare plans</Link></Button></div>}
      </Card>
      <DecisionLimits decision={data} />
      <DecisionMoney decision={data} />
      <Card aria-label="Facts"><dl className="px-4 py-2 text-13 sm:px-5"><Facts decision={data} meters={meters} /></dl></Card>
    </article>
  );
};

const Facts = ({ decision, meters }: { decision: DecisionDetail; meters: MeterView[] }) => (
  <>
    <Fact name="Decision"><Id text={decision.decisionId} label="decision id" /></Fact>
    <Fact name="When"><time dateTime={decision.at}>{formatInstant(decision.at)}</time></Fact>
    <Fact name="Operation">{decision.operationName}</Fact>
    <Fact name="Plan then">{decision.plan.name}</Fact>
    <Fact name="Charged">{chargedWords(decision, meters)}</Fact>
    {decision.model && <Fact name="Model">{modelWords(decision.model)}</Fact>}
    {decision.hold && <Fact name="Held">{holdWords(decision)}</Fact>}
    {rateWords(decision) && <Fact name="Bursts of the plan">{rateWords(decision)}</Fact>}
    {decision.key && <Fact name="Key">{decision.key.name}</Fact>}
    {decision.member && <Fact name="Person">{decision.member.name}</Fact>}
    {decision.source && decision.source !== 'gateway' && <Fact name="Came by">{decision.source === 'ingest' ? 'Told afterwards, in a batch' : 'The meter’s API'}</Fact>}
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
