import type { Metadata } from 'next';
import { PlansBoard } from '@/components/billing/plans-board';
import { PageHeader } from '@/components/shell/page-header';
import { getMe } from '@/lib/services/identity/get-me';
import { listPlans } from '@/lib/services/plans/list-plans';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Plans' };

const PlansPage = async () => {
  const ctx = await memberPage();
  const [view, me] = await Promise.all([listPlans(ctx, {}), getMe(ctx, {})]);
  return (
    <>
      <PageHeader title="Plans" description="What you gain and lose against the plan you have. Prices are without tax." />
      <PlansBoard view={view} mayBuy={me.role !== 'member'} />
    </>
  );
};

export default PlansPage;
