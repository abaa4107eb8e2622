import type { Metadata } from 'next';
import { ShadowBoard } from '@/components/admin/shadow-board';
import { daysFrom } from '@/components/admin/workspace-queries';
import { getShadowReport } from '@/lib/services/shadow/get-shadow-report';
import { operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Shadow limits' };

const ShadowPage = async ({ searchParams }: { searchParams: Promise<{ days?: string | string[] }> }) => {
  const ctx = await operatorPage();
  const days = daysFrom((await searchParams).days);
  return <ShadowBoard days={days} initial={await getShadowReport(ctx, { days })} />;
};

export default ShadowPage;
