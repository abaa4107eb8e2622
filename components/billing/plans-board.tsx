'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { CalendarClock, Info } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState, type ReactNode } from 'react';
import { api } from '@/components/api-client';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { formatDay } from '@/components/ui/format-time';
import { toast } from '@/components/ui/toast';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { PlansView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { ActionLabel } from './action-label';
import { useKeepPlan, useUndoScheduled } from './billing-actions';
import { IntervalSwitch } from './interval-switch';
import { planAction, type PlanAction } from './plan-action';
import { PlanColumn } from './plan-column';
import { planDifferences, planHighlights } from './plan-differences';
import { isWide, PlanGrid } from './plan-grid';
import { PlanMatrix } from './plan-matrix';
import { hasBothIntervals } from './plan-price';
import { PaymentProblem } from './payment-problem';
import { subscriptionQuery } from './subscription-query';
import { boughtPlan } from './subscription-words';
import { useIsHere } from './use-is-here';

type Choice = { plan: string; interval: PriceInterval };
type PlansBoardProps = { view: PlansView; initial: SubscriptionView; mayBuy: boolean };

/** Starts a purchase; the browser goes to the payment page and stays busy until it is there. */
const usePurchase = () => {
  const isHere = useIsHere();
  return useMutation({
    mutationFn: (choice: Choice) => api.post<ChangeResult>('/api/v1/subscriptions/change', choice),
    onSuccess: (result) => {
      if (isHere()) window.location.assign(result.kind === 'checkout' ? result.url : '/plans');
    },
    onError: (error) => {
      if (!isHere()) toast.error(error.message);
    },
  });
};

const standingOf = ({ plan, subscribed, status, access }: SubscriptionView): string => [plan.id, subscribed?.id, status, access].join(' ');

/** What the plans are compared with came with the page: it comes again when a payment, an event of Stripe's or an operator changed it. */
const useFreshPlans = (initial: SubscriptionView, subscription: SubscriptionView): void => {
  const router = useRouter();
  const [compared, standing] = [standingOf(initial), standingOf(subscription)];
  useEffect(() => {
    if (compared !== standing) router.refresh();
  }, [compared, standing, router]);
};

/** Plans against the one you have: what you gain and lose, what it costs, and one button that says so. */
export const PlansBoard = ({ view, initial, mayBuy }: PlansBoardProps) => {
  const { data: subscription } = useQuery({ ...subscriptionQuery(), initialData: initial });
  useFreshPlans(initial, subscription);
  const current = view.plans.find((plan) => plan.isCurrent);
  const [interval, setInterval] = useState<PriceInterval>(current?.currentInterval ?? 'month');
  const purchase = usePurchase();
  const keep = useKeepPlan(boughtPlan(subscription).name);
  const undo = useUndoScheduled();
  const [pressed, setPressed] = useState<{ plan: string; kind: PlanAction['kind'] } | null>(null);
  const situation = { interval, subscription, hasSubscription: view.hasSubscription, mayBuy };
  const actions = view.plans.map((plan) => planAction(plan, situation));
  const next = actions.findIndex((action) => action.kind === 'buy' || (action.kind === 'link' && action.isNext));
  const isLeaving = purchase.isPending || purchase.isSuccess;
  const errors: Partial<Record<PlanAction['kind'], Error | null>> = { buy: purchase.error, keep: keep.error, undo: undo.error };
  const errorAt = (plan: string) => (pressed?.plan === plan && errors[pressed.kind]) || null;
  const run = (plan: string, action: PlanAction) => {
    setPressed({ plan, kind: action.kind });
    if (action.kind === 'buy') purchase.mutate({ plan, interval: action.interval });
    if (action.kind === 'keep') keep.mutate();
    if (action.kind === 'undo') undo.mutate();
  };
  const isPending = (plan: string, { kind }: PlanAction) =>
    (kind === 'buy' && isLeaving && purchase.variables?.plan === plan) || (kind === 'keep' && keep.isPending) || (kind === 'undo' && undo.isPending);
  return (
    <section aria-labelledby="all-plans">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="all-plans" className="text-16 font-semibold">Compare plans</h2>
        {hasBothIntervals(view.plans) && <IntervalSwitch plans={view.plans} value={interval} onChange={setInterval} />}
      </div>
      {!mayBuy && <Notice>Your role can look, not buy. An owner, an admin or a billing member of this workspace can change the plan.</Notice>}
      <PlanGrid plans={view.plans}>
        {view.plans.map((plan, i) => {
          const action = actions[i];
          const differences = current && !plan.isCurrent ? planDifferences(current, plan) : planHighlights(plan);
          const heading = current && !plan.isCurrent ? `Against ${current.name}` : 'What you have';
          const button = action && <PlanButton action={action} isFirst={i === next} isBusy={isLeaving} isPending={isPending(plan.id, action)} error={errorAt(plan.id)} onAct={() => run(plan.id, action)} />;
          return <PlanColumn key={plan.id} plan={plan} isWide={isWide(plan, view.plans)} interval={interval} heading={heading} differences={differences} mark={scheduledMark(plan.id, subscription)} action={button} />;
        })}
      </PlanGrid>
      <p className="mt-4 text-13 text-muted">Prices in {view.currency.toUpperCase()}, before tax. What a change costs today is shown before you confirm it.</p>
      <PlanMatrix plans={view.plans} top="page" />
    </section>
  );
};

const scheduledMark = (plan: string, { scheduled }: SubscriptionView): ReactNode =>
  scheduled?.to.plan.id === plan && <Badge tone="warning" icon={CalendarClock}>From {formatDay(scheduled.at)}</Badge>;

const Notice = ({ children }: { children: ReactNode }) => (
  <p className="mb-4 flex max-w-[72ch] items-start gap-2 text-13 text-muted"><Info aria-hidden className="mt-0.5 size-4 shrink-0" />{children}</p>
);

type PlanButtonProps = { action: PlanAction; isFirst: boolean; isBusy: boolean; isPending: boolean; error: Error | null; onAct: () => void };
const wide = 'h-full min-h-12 w-full whitespace-normal px-2 text-13';

const PlanButton = ({ action, isFirst, isBusy, isPending, error, onAct }: PlanButtonProps) => {
  if (action.kind === 'said') return <p className="flex min-h-12 items-center text-13 text-muted">{action.what}</p>;
  const label = <ActionLabel what={action.what} cost={action.cost} />;
  const variant = isFirst ? 'primary' : 'secondary';
  if (action.kind === 'link') return <Button asChild variant={variant} className={wide}><Link href={action.href}>{label}</Link></Button>;
  return (
    <div className="grid gap-2">
      <Button variant={variant} className={wide} disabled={isBusy} isPending={isPending} onClick={onAct}>{label}</Button>
      {error && <PaymentProblem error={error} />}
    </div>
  );
};
