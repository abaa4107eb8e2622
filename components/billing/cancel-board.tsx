'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowDownRight, CircleOff, Pause } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { BackLink } from '@/components/shell/back-link';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import type { CancelResult, RetentionOfferView } from '@/lib/domain/views/billing-view';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { usePausePlan } from './billing-actions';
import { CancelDone } from './cancel-done';
import { CancelForm, endsAtOnce } from './cancel-form';
import { changeHref } from './change-address';
import { OfferTaken } from './offer-taken';
import { PaymentProblem } from './payment-problem';
import { planDifferences } from './plan-differences';
import { ResultCard } from './result-card';
import { RetentionOffer, useRetentionOffer } from './retention-offer';
import { subscriptionQuery } from './subscription-query';
import { boughtPlan } from './subscription-words';

type CancelBoardProps = { initial: SubscriptionView; plans: PlanView[] };

/** The way out, on one screen: the button is there at once, and what else could be done lies beside it. */
export const CancelBoard = ({ initial, plans }: CancelBoardProps) => {
  const [before] = useState(initial);
  const { name } = boughtPlan(before);
  const [done, setDone] = useState<CancelResult | null>(null);
  const [accepted, setAccepted] = useState<RetentionOfferView | null>(null);
  const [isPaused, setPaused] = useState(false);
  const { data: live } = useQuery({ ...subscriptionQuery(), initialData: initial });
  const isOnlyNow = endsAtOnce(live.status === null ? before : live);
  const isOpen = before.status !== null && before.interval !== null;
  const offer = useRetentionOffer('cancel', isOpen && before.cancelAt === null);
  const [current] = useState(plans.find((plan) => plan.id === boughtPlan(initial).id));
  const fallback = plans.find((plan) => plan.isDefault);
  if (!isOpen) return <Nothing />;
  if (accepted) return <OfferTaken offer={accepted} plan={name} />;
  const fallbackName = fallback?.name ?? 'the default plan';
  if (isPaused) return <Paused plan={name} fallback={fallbackName} />;
  const result: CancelResult | null = done ?? (before.cancelAt ? { kind: 'scheduled', at: before.cancelAt } : null);
  if (result) return <CancelDone plan={name} fallback={fallbackName} result={result} />;
  const losses = current && fallback ? planDifferences(current, fallback).filter((one) => one.kind === 'lose') : [];
  const cheaper = plans.filter((plan) => plan.change === 'downgrade' && !plan.isFree && !plan.isCustom).reverse();
  return (
    <>
      <BackLink href="/plans">Plans</BackLink>
      <PageHeader title={`Cancel ${name}`} description={`Your workspace, its keys and its history stay. ${fallback ? `Afterwards the limits of ${fallback.name} hold.` : ''}`} />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_360px]">
        <CancelForm subscription={before} fallback={fallbackName} isOnlyNow={isOnlyNow} onDone={setDone} />
        <div className="grid content-start gap-4">
          {offer && <RetentionOffer offer={offer} onAccepted={setAccepted} />}
          {before.canPause && !isOnlyNow && <PauseCard plan={name} fallback={fallbackName} onPaused={() => setPaused(true)} />}
          {cheaper[0] && <Cheaper plan={cheaper[0]} subscription={before} />}
          {losses.length > 0 && (
            <Card aria-labelledby="losses" className="p-4 sm:p-5">
              <h2 id="losses" className="text-14 font-semibold">What ends with it</h2>
              <ul className="mt-2 grid gap-1.5 text-13 text-muted">{losses.map((loss) => <li key={loss.text}>{loss.text}</li>)}</ul>
            </Card>
          )}
        </div>
      </div>
    </>
  );
};

const PauseCard = ({ plan, fallback, onPaused }: { plan: string; fallback: string; onPaused: () => void }) => {
  const pause = usePausePlan(plan);
  return (
    <Card aria-labelledby="pause" className="p-4 sm:p-5">
      <h2 id="pause" className="flex items-center gap-2 text-14 font-semibold"><Pause aria-hidden className="size-4 text-accent" />Pause instead</h2>
      <p className="mt-2 text-13">What is left of this period becomes credit, and nothing is billed until you go on. Meanwhile the limits of {fallback} hold.</p>
      <div className="mt-3 grid gap-2">
        <Button className="w-fit" isPending={pause.isPending} onClick={() => pause.mutate(undefined, { onSuccess: onPaused })}>Pause {plan}</Button>
        {pause.isError && <PaymentProblem error={pause.error} />}
      </div>
    </Card>
  );
};

const Paused = ({ plan, fallback }: { plan: string; fallback: string }) => (
  <ResultCard title={`${plan} is paused`}>
    <p className="max-w-[60ch] text-14 text-muted">Nothing is billed until you go on. Meanwhile the limits of {fallback} hold.</p>
    <div className="mt-2 flex flex-wrap gap-2">
      <Button asChild variant="primary"><Link href="/plans">See your plan</Link></Button>
      <Button asChild variant="ghost"><Link href="/plans/history">History of changes</Link></Button>
    </div>
  </ResultCard>
);

const Cheaper = ({ plan, subscription }: { plan: PlanView; subscription: SubscriptionView }) => {
  const price = plan.prices.find((one) => one.interval === subscription.interval) ?? plan.prices[0];
  if (!price) return null;
  return (
    <Card aria-labelledby="cheaper" className="p-4 sm:p-5">
      <h2 id="cheaper" className="flex items-center gap-2 text-14 font-semibold"><ArrowDownRight aria-hidden className="size-4 text-accent" />A smaller plan</h2>
      <p className="mt-2 text-13">{plan.name} costs {price.formatted} a {price.interval}{plan.isPerSeat ? ' per person' : ''}.</p>
      <Button asChild className="mt-3 w-fit"><Link href={changeHref(plan.id, price.interval, null)}>Look at {plan.name}</Link></Button>
    </Card>
  );
};

const Nothing = () => (
  <>
    <BackLink href="/plans">Plans</BackLink>
    <PageHeader title="Cancel" />
    <Card className="flex min-h-80 flex-col justify-center">
      <EmptyState icon={CircleOff} title="There is nothing to cancel">
        <p>This workspace has no paid plan.</p>
        <p className="mt-3"><Button asChild size="sm"><Link href="/plans">Compare plans</Link></Button></p>
      </EmptyState>
    </Card>
  </>
);
