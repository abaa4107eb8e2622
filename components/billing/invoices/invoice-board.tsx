'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, ExternalLink, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { AmountList, amountLines } from '@/components/billing/cards/amount-lines';
import { BackLink } from '@/components/shell/back-link';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatDate, formatInstant } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceDetailView } from '@/lib/domain/views/billing-view';
import { InvoiceBadge } from './invoice-badge';
import { InvoiceLines } from './invoice-lines';
import { InvoiceReturns } from './invoice-returns';
import { invoiceName, isPayable, periodWords } from './invoice-words';
import { invoiceQuery } from './invoices-query';
import { PayButton, PayProblem, usePay } from './pay-button';

/** One invoice: how it stands, what it is for, how it adds up, and what came back of it. */
export const InvoiceBoard = ({ initial }: { initial: InvoiceDetailView }) => {
  const { data: invoice } = useQuery({ ...invoiceQuery(initial.id), initialData: initial });
  const pay = usePay();
  return (
    <>
      <BackLink href="/invoices">Invoices</BackLink>
      <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-3"><h1 className="text-20 font-semibold">{invoiceName(invoice)}</h1><InvoiceBadge invoice={invoice} /></div>
          <p className="mt-1 text-14 text-muted">{invoice.description}, {periodWords(invoice)}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {invoice.pdfUrl && <Button asChild><a href={invoice.pdfUrl} target="_blank" rel="noreferrer"><Download aria-hidden />PDF</a></Button>}
          {invoice.hostedUrl && <Button asChild><a href={invoice.hostedUrl} target="_blank" rel="noreferrer">Stripe’s page<ExternalLink aria-hidden /></a></Button>}
          {isPayable(invoice) && <PayButton invoice={invoice} action={pay} />}
        </div>
      </div>
      <div className="grid gap-6">
        <Owed invoice={invoice} pay={pay} />
        <Card aria-labelledby="lines">
          <CardHeader id="lines" title="Lines" className="pb-3" />
          <InvoiceLines lines={invoice.lines} currency={invoice.currency} />
          <CardBody className="border-t border-line">
            <AmountList lines={[...amountLines(invoice, 'Amount due', invoice.creditedMinor), ...settled(invoice)]} currency={invoice.currency} className="ml-auto max-w-[336px]" />
          </CardBody>
        </Card>
        <InvoiceReturns invoice={invoice} />
      </div>
    </>
  );
};

const settled = ({ amountPaidMinor, amountRemainingMinor, refundedMinor, status, paidAt }: InvoiceDetailView) => [
  ...(amountPaidMinor > 0 ? [{ name: paidAt ? `Paid on ${formatDate(paidAt)}` : 'Paid so far', amountMinor: amountPaidMinor }] : []),
  ...(refundedMinor > 0 ? [{ name: 'Refunded', amountMinor: 0 - refundedMinor }] : []),
  ...(status === 'open' && amountPaidMinor > 0 ? [{ name: 'Left to pay', amountMinor: amountRemainingMinor, isTotal: true }] : []),
];

const Owed = ({ invoice, pay }: { invoice: InvoiceDetailView; pay: ReturnType<typeof usePay> }) => {
  if (!invoice.isOverdue && !pay.isError) return null;
  return (
    <div className="grid gap-3 rounded-card border border-danger bg-danger-soft p-3 sm:px-4">
      {invoice.isOverdue && (
        <div className="flex items-start gap-3">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <div className="min-w-0 text-13">
            <p className="text-14 font-medium">{formatMoney(invoice.amountRemainingMinor, invoice.currency, 'en')} could not be collected</p>
            <p className="max-w-[72ch]">
              {invoice.failure ?? 'The payment did not go through.'}{' '}
              {invoice.nextAttemptAt ? <>The card is tried again on <time dateTime={invoice.nextAttemptAt} title={formatInstant(invoice.nextAttemptAt)}>{formatDate(invoice.nextAttemptAt)}</time>.</> : 'It is not tried again by itself.'}{' '}
              Pay now, or <Link href="/payment-methods?new=1" className="font-medium underline underline-offset-4">use another card</Link>.
            </p>
          </div>
        </div>
      )}
      {pay.isError && <PayProblem action={pay} />}
    </div>
  );
};
