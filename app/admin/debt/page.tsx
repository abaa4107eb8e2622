import type { Metadata } from 'next';
import { DebtBoard } from '@/components/admin/debt-board';
import { daysFrom } from '@/components/admin/workspace-queries';
import { getDebtReport } from '@/lib/services/debt/get-debt-report';
import { operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Outages and debt' };

const DebtPage = async ({ searchParams }: { searchParams: Promise<{ days?: string | string[] }> }) => {
  const ctx = await operatorPage();
  const days = daysFrom((await searchParams).days);
  return <DebtBoard days={days} initial={await getDebtReport(ctx, { days })} />;
};

export default DebtPage;
