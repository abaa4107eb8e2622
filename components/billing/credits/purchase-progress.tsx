'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState, type ReactNode } from 'react';
import { ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import { formatUnits } from '@/components/ui/format-count';
import type { CreditPurchaseView } from '@/lib/domain/views/billing-view';
import { creditPurchaseQuery } from './credits-query';

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

type PurchaseProgressProps = { initial: CreditPurchaseView; unit: { one: string; many: string } };

/** Waits until what was bought is there, and says how it ended; never without a way on. */
export const PurchaseProgress = ({ initial, unit }: PurchaseProgressProps) => {
  const isLate = useIsLate();
  const query = useQuery({ ...creditPurchaseQuery(initial.sessionId), initialData: initial });
  const { status, units } = query.data;
  const bought = formatUnits(units, unit);
  if (query.isError && status === 'open') {
    return <Card><ErrorState title="This purchase could not be read" detail={query.error.message} requestId={query.error instanceof ProblemError ? query.error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} /></Card>;
  }
  if (status === 'paid') {
    return (
      <Result icon={<CircleCheck aria-hidden className="size-6 text-success" />} title={`${bought} added`} text="The payment went through. The next call that the plan no longer covers uses them. The invoice is among your invoices.">
        <Button asChild variant="primary"><Link href="/credits">See your credits</Link></Button>
        <Button asChild><Link href="/invoices">Invoices</Link></Button>
      </Result>
    );
  }
  if (status === 'expired') {
    return (
      <Result icon={<CircleX aria-hidden className="size-6 text-danger" />} title="This purchase was not completed" text="The payment page has expired, or the payment failed. Nothing was added.">
        <Button asChild variant="primary"><Link href="/credits">Back to credits</Link></Button>
      </Result>
    );
  }
  return (
    <Result icon={<LoaderCircle aria-hidden className="size-6 animate-spin text-accent" />} title={`Adding ${bought}`} text={isLate ? 'This takes longer than usual. Some ways to pay take days to go through; what you bought is added by itself then, and you can leave this page.' : 'Waiting for the payment. This takes a second or two.'}>
      <Button asChild><Link href="/credits">Back to credits</Link></Button>
    </Result>
  );
};

const Result = ({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children: ReactNode }) => (
  <Card role="status" className="flex min-h-64 flex-col items-start justify-center gap-3 p-6 sm:p-8">
    {icon}
    <h1 className="text-20 font-semibold">{title}</h1>
    <p className="max-w-[60ch] text-14 text-muted">{text}</p>
    <div className="mt-2 flex flex-wrap gap-2">{children}</div>
  </Card>
);
