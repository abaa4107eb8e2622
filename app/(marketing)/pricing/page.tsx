import type { Metadata } from 'next';
import { PublicPlans } from '@/components/billing/public-plans';
import { PageHeader } from '@/components/shell/page-header';
import { listPlans } from '@/lib/services/plans/list-plans';
import { visitor } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Pricing' };

const PricingPage = async () => {
  const ctx = await visitor();
  const view = await listPlans(ctx, {});
  return (
    <>
      <PageHeader title={`${view.product.name} pricing`} description={view.product.description} />
      <PublicPlans view={view} signedIn={ctx.signedIn} />
    </>
  );
};

export default PricingPage;
