'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView, PlansView } from '@/lib/domain/views/plan-view';
import { ActionLabel } from './action-label';
import { IntervalSwitch } from './interval-switch';
import { PlanColumn } from './plan-column';
import { planHighlights } from './plan-differences';
import { isWide, PlanGrid } from './plan-grid';
import { PlanMatrix } from './plan-matrix';
import { actionWords, hasBothIntervals, priceFor } from './plan-price';

type PublicPlansProps = { view: PlansView; signedIn: boolean };

/** The plans for somebody who looks around. */
export const PublicPlans = ({ view, signedIn }: PublicPlansProps) => {
  const [interval, setInterval] = useState<PriceInterval>('month');
  return (
    <>
      {hasBothIntervals(view.plans) && <div className="mb-6"><IntervalSwitch plans={view.plans} value={interval} onChange={setInterval} /></div>}
      <h2 className="sr-only">Plans and prices</h2>
      <PlanGrid plans={view.plans}>
        {view.plans.map((plan) => (
          <PlanColumn key={plan.id} plan={plan} isWide={isWide(plan, view.plans)} interval={interval} heading="It holds" differences={planHighlights(plan)} action={<PublicAction plan={plan} interval={interval} signedIn={signedIn} />} />
        ))}
      </PlanGrid>
      <p className="mt-4 text-13 text-muted">Prices in {view.currency.toUpperCase()}.</p>
      <PlanMatrix plans={view.plans} top="bar" />
    </>
  );
};

const PublicAction = ({ plan, interval, signedIn }: { plan: PlanView; interval: PriceInterval; signedIn: boolean }) => {
  if (plan.isCustom) return <p className="flex min-h-12 items-center text-13 text-muted">Sold by agreement, not online</p>;
  const words = actionWords({ ...plan, change: null }, priceFor(plan, interval)?.interval ?? interval);
  const label = signedIn ? { what: 'Compare with my plan', cost: null } : words;
  const href = signedIn ? '/plans' : plan.isFree ? '/sign-up' : '/sign-up?next=/plans';
  return (
    <Button asChild variant={plan.isFree && !signedIn ? 'primary' : 'secondary'} className="h-full min-h-12 w-full whitespace-normal px-2 text-center text-13">
      <Link href={href}><ActionLabel {...label} /></Link>
    </Button>
  );
};
