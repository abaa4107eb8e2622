'use client';

import { useMutation } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { PlanView, PlansView } from '@/lib/domain/views/plan-view';
import { ActionLabel } from './action-label';
import { IntervalSwitch } from './interval-switch';
import { PlanColumn } from './plan-column';
import { planDifferences, planHighlights } from './plan-differences';
import { PlanGrid } from './plan-grid';
import { PlanMatrix } from './plan-matrix';
import { actionWords, hasBothIntervals, priceFor } from './plan-price';

type Choice = { plan: string; interval: PriceInterval };
type PlansBoardProps = { view: PlansView; mayBuy: boolean };

/** Starts a purchase; the browser goes to the payment page and stays busy until it is there. */
const useChange = () =>
  useMutation({
    mutationFn: (choice: Choice) => api.post<ChangeResult>('/api/v1/subscriptions/change', choice),
    onSuccess: (result) => window.location.assign(result.kind === 'checkout' ? result.url : '/plans'),
  });

/** Plans against the one you have: what you gain and lose, what it costs, and one button that says so. */
export const PlansBoard = ({ view, mayBuy }: PlansBoardProps) => {
  const current = view.plans.find((plan) => plan.isCurrent);
  const [interval, setInterval] = useState<PriceInterval>(current?.currentInterval ?? 'month');
  const next = view.plans.find((plan) => plan.change === 'upgrade' && !plan.isCustom);
  const change = useChange();
  const isLeaving = change.isPending || change.isSuccess;
  const actionFor = (plan: PlanView) => {
    const chosen = priceFor(plan, interval)?.interval ?? interval;
    const isChosen = change.variables?.plan === plan.id;
    return <PlanAction plan={plan} interval={chosen} view={view} mayBuy={mayBuy} isNext={plan.id === next?.id} isBusy={isLeaving} isPending={isLeaving && isChosen} onChoose={() => change.mutate({ plan: plan.id, interval: chosen })} />;
  };
  return (
    <>
      <div className="mb-6 grid gap-4">
        {hasBothIntervals(view.plans) && <IntervalSwitch plans={view.plans} value={interval} onChange={setInterval} />}
        <Notice view={view} mayBuy={mayBuy} />
        {change.isError && <div className="rounded-card border border-danger bg-raised"><ErrorState title="The payment page could not be opened" detail={change.error.message} requestId={change.error instanceof ProblemError ? change.error.requestId : null} /></div>}
      </div>
      <PlanGrid count={view.plans.length}>
        {view.plans.map((plan) => {
          const differences = current && !plan.isCurrent ? planDifferences(current, plan) : planHighlights(plan);
          const heading = current && !plan.isCurrent ? `Against ${current.name}` : 'What you have';
          return <PlanColumn key={plan.id} plan={plan} interval={interval} heading={heading} differences={differences} action={actionFor(plan)} />;
        })}
      </PlanGrid>
      <PlanMatrix plans={view.plans} top="page" />
    </>
  );
};

const Notice = ({ view, mayBuy }: PlansBoardProps) => {
  const text = view.hasSubscription
    ? 'You have a paid plan. Changing from one paid plan to another is not available here yet; your plan and its limits go on as they are.'
    : mayBuy ? null : 'Your role in this workspace cannot buy a plan. Ask an owner, an admin or a billing member.';
  return text && <p className="flex max-w-[72ch] items-start gap-2 text-13 text-muted"><Info aria-hidden className="mt-0.5 size-4 shrink-0" />{text}</p>;
};

type PlanActionProps = { plan: PlanView; interval: PriceInterval; view: PlansView; mayBuy: boolean; isNext: boolean; isBusy: boolean; isPending: boolean; onChoose: () => void };

const PlanAction = ({ plan, interval, view, mayBuy, isNext, isBusy, isPending, onChoose }: PlanActionProps) => {
  if (plan.isCurrent) return <Said>You are on this plan</Said>;
  if (plan.isCustom) return <Said>Sold by agreement, not online</Said>;
  if (view.hasSubscription || !mayBuy) return <Said>Not available here</Said>;
  if (plan.isFree) return <Said>No purchase needed</Said>;
  return (
    <Button variant={isNext ? 'primary' : 'secondary'} className="h-full min-h-12 w-full whitespace-normal px-2 text-13" disabled={isBusy} isPending={isPending} onClick={onChoose}>
      <ActionLabel {...actionWords(plan, interval)} />
    </Button>
  );
};

const Said = ({ children }: { children: ReactNode }) => <p className="flex min-h-12 items-center text-13 text-muted">{children}</p>;
