'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError } from '@/components/api-client';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { useFocusMove } from '@/components/ui/moved-focus';
import type { PaymentMethodsView, UpcomingInvoiceView } from '@/lib/domain/views/billing-view';
import { BillingDetailsCard } from './billing-details-card';
import { CardsCard } from './cards-card';
import { paymentMethodsQuery } from './cards-query';
import { PortalButton } from './portal-button';
import { UpcomingInvoiceCard } from './upcoming-invoice-card';

type BoardProps = { initial?: PaymentMethodsView; upcoming?: UpcomingInvoiceView; now: string; isAddingFirst: boolean };

/** How the workspace pays: its cards, who the invoices are made out to, and what comes next. Each part stands when another fails. */
export const PaymentMethodsBoard = ({ initial, upcoming, now, isAddingFirst }: BoardProps) => {
  const query = useQuery({ ...paymentMethodsQuery(), initialData: initial });
  const [isAdding, setAdding] = useState(isAddingFirst);
  const [opener, focusOpener] = useFocusMove<HTMLButtonElement>();
  const add = (next: boolean) => {
    setAdding(next);
    if (!next) focusOpener();
  };
  return (
    <>
      <PageHeader title="Payment methods" description="Cards, billing details and what is billed next.">
        <PortalButton returnTo="/payment-methods" />
        <Button ref={opener} variant="primary" onClick={() => setAdding(true)} disabled={isAdding || !query.data}>Add card</Button>
      </PageHeader>
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_336px]">
        <div className="grid min-w-0 gap-6">
          {query.data
            ? <><CardsCard cards={query.data.data} isAdding={isAdding} onAdd={add} /><BillingDetailsCard billing={query.data.billing} /></>
            : query.isError
              ? <Card className="flex min-h-[200px] items-center justify-center"><ErrorState title="The cards could not be read" detail={query.error.message} requestId={query.error instanceof ProblemError ? query.error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} /></Card>
              : <div role="status" className="grid gap-6"><span className="sr-only">Loading the cards</span><Skeleton className="h-[200px] rounded-card" /><Skeleton className="h-[280px] rounded-card" /></div>}
        </div>
        <UpcomingInvoiceCard initial={upcoming} now={now} />
      </div>
    </>
  );
};
