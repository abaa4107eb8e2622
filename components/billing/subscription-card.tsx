'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatMoment } from '@/components/ui/format-time';
import { useFocusMove } from '@/components/ui/moved-focus';
import { currentUsageQuery } from '@/components/usage/usage-queries';
import { formatMoney } from '@/lib/domain/money';
import type { PlanTerms } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { useKeepPlan, usePayInvoice, useUndoScheduled } from './billing-actions';
import { changeHref } from './change-address';
import { EndPause } from './end-pause';
import { PaymentProblem } from './payment-problem';
import { StatusBadge } from './status-badge';
import { subscriptionFacts, type Fact } from './subscription-facts';
import { subscriptionQuery } from './subscription-query';
import { boughtPlan, planWords, termsWords } from './subscription-words';
import { TrialAction } from './trial-action';

type SubscriptionCardProps = { initial: SubscriptionView; now: string; mayBuy: boolean };

const link = 'font-medium text-accent underline-offset-4 hover:underline';

/** What the workspace has, what it costs, what happens next, and everything that can be done about it. */
export const SubscriptionCard = ({ initial, now, mayBuy }: SubscriptionCardProps) => {
  const { data: subscription } = useQuery({ ...subscriptionQuery(), initialData: initial });
  const asOf = useQuery(currentUsageQuery()).data?.asOf ?? now;
  const isBought = subscription.interval !== null;
  const [heading, focusHeading] = useFocusMove<HTMLHeadingElement>();
  return (
    <Card aria-labelledby="your-plan" className="mb-8">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4 p-4 sm:p-5">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id="your-plan" ref={heading} tabIndex={-1} className="text-20 font-semibold tracking-tight outline-none"><span className="sr-only">Your plan: </span>{boughtPlan(subscription).name}</h2>
            <StatusBadge status={isBought ? subscription.status : null} />
          </div>
          <p className="mt-1 text-14 text-muted">{planWords(subscription)}</p>
        </div>
        {mayBuy && isBought && <Actions subscription={subscription} onDone={focusHeading} />}
      </div>
      <dl className="grid gap-x-6 gap-y-3 border-t border-line p-4 text-13 sm:grid-cols-2 sm:px-5 lg:grid-cols-4">
        {subscriptionFacts(subscription, asOf).map((fact) => <FactLine key={fact.name} fact={fact} />)}
      </dl>
      <Waiting subscription={subscription} mayBuy={mayBuy} onDone={focusHeading} />
      <p className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-4 py-3 text-13 sm:px-5">
        <Link href="/plans/history" className={link}>History of changes</Link>
        {mayBuy && <Link href="/invoices" className={link}>Invoices</Link>}
        {mayBuy && <Link href="/payment-methods" className={link}>Payment methods</Link>}
      </p>
    </Card>
  );
};

const FactLine = ({ fact }: { fact: Fact }) => (
  <div className="min-w-0">
    <dt className="text-12 text-muted">{fact.name}</dt>
    <dd className="mt-0.5">
      <span className="font-medium">{fact.value}</span>
      {fact.note && <span className="block text-12 text-muted">{fact.note}</span>}
    </dd>
  </div>
);

const Actions = ({ subscription, onDone }: { subscription: SubscriptionView; onDone: () => void }) => {
  const { interval, quantity, status, cancelAt, isPerSeat } = subscription;
  const plan = boughtPlan(subscription);
  const keep = useKeepPlan(plan.name);
  if (status !== 'paused' && cancelAt) {
    return (
      <div className="grid gap-2">
        <Button size="sm" isPending={keep.isPending} onClick={() => keep.mutate(undefined, { onSuccess: onDone })}>Keep {plan.name}</Button>
        {keep.isError && <PaymentProblem error={keep.error} />}
      </div>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      {status === 'trialing' && <TrialAction subscription={subscription} />}
      {status === 'paused' && <EndPause card={subscription.card} />}
      {isPerSeat && interval && status !== 'paused' && <Button asChild size="sm"><Link href={changeHref(plan.id, interval, quantity)}>Change seats</Link></Button>}
      <Button asChild size="sm"><Link href="/plans/cancel">Cancel plan</Link></Button>
    </div>
  );
};

/** What is not done yet: a change set for later, or one that waits for its payment. */
const Waiting = ({ subscription, mayBuy, onDone }: { subscription: SubscriptionView; mayBuy: boolean; onDone: () => void }) => {
  const { scheduled, pendingPayment: pending } = subscription;
  const plan = boughtPlan(subscription);
  const undo = useUndoScheduled();
  const pay = usePayInvoice();
  return (
    <>
      {scheduled && (
        <Line text={<>Changes to <strong className="font-semibold">{scheduledName(subscription, scheduled.to)}</strong>, {termsWords(scheduled.to)}, on {formatMoment(scheduled.at)}</>} error={undo.error}>
          {mayBuy && <Button size="sm" isPending={undo.isPending} onClick={() => undo.mutate(undefined, { onSuccess: onDone })}>Undo</Button>}
        </Line>
      )}
      {pending && (
        <Line
          text={<>{pending.to && pending.to.plan.id !== plan.id ? `The change to ${pending.to.plan.name}` : 'A change'} waits for {formatMoney(pending.amountMinor, pending.currency, 'en')}{pending.expiresAt && `, until ${formatMoment(pending.expiresAt)}`}</>}
          error={pay.error ?? undo.error}
        >
          {mayBuy && (
            <div className="flex gap-2">
              <Button size="sm" disabled={undo.isPending} isPending={pay.isPending} onClick={() => pay.mutate(pending.invoiceId, { onSuccess: onDone })}>Finish payment</Button>
              <Button size="sm" variant="ghost" disabled={pay.isPending} isPending={undo.isPending} onClick={() => undo.mutate(undefined, { onSuccess: onDone })}>Drop the change</Button>
            </div>
          )}
        </Line>
      )}
    </>
  );
};

/** Another plan by its name; the same one by what differs. */
const scheduledName = (subscription: SubscriptionView, to: PlanTerms): string =>
  subscription.isPerSeat && to.plan.id === boughtPlan(subscription).id ? (to.quantity === 1 ? '1 seat' : `${to.quantity} seats`) : to.plan.name;

const Line = ({ text, error, children }: { text: ReactNode; error: Error | null; children: ReactNode }) => (
  <div className="grid gap-2 border-t border-line bg-accent-soft px-4 py-3 sm:px-5">
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="min-w-0 text-13">{text}</p>
      {children}
    </div>
    {error && <PaymentProblem error={error} />}
  </div>
);
