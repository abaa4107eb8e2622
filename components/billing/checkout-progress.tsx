'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useState, useEffect, type ReactNode } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import { formatUnits } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { mainLimit, mainMeter, perWindow } from '@/components/usage/main-limit';
import { currentUsageQuery } from '@/components/usage/usage-queries';
import type { CheckoutView } from '@/lib/domain/views/plan-view';

const patienceMs = 30_000;

/** True once this has been on the page for long. */
const useIsLate = (): boolean => {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
};

/** Waits until the purchase is in force, and says how it ended; never without a way on. */
export const CheckoutProgress = ({ sessionId, initial }: { sessionId: string; initial?: CheckoutView }) => {
  const isLate = useIsLate();
  const query = useQuery({
    queryKey: ['checkout', sessionId],
    queryFn: ({ signal }) => api.get<CheckoutView>(`/api/v1/subscriptions/checkouts/${encodeURIComponent(sessionId)}`, signal),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.applied || state.data?.status === 'expired' ? false : 1_000),
  });
  const checkout = query.data;
  if (!checkout && query.isError) {
    return <Card><ErrorState title="This purchase could not be read" detail={query.error.message} requestId={query.error instanceof ProblemError ? query.error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} /></Card>;
  }
  if (checkout?.applied) {
    const { plan, trialEnd } = checkout;
    return (
      <Result icon={<CircleCheck aria-hidden className="size-6 text-success" />} title={trialEnd ? `Your trial of ${plan.name} has begun` : `You are on ${plan.name}`} text={<Applied plan={plan} trialEnd={trialEnd} />}>
        <Button asChild variant="primary"><Link href="/overview">Go to the overview</Link></Button>
        <Button asChild><Link href="/plans">See the plan</Link></Button>
      </Result>
    );
  }
  if (checkout?.status === 'expired') {
    return (
      <Result icon={<CircleX aria-hidden className="size-6 text-danger" />} title="This purchase was not completed" text="The payment page has expired. Nothing was charged and your plan is unchanged.">
        <Button asChild variant="primary"><Link href="/plans">Choose a plan</Link></Button>
      </Result>
    );
  }
  if (checkout?.status === 'open') {
    return (
      <Result icon={<Waiting />} title="Waiting for the payment" text={isLate ? 'The payment page was not completed. Nothing was charged; you can choose a plan again.' : 'Checking whether the payment page was completed.'}>
        <Button asChild><Link href="/plans">Back to the plans</Link></Button>
      </Result>
    );
  }
  return (
    <Result icon={<Waiting />} title={checkout ? `Putting ${checkout.plan.name} in force` : 'Looking up your purchase'} text={isLate ? 'This takes longer than usual. The payment is recorded and the plan will follow by itself; you can leave this page.' : 'The payment is done. This takes a second or two.'}>
      {isLate && <Button asChild><Link href="/overview">Go to the overview</Link></Button>}
    </Result>
  );
};

/** One box for every state, so that what changes in it is read out. */
const Result = ({ icon, title, text, children }: { icon: ReactNode; title: string; text: ReactNode; children: ReactNode }) => (
  <Card role="status" className="flex min-h-64 flex-col items-start justify-center gap-3 p-6 sm:p-8">
    {icon}
    <h1 className="text-20 font-semibold">{title}</h1>
    <p className="max-w-[60ch] text-14 text-muted">{text}</p>
    {children && <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
  </Card>
);

const Waiting = () => <LoaderCircle aria-hidden className="size-6 animate-spin text-accent" />;

const Applied = ({ plan, trialEnd }: Pick<CheckoutView, 'plan' | 'trialEnd'>) => {
  const usage = useQuery(currentUsageQuery()).data;
  const meter = usage?.plan.id === plan.id ? mainMeter(usage) : undefined;
  const limit = meter && mainLimit(meter);
  return (
    <>
      {trialEnd ? `Nothing is charged before ${formatDate(trialEnd)}, and you can cancel until then.` : 'The payment went through and the plan is in force.'} {meter && limit && (limit.limit === null ? `${meter.name} have no limit now. ` : `You now have ${formatUnits(limit.limit, meter.unit)} ${perWindow(limit.window)}. `)}
      The next call uses it.
    </>
  );
};
