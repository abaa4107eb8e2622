'use client';

import { useQuery } from '@tanstack/react-query';
import { CalendarCheck } from 'lucide-react';
import Link from 'next/link';
import { ProblemError } from '@/components/api-client';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatDate, formatDistance, formatInstant } from '@/components/ui/format-time';
import { Skeleton } from '@/components/ui/skeleton';
import { formatMoney } from '@/lib/domain/money';
import type { UpcomingInvoiceView } from '@/lib/domain/views/billing-view';
import { AmountList, amountLines } from './amount-lines';
import { upcomingInvoiceQuery } from './cards-query';

/** What will be billed next, as Stripe works it out now. */
export const UpcomingInvoiceCard = ({ initial, now }: { initial?: UpcomingInvoiceView; now: string }) => {
  const query = useQuery({ ...upcomingInvoiceQuery(), initialData: initial });
  return (
    <Card aria-labelledby="next-invoice" className="min-h-[220px]">
      <CardHeader id="next-invoice" title="Next invoice" />
      {query.data
        ? query.data.invoice ? <Next invoice={query.data.invoice} now={now} /> : <Nothing />
        : query.isError
          ? <ErrorState title="It could not be worked out" detail={query.error.message} requestId={query.error instanceof ProblemError ? query.error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
          : <CardBody role="status"><span className="sr-only">Loading the next invoice</span><Skeleton className="h-[140px]" /></CardBody>}
    </Card>
  );
};

const Nothing = () => (
  <EmptyState icon={CalendarCheck} title="Nothing will be billed">
    <p>There is no paid plan that goes on. <Link href="/plans" className="font-medium text-accent underline underline-offset-4">Compare plans</Link></p>
  </EmptyState>
);

const Next = ({ invoice, now }: { invoice: NonNullable<UpcomingInvoiceView['invoice']>; now: string }) => (
  <CardBody className="grid gap-4 pt-3 sm:pt-3">
    <div>
      <p className="text-28 font-semibold">{formatMoney(invoice.amountDueMinor, invoice.currency, 'en')}</p>
      <p className="text-13 text-muted">on <time dateTime={invoice.at} title={formatInstant(invoice.at)}>{formatDate(invoice.at)}</time>, {formatDistance(invoice.at, now)}</p>
    </div>
    <ul className="grid gap-2 border-t border-line pt-3 text-13" aria-label="What it is for">
      {invoice.lines.map((line, i) => (
        <li key={i} className="flex items-baseline justify-between gap-4">
          <span className="min-w-0 break-words">{line.description}</span>
          <span className="whitespace-nowrap">{formatMoney(line.amountMinor, invoice.currency, 'en')}</span>
        </li>
      ))}
    </ul>
    <AmountList lines={amountLines(invoice, 'Due')} currency={invoice.currency} className="border-t border-line pt-3" />
    <p className="text-12 text-muted">As things stand now. Changes of plan, seats or usage until then change it.</p>
  </CardBody>
);
