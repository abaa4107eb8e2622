import type { Metadata } from 'next';
import { MoneyNotShown } from '@/components/billing/cards/money-not-shown';
import { PaymentMethodsBoard } from '@/components/billing/cards/payment-methods-board';
import { getMe } from '@/lib/services/identity/get-me';
import { getUpcomingInvoice } from '@/lib/services/payment-methods/get-upcoming-invoice';
import { listPaymentMethods } from '@/lib/services/payment-methods/list-payment-methods';
import { orLater } from '@/lib/web/or-later';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Payment methods' };

const PaymentMethodsPage = async ({ searchParams }: { searchParams: Promise<{ new?: string }> }) => {
  const ctx = await memberPage();
  const [me, asked] = await Promise.all([getMe(ctx, {}), searchParams]);
  if (me.role === 'member') return <MoneyNotShown title="Payment methods" />;
  const [methods, upcoming] = await Promise.all([orLater(listPaymentMethods(ctx)), orLater(getUpcomingInvoice(ctx))]);
  return <PaymentMethodsBoard initial={methods} upcoming={upcoming} now={ctx.now.toISOString()} isAddingFirst={asked.new === '1'} />;
};

export default PaymentMethodsPage;
