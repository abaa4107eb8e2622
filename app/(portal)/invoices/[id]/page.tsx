import type { Metadata } from 'next';
import { MoneyNotShown } from '@/components/billing/cards/money-not-shown';
import { InvoiceBoard } from '@/components/billing/invoices/invoice-board';
import { getMe } from '@/lib/services/identity/get-me';
import { getInvoice } from '@/lib/services/invoices/get-invoice';
import { memberPage } from '@/lib/web/page';
import { orNotFound } from '@/app/(portal)/or-not-found';

export const metadata: Metadata = { title: 'Invoice' };

const InvoicePage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const ctx = await memberPage();
  const [me, { id }] = await Promise.all([getMe(ctx, {}), params]);
  if (me.role === 'member') return <MoneyNotShown title="Invoice" />;
  return <InvoiceBoard initial={await orNotFound(getInvoice(ctx, { id }))} />;
};

export default InvoicePage;
