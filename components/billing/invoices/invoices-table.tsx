'use client';

import { Download } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { formatDate, formatInstant } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceView } from '@/lib/domain/views/billing-view';
import { InvoiceBadge } from './invoice-badge';
import { invoiceName, isPayable, periodWords } from './invoice-words';
import { PayButton, PayProblem, type usePay } from './pay-button';

type InvoicesTableProps = { invoices: InvoiceView[]; pay: ReturnType<typeof usePay> };

const Name = ({ invoice }: { invoice: InvoiceView }) => (
  <span className="grid min-w-0">
    <Link href={`/invoices/${invoice.id}`} className="truncate font-medium text-ink underline-offset-4 hover:underline">{invoiceName(invoice)}</Link>
    <span className="truncate text-12 font-normal text-muted">{invoice.description}</span>
  </span>
);

const Actions = ({ invoice, pay }: { invoice: InvoiceView; pay: InvoicesTableProps['pay'] }) => (
  <div className="grid gap-2">
    <span className="flex items-center justify-end gap-2">
      {isPayable(invoice) && <PayButton invoice={invoice} action={pay} isSmall />}
      {invoice.pdfUrl && (
        <Button asChild variant="ghost" size="icon" className="w-auto px-2 text-13 text-muted sm:w-8 sm:px-0">
          <a href={invoice.pdfUrl} target="_blank" rel="noreferrer" aria-label={`PDF of ${invoiceName(invoice)}`} title="PDF"><Download aria-hidden /><span className="sm:hidden">PDF</span></a>
        </Button>
      )}
    </span>
    {pay.payment?.id === invoice.id && <div className="ml-auto max-w-80 text-left"><PayProblem action={pay} /></div>}
  </div>
);

/** Invoices, newest first: what for, when, how much, how it stands, and what can be done. */
export const InvoicesTable = ({ invoices, pay }: InvoicesTableProps) => {
  const columns: Column<InvoiceView>[] = [
    { id: 'name', header: 'Invoice', isTitle: true, className: 'sm:max-w-[220px]', cell: (one) => <Name invoice={one} /> },
    { id: 'date', header: 'Date', cell: (one) => <time dateTime={one.createdAt} title={formatInstant(one.createdAt)} className="whitespace-nowrap text-muted">{formatDate(one.createdAt)}</time> },
    { id: 'period', header: 'For', className: 'sm:hidden xl:table-cell', cell: (one) => <span className="text-muted xl:whitespace-nowrap">{periodWords(one)}</span> },
    { id: 'status', header: 'Status', cell: (one) => <InvoiceBadge invoice={one} /> },
    { id: 'total', header: 'Total', isNumber: true, cell: (one) => <span className="whitespace-nowrap font-medium">{formatMoney(one.totalMinor, one.currency, 'en')}</span> },
    { id: 'actions', header: 'Actions', isHeaderHidden: true, isNumber: true, cell: (one) => <Actions invoice={one} pay={pay} /> },
  ];
  return <DataTable caption="Invoices, newest first" columns={columns} rows={invoices} rowKey={(one) => one.id} />;
};
