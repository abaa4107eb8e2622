'use client';

import { useInfiniteQuery, type DefinedUseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { PortalButton } from '@/components/billing/cards/portal-button';
import { PageHeader } from '@/components/shell/page-header';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { distinctRows, firstPage } from '@/components/ui/pages';
import { SegmentedLinks } from '@/components/ui/segmented';
import { ShowOlder } from '@/components/ui/show-older';
import type { InvoicesView } from '@/lib/domain/views/billing-view';
import { InvoicesTable } from './invoices-table';
import { invoicesQuery, type InvoiceFilter } from './invoices-query';
import { usePay } from './pay-button';

type InvoicesBoardProps = { initial: InvoicesView; filter: InvoiceFilter };

const choices = [{ value: 'all', label: 'All', href: '/invoices' }, { value: 'open', label: 'Open', href: '/invoices?status=open' }, { value: 'paid', label: 'Paid', href: '/invoices?status=paid' }];

/** The invoices, kept fresh; older ones a page at a time. */
export const InvoicesBoard = ({ initial, filter }: InvoicesBoardProps) => {
  const query = useInfiniteQuery({ ...invoicesQuery(filter), initialData: firstPage(initial) });
  return (
    <>
      <PageHeader title="Invoices" description="Every bill and what became of it. Times are UTC."><PortalButton returnTo="/invoices" /></PageHeader>
      <Card aria-labelledby="invoices">
        <CardHeader id="invoices" title="Invoices" className="pb-3"><SegmentedLinks label="Which invoices" value={filter} options={choices} /></CardHeader>
        <InvoicesList key={filter} filter={filter} query={query} />
      </Card>
    </>
  );
};

type InvoicesListProps = { filter: InvoiceFilter; query: DefinedUseInfiniteQueryResult<InfiniteData<InvoicesView>> };

const InvoicesList = ({ filter, query }: InvoicesListProps) => {
  const pay = usePay();
  const invoices = distinctRows(query.data.pages, (one) => one.id);
  return (
    <>
      {invoices.length === 0 ? <None filter={filter} /> : <InvoicesTable invoices={invoices} pay={pay} />}
      <ShowOlder query={query}>Show older invoices</ShowOlder>
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
