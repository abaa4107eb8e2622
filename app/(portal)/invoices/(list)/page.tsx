import type { Metadata } from 'next';
import { MoneyNotShown } from '@/components/billing/cards/money-not-shown';
import { invoiceFilterOf } from '@/components/billing/invoices/invoice-filter';
import { InvoicesBoard } from '@/components/billing/invoices/invoices-board';
import { getMe } from '@/lib/services/identity/get-me';
import { listInvoices } from '@/lib/services/invoices/list-invoices';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Invoices' };

const InvoicesPage = async ({ searchParams }: { searchParams: Promise<{ status?: string | string[] }> }) => {
  const ctx = await memberPage();
  const [me, { status }] = await Promise.all([getMe(ctx, {}), searchParams]);
  if (me.role === 'member') return <MoneyNotShown title="Invoices" />;
  const filter = invoiceFilterOf(typeof status === 'string' ? status : undefined);
  return <InvoicesBoard initial={await listInvoices(ctx, filter === 'all' ? {} : { status: filter })} filter={filter} />;
};

export default InvoicesPage;
