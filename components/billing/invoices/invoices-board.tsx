'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PortalButton } from '@/components/billing/cards/portal-button';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SegmentedLinks } from '@/components/ui/segmented';
import type { InvoicesView, InvoiceView } from '@/lib/domain/views/billing-view';
import { InvoicesTable } from './invoices-table';
import { invoicesQuery, readInvoicesAfter, type InvoiceFilter } from './invoices-query';
import { PayProblem, usePay } from './pay-button';

type InvoicesBoardProps = { initial: InvoicesView; filter: InvoiceFilter };

const distinct = (invoices: InvoiceView[]): InvoiceView[] => [...new Map(invoices.map((one) => [one.id, one])).values()];

const choices = [{ value: 'all', label: 'All', href: '/invoices' }, { value: 'open', label: 'Open', href: '/invoices?status=open' }, { value: 'paid', label: 'Paid', href: '/invoices?status=paid' }];

/** The invoices, kept fresh; older ones a page at a time. */
export const InvoicesBoard = ({ initial, filter }: InvoicesBoardProps) => {
  const { data } = useQuery({ ...invoicesQuery(filter), initialData: initial });
  const [older, setOlder] = useState<InvoicesView | null>(null);
  const pay = usePay();
  const invoices = distinct([...data.data, ...(older?.data ?? [])]);
  const last = invoices.at(-1);
  const more = useMutation({
    mutationFn: (after: string) => readInvoicesAfter(filter, after),
    onSuccess: (page) => setOlder({ data: [...(older?.data ?? data.data), ...page.data], hasMore: page.hasMore }),
  });
  return (
    <>
      <PageHeader title="Invoices" description="Every bill and what became of it. Times are UTC."><PortalButton returnTo="/invoices" /></PageHeader>
      <Card aria-labelledby="invoices">
        <CardHeader id="invoices" title="Invoices" className="pb-3"><SegmentedLinks label="Which invoices" value={filter} options={choices} /></CardHeader>
        <div aria-live="polite">{pay.isError && <div className="px-4 pb-3 sm:px-5"><PayProblem action={pay} /></div>}</div>
        {invoices.length === 0 ? <None filter={filter} /> : <InvoicesTable invoices={invoices} pay={pay} />}
        {((older ?? data).hasMore || more.isError) && last && (
          <div className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3">
            <Button size="sm" isPending={more.isPending} onClick={() => more.mutate(last.id)}>Show older invoices</Button>
            {more.isError && <p role="alert" className="text-13 text-danger">{more.error.message}</p>}
          </div>
        )}
      </Card>
    </>
  );
};

const None = ({ filter }: { filter: InvoiceFilter }) => {
  if (filter === 'open') return <EmptyState icon={ReceiptText} title="Nothing is open">Every invoice is settled.</EmptyState>;
  return (
    <EmptyState icon={ReceiptText} title={filter === 'paid' ? 'No paid invoices yet' : 'No invoices yet'}>
      <p>The first one comes with a paid plan or a credit pack. <Link href="/plans" className="font-medium text-accent underline underline-offset-4">Compare plans</Link></p>
    </EmptyState>
  );
};
